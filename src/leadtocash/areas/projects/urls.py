"""Addresses of the projects area, put together from those of each noun."""

from rest_framework.routers import SimpleRouter

from leadtocash.areas.projects.api import cancellation as cancellation_api
from leadtocash.areas.projects.api import change as change_api
from leadtocash.areas.projects.api import coordination as coordination_api
from leadtocash.areas.projects.api import orders as orders_api
from leadtocash.areas.projects.api import projects as projects_api
from leadtocash.areas.projects.views import (
    cancellation,
    change,
    closing,
    coordination,
    projects,
    purchasing,
    setup,
    signoff,
)

_PAGES = (projects, setup, purchasing, signoff, closing, coordination, change, cancellation)
_RECORDS = (projects_api, coordination_api, change_api, cancellation_api)

app_name = "projects"
urlpatterns = [pattern for noun in _PAGES for pattern in noun.urlpatterns]
router = SimpleRouter()
for noun in _RECORDS:
    for prefix, viewset, basename in noun.routes:
        router.register(prefix, viewset, basename=basename)
api_urlpatterns = [
    *router.urls,
    *orders_api.urlpatterns,
    *coordination_api.urlpatterns,
    *change_api.urlpatterns,
    *cancellation_api.urlpatterns,
]
