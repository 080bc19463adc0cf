from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.customers import api
from leadtocash.areas.customers.views import assignment, contacts, disputes, knowing, owning, records, status

app_name = "customers"
urlpatterns = [
    path("customers/", records.listing, name="list"),
    path("customers/new/", records.new, name="new"),
    path("customers/bulk/", owning.bulk, name="bulk"),
    path("customers/options/", records.options, name="options"),
    path("customers/<int:pk>/", records.detail, name="detail"),
    path("customers/<int:pk>/assignment/", owning.assignment, name="assignment"),
    path("customers/<int:pk>/edit/", records.edit, name="edit"),
    path("customers/<int:pk>/contacts/new/", contacts.new_contact, name="new-contact"),
    path("customers/<int:pk>/status/", status.ask, name="status"),
    path("customers/<int:pk>/status/confirmation/", status.confirm, name="confirm-status"),
    path("customers/<int:pk>/release/", owning.release, name="release"),
    path("customers/<int:pk>/claim/", owning.claim, name="claim"),
    path("customers/pool/", owning.pool, name="pool"),
    path("customers/pool/bulk/", owning.pool_bulk, name="pool-bulk"),
    path("customers/rules/", assignment.rules, name="rules"),
    path("customers/rules/new/", assignment.rule, name="new-rule"),
    path("customers/rules/<int:pk>/", assignment.rule, name="rule"),
    path("customers/rules/<int:pk>/removal/", assignment.remove, name="remove-rule"),
    path("status-changes/", status.listing, name="status-changes"),
    path("status-changes/<int:pk>/", status.detail, name="status-change"),
    path("status-changes/<int:pk>/print/", status.printed, name="status-print"),
    path("contacts/", contacts.listing, name="contacts"),
    path("customers/<int:pk>/dossier/", knowing.dossier, name="dossier"),
    path("customers/<int:pk>/dossier/edit/", knowing.edit_dossier, name="edit-dossier"),
    path("dossiers/<int:pk>/print/", knowing.printed, name="dossier-print"),
    path("customers/<int:pk>/credit/", knowing.credit, name="credit"),
    path("customers/disputes/", disputes.listing, name="disputes"),
    path("customers/disputes/new/", disputes.new, name="new-dispute"),
    path("customers/disputes/<int:pk>/", disputes.detail, name="dispute"),
    path("customers/disputes/<int:pk>/answer/", disputes.answer, name="dispute-answer"),
    path("contacts/options/", contacts.options, name="contact-options"),
    path("contacts/<int:pk>/", contacts.detail, name="contact"),
    path("contacts/<int:pk>/leaving/", contacts.left, name="contact-left"),
    path("contacts/<int:pk>/comeback/", contacts.back, name="contact-back"),
    path("contacts/<int:pk>/ties/new/", contacts.tie, name="tie"),
    path("contacts/ties/<int:pk>/removal/", contacts.untie, name="untie"),
    path("contacts/<int:pk>/edit/", contacts.edit_contact, name="edit-contact"),
]
router = SimpleRouter()
router.register("customers", api.CustomerViewSet, basename="customer")
router.register("customer-pool", api.PoolViewSet, basename="pool")
router.register("customer-disputes", api.DisputeViewSet, basename="customer-dispute")
router.register("status-changes", api.StatusChangeViewSet, basename="status-change")
router.register("assignment-rules", api.RuleViewSet, basename="assignment-rule")
router.register("contacts", api.ContactViewSet, basename="contact")
api_urlpatterns = router.urls
