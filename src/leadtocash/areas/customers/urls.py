from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.customers import api, views

app_name = "customers"
urlpatterns = [
    path("customers/", views.listing, name="list"),
    path("customers/new/", views.new, name="new"),
    path("customers/bulk/", views.bulk, name="bulk"),
    path("customers/options/", views.options, name="options"),
    path("customers/<int:pk>/", views.detail, name="detail"),
    path("customers/<int:pk>/assignment/", views.assignment, name="assignment"),
    path("customers/<int:pk>/edit/", views.edit, name="edit"),
    path("customers/<int:pk>/contacts/new/", views.new_contact, name="new-contact"),
    path("contacts/", views.contacts, name="contacts"),
    path("contacts/<int:pk>/edit/", views.edit_contact, name="edit-contact"),
]
router = SimpleRouter()
router.register("customers", api.CustomerViewSet, basename="customer")
router.register("contacts", api.ContactViewSet, basename="contact")
api_urlpatterns = router.urls
