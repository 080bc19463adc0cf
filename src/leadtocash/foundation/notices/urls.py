from django.urls import path

from leadtocash.foundation.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notices, name="list"),
    path("notices/reading/", views.all_read, name="all-read"),
    path("notices/<int:pk>/reading/", views.opened, name="opened"),
]
