from django.urls import path

from leadtocash.areas.contracts.views import lists

app_name = "contracts"
urlpatterns = [
    path("contracts/", lists.listing, name="list"),
    path("contracts/virtual/", lists.listing, name="virtual"),
    path("contracts/new/", lists.listing, name="new"),
    path("contracts/products/", lists.listing, name="products"),
    path("contracts/<int:pk>/", lists.listing, name="detail"),
    path("contracts/<int:pk>/edit/", lists.listing, name="edit"),
    path("contracts/<int:pk>/review-form/", lists.listing, name="review-form"),
    path("contracts/<int:pk>/submission/", lists.listing, name="submission"),
    path("contracts/<int:pk>/registration/", lists.listing, name="registration"),
    path("contracts/<int:pk>/replacement/", lists.listing, name="replacement"),
    path("contracts/<int:pk>/cancellation/", lists.listing, name="cancellation"),
]
