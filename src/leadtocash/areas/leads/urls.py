from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.leads import api
from leadtocash.areas.leads.views import deciding, funnel, record, sources

app_name = "leads"
urlpatterns = [
    path("leads/", record.listing, name="list"),
    path("leads/new/", record.new, name="new"),
    path("leads/card/", record.card, name="card"),
    path("leads/bulk/", deciding.bulk, name="bulk"),
    path("leads/pool/", record.pool, name="pool"),
    path("leads/pool/bulk/", deciding.pool_bulk, name="pool-bulk"),
    path("leads/funnel/", funnel.report, name="funnel"),
    path("leads/sources/", sources.listing, name="sources"),
    path("leads/sources/new/", sources.new, name="new-source"),
    path("leads/sources/<int:pk>/", sources.edit, name="source"),
    path("leads/<int:pk>/", record.detail, name="detail"),
    path("leads/<int:pk>/edit/", record.edit, name="edit"),
    path("leads/<int:pk>/taking/", deciding.taking, name="taking"),
    path("leads/<int:pk>/taking-up/", deciding.taking_up, name="taking-up"),
    path("leads/<int:pk>/man/", deciding.man, name="man"),
    path("leads/<int:pk>/qualification/", deciding.qualification, name="qualification"),
    path("leads/<int:pk>/conversion/", deciding.conversion, name="conversion"),
    path("leads/<int:pk>/drop/", deciding.drop, name="drop"),
    path("leads/<int:pk>/reopening/", deciding.reopening, name="reopening"),
    path("leads/<int:pk>/pooling/", deciding.pooling, name="pooling"),
    path("leads/<int:pk>/assignment/", deciding.assignment, name="assignment"),
]
router = SimpleRouter()
router.register("leads", api.LeadViewSet, basename="lead")
router.register("lead-pool", api.PoolViewSet, basename="lead-pool")
router.register("lead-sources", api.SourceViewSet, basename="lead-source")
api_urlpatterns = router.urls
