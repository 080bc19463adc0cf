from django.urls import path

from leadtocash.foundation.listviews import api, views

app_name = "listviews"
urlpatterns = views.urlpatterns
api_urlpatterns = [
    path("list-views/", api.SavedViewsView.as_view(), name="views"),
    path("list-views/<int:pk>/", api.SavedViewView.as_view(), name="view"),
    path("lists/<slug:name>/columns/", api.ColumnsView.as_view(), name="columns"),
    path("lists/<slug:name>/opening/", api.OpeningView.as_view(), name="opening"),
]
