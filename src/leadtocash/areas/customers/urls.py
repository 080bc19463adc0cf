from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.customers import api
from leadtocash.areas.customers.views import records

app_name = "customers"
urlpatterns = [
    path("customers/", records.listing, name="list"),
    path("customers/new/", records.new, name="new"),
    path("customers/bulk/", records.bulk, name="bulk"),
    path("customers/options/", records.options, name="options"),
    path("customers/<int:pk>/", records.detail, name="detail"),
    path("customers/<int:pk>/assignment/", records.assignment, name="assignment"),
    path("customers/<int:pk>/edit/", records.edit, name="edit"),
    path("customers/<int:pk>/contacts/new/", records.new_contact, name="new-contact"),
    path("contacts/", records.contacts, name="contacts"),
    path("contacts/<int:pk>/edit/", records.edit_contact, name="edit-contact"),
]
router = SimpleRouter()
router.register("customers", api.CustomerViewSet, basename="customer")
router.register("contacts", api.ContactViewSet, basename="contact")
api_urlpatterns = router.urls
