from django.urls import path

from leadtocash.foundation.web import views

app_name = "web"
urlpatterns = [
    path("policy/", views.handbook, name="handbook"),
    path("policy/<str:slug>/", views.clause, name="clause"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
