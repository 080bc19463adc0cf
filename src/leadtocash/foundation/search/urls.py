from django.urls import path

from leadtocash.foundation.search import views

app_name = "search"
urlpatterns = [path("search/", views.search, name="search")]
