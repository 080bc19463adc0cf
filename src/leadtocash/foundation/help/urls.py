from django.urls import path

from leadtocash.foundation.help import views

app_name = "help"
urlpatterns = [
    path("help/", views.contents, name="contents"),
    path("help/print.pdf", views.printed, name="print"),
    path("help/<slug:code>/", views.topic, name="topic"),
]
