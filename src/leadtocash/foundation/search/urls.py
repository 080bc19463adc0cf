from django.urls import path

from leadtocash.foundation.search import api, views

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggestions/", views.suggestions, name="suggestions"),
]
api_urlpatterns = [
    path("search/", api.SearchView.as_view(), name="search"),
    path("search/opened/", api.LastOpenedView.as_view(), name="opened"),
]
