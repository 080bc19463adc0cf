from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.areas.products import api, views

app_name = "products"
urlpatterns = [
    path("products/", views.listing, name="list"),
    path("products/new/", views.new, name="new"),
    path("products/options/", views.options, name="options"),
    path("products/<int:pk>/", views.detail, name="detail"),
    path("products/<int:pk>/edit/", views.edit, name="edit"),
    path("product-categories/", views.shelves, name="shelves"),
    path("product-categories/new/", views.category, name="new-category"),
    path("product-categories/<int:pk>/edit/", views.category, name="edit-category"),
    path("product-series/new/", views.series, name="new-series"),
    path("product-series/<int:pk>/edit/", views.series, name="edit-series"),
]
router = SimpleRouter()
router.register("products", api.ProductViewSet, basename="product")
router.register("product-categories", api.CategoryViewSet, basename="product-category")
api_urlpatterns = router.urls
