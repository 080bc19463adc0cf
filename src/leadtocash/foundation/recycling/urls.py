from django.urls import path

from leadtocash.foundation.recycling import api, views

app_name = "recycling"
urlpatterns = [
    path("recycle-bin/", views.bin_page, name="bin"),
    path("recycle-bin/<int:pk>/restoration/", views.restoration, name="restoration"),
    path("recycle-bin/<str:kind>/<int:record_id>/", views.removal, name="removal"),
]
api_urlpatterns = [
    path("recycle-bin/", api.BinView.as_view(), name="recycle-bin"),
    path("recycle-bin/<int:pk>/restoration/", api.RestorationView.as_view(), name="restoration"),
    path("recycle-bin/<str:kind>/<int:record_id>/", api.RemovalView.as_view(), name="removal"),
]
