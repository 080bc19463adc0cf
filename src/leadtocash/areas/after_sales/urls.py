from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.after_sales import api, views

app_name = "after_sales"
urlpatterns = [
    path("installed-units/", views.listing, name="list"),
    path("installed-units/<int:pk>/", views.detail, name="unit"),
]
router = SimpleRouter()
router.register("installed-units", api.InstalledUnitViewSet, basename="installed-unit")
api_urlpatterns = router.urls
