from rest_framework.routers import SimpleRouter

from leadtocash.areas.presales.api import budgets as budgets_api
from leadtocash.areas.presales.api import parts as parts_api
from leadtocash.areas.presales.api import projects as projects_api
from leadtocash.areas.presales.views import budgets, parts, record, steps

app_name = "presales"
urlpatterns = [pattern for noun in (budgets, parts, record, steps) for pattern in noun.urlpatterns]
router = SimpleRouter()
for prefix, viewset, basename in [*projects_api.routes, *parts_api.routes, *budgets_api.routes]:
    router.register(prefix, viewset, basename=basename)
api_urlpatterns = router.urls
