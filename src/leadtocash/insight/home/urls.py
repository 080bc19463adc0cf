from django.urls import path

from leadtocash.insight.home import views

app_name = "home"
urlpatterns = [path("", views.home, name="home")]
