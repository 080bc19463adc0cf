from rest_framework.routers import SimpleRouter

from leadtocash.areas.visits.api import journals as journals_api
from leadtocash.areas.visits.api import plans as plans_api
from leadtocash.areas.visits.api import trials as trials_api
from leadtocash.areas.visits.api import visits as visits_api
from leadtocash.areas.visits.views import journals, plans, record, route, team, trials

app_name = "visits"
urlpatterns = [pattern for noun in (route, team, record, trials, journals, plans) for pattern in noun.urlpatterns]
router = SimpleRouter()
for prefix, viewset, basename in (*visits_api.routes, *trials_api.routes, *journals_api.routes, *plans_api.routes):
    router.register(prefix, viewset, basename=basename)
api_urlpatterns = router.urls
