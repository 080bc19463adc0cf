from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.market import api
from leadtocash.areas.market.views import competitors, reasons

app_name = "market"
urlpatterns = [
    path("competitors/", competitors.listing, name="competitors"),
    path("competitors/new/", competitors.new, name="new-competitor"),
    path("competitors/<int:pk>/", competitors.detail, name="competitor"),
    path("competitors/<int:pk>/edit/", competitors.edit, name="edit-competitor"),
    path("competitors/<int:pk>/prices/new/", competitors.new_price, name="new-price"),
    path("competitor-prices/", competitors.prices, name="prices"),
    path("competitor-prices/<int:pk>/edit/", competitors.edit_price, name="edit-price"),
    path("close-reasons/", reasons.listing, name="reasons"),
    path("close-reasons/new/", reasons.new, name="new-reason"),
    path("close-reasons/<int:pk>/edit/", reasons.edit, name="edit-reason"),
]
router = SimpleRouter()
router.register("competitors", api.CompetitorViewSet, basename="competitor")
router.register("competitor-prices", api.PriceViewSet, basename="competitor-price")
router.register("close-reasons", api.ReasonViewSet, basename="close-reason")
api_urlpatterns = router.urls
