from django.urls import path

from leadtocash.foundation.web.lists import pickers

app_name = "web"
urlpatterns = [path("pick/", pickers.pick, name="pick")]
