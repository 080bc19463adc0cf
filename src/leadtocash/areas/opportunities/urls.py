from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.opportunities import api
from leadtocash.areas.opportunities.views import assigning, closing, gate, methods, moving, pipeline, record, requests

app_name = "opportunities"
urlpatterns = [
    path("opportunities/", record.listing, name="list"),
    path("opportunities/new/", record.new, name="new"),
    path("opportunities/pipeline/", pipeline.report, name="pipeline"),
    path("opportunities/bulk/", assigning.bulk, name="bulk"),
    path("opportunities/options/", record.options, name="options"),
    path("opportunities/<int:pk>/", record.detail, name="detail"),
    path("opportunities/<int:pk>/assignment/", assigning.assignment, name="assignment"),
    path("opportunities/<int:pk>/edit/", record.edit, name="edit"),
    path("opportunities/<int:pk>/stage/", closing.stage, name="stage"),
    path("opportunities/<int:pk>/closing/", assigning.closing, name="closing"),
    path("opportunities/<int:pk>/criteria/<int:criterion>/", gate.criterion, name="criterion"),
    path("opportunities/<int:pk>/criteria/<int:criterion>/withdrawal/", gate.withdrawal, name="withdrawal"),
    path("opportunities/<int:pk>/criteria/<int:criterion>/waiver/", gate.waiver, name="waiver"),
    path("opportunities/<int:pk>/tasks/<int:task>/", gate.task, name="task"),
    path("opportunities/<int:pk>/buyer/", moving.buyer, name="buyer"),
    path("opportunities/<int:pk>/version/", moving.version, name="version"),
    path("stage-reviews/<int:pk>/", requests.review, name="review"),
    path("waiver-requests/<int:pk>/", requests.waiver_request, name="waiver-request"),
    path("sales-methods/", methods.listing, name="methods"),
    path("sales-methods/new/", methods.new, name="new-method"),
    path("sales-methods/<int:pk>/", methods.detail, name="method"),
    path("sales-methods/<int:pk>/draft/", methods.draft, name="method-draft"),
    path("sales-methods/<int:pk>/edit/", methods.edit, name="method-edit"),
    path("sales-methods/<int:pk>/stages/new/", methods.stage, name="method-new-stage"),
    path("sales-methods/<int:pk>/stages/<int:place>/", methods.stage, name="method-stage"),
    path("sales-methods/<int:pk>/order/", methods.order, name="method-order"),
    path("sales-methods/<int:pk>/comparison/", methods.comparison, name="method-comparison"),
    path("sales-methods/<int:pk>/force/", methods.force, name="method-force"),
    path("sales-methods/<int:pk>/retirement/", methods.retirement, name="method-retirement"),
    path("sales-methods/<int:pk>/dropping/", methods.dropping, name="method-dropping"),
    path("opportunities/waivers/", gate.waivers, name="waivers"),
    path("opportunities/waivers/report/", gate.waivers_report, name="waivers-report"),
    path("opportunities/<int:pk>/win/", closing.win, name="win"),
    path("opportunities/<int:pk>/loss/", closing.loss, name="loss"),
    path("opportunities/<int:pk>/reopening/", closing.reopening, name="reopening"),
]
router = SimpleRouter()
router.register("opportunities", api.OpportunityViewSet, basename="opportunity")
router.register("gate-waivers", api.GateWaiverViewSet, basename="gate-waiver")
router.register("sales-methods", api.MethodViewSet, basename="sales-method")
api_urlpatterns = router.urls
