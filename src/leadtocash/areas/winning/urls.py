from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.winning import api
from leadtocash.areas.winning.views import comparison, evidence, needs, people, rivals

app_name = "winning"
urlpatterns = [
    path("stakeholders/", people.listing, name="stakeholders"),
    path("opportunities/<int:pk>/stakeholders/new/", people.new, name="new-stakeholder"),
    path("opportunities/<int:pk>/stakeholders/known/", people.known, name="known-stakeholders"),
    path("opportunities/<int:pk>/stakeholders/map/", people.print_map, name="print-map"),
    path("stakeholders/<int:pk>/", people.detail, name="stakeholder"),
    path("stakeholders/<int:pk>/edit/", people.edit, name="edit-stakeholder"),
    path("stakeholders/<int:pk>/place/", people.place, name="place-stakeholder"),
    path("stakeholders/<int:pk>/standing/", people.standing, name="standing"),
    path("stakeholders/<int:pk>/influences/", people.influence, name="influence"),
    path("stakeholders/<int:pk>/influences/<int:target>/removal/", people.no_influence, name="no-influence"),
    path("needs/", needs.listing, name="needs"),
    path("value-statements/", needs.values, name="values"),
    path("opportunities/<int:pk>/needs/new/", needs.new, name="new-need"),
    path("needs/<int:pk>/edit/", needs.edit, name="edit-need"),
    path("needs/<int:pk>/values/new/", needs.new_value, name="new-value"),
    path("value-statements/<int:pk>/edit/", needs.edit_value, name="edit-value"),
    path("rivals/", rivals.listing, name="rivals"),
    path("barriers/", rivals.barriers, name="barriers"),
    path("opportunities/<int:pk>/rivals/new/", rivals.new, name="new-rival"),
    path("rivals/<int:pk>/edit/", rivals.edit, name="edit-rival"),
    path("opportunities/<int:pk>/comparison/", comparison.edit, name="comparison"),
    path("opportunities/<int:pk>/barriers/new/", rivals.new_barrier, name="new-barrier"),
    path("opportunities/<int:pk>/barriers/tender-check/", rivals.tender_check, name="tender-check"),
    path("barriers/<int:pk>/edit/", rivals.edit_barrier, name="edit-barrier"),
    path("barriers/<int:pk>/state/", rivals.barrier_state, name="barrier-state"),
    path("evidence/", evidence.listing, name="library"),
    path("evidence/new/", evidence.new, name="new-evidence"),
    path("evidence/<int:pk>/", evidence.detail, name="evidence"),
    path("evidence/<int:pk>/edit/", evidence.edit, name="edit-evidence"),
]
router = SimpleRouter()
router.register("stakeholders", api.StakeholderViewSet, basename="stakeholder")
router.register("buying-centres", api.BuyingCentreViewSet, basename="buying-centre")
router.register("needs", api.NeedViewSet, basename="need")
router.register("value-statements", api.ValueViewSet, basename="value-statement")
router.register("rivals", api.RivalViewSet, basename="rival")
router.register("barriers", api.BarrierViewSet, basename="barrier")
router.register("evidence", api.EvidenceViewSet, basename="evidence")
# a buying centre is opened by its deal; there is no list of them
api_urlpatterns = [one for one in router.urls if getattr(one, "name", "") != "buying-centre-list"]
