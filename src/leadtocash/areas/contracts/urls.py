from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.contracts import api
from leadtocash.areas.contracts.views import drafting, lists, reading, steps

app_name = "contracts"
urlpatterns = [
    path("contracts/", lists.listing, name="list"),
    path("contracts/virtual/", lists.virtual, name="virtual"),
    path("contracts/new/", drafting.new, name="new"),
    path("contracts/products/", drafting.products, name="products"),
    path("contracts/<int:pk>/", reading.detail, name="detail"),
    path("contracts/<int:pk>/edit/", drafting.edit, name="edit"),
    path("contracts/<int:pk>/review-form/", reading.review_form, name="review-form"),
    path("contracts/<int:pk>/submission/", steps.submission, name="submission"),
    path("contracts/<int:pk>/registration/", steps.registration, name="registration"),
    path("contracts/<int:pk>/replacement/", steps.replacement, name="replacement"),
    path("contracts/<int:pk>/cancellation/", steps.cancellation, name="cancellation"),
]
router = SimpleRouter()
router.register("contracts", api.ContractViewSet, basename="contract")
router.register("virtual-contracts", api.VirtualContractViewSet, basename="virtual-contract")
api_urlpatterns = router.urls
