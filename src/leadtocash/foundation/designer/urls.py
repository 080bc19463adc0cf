from django.urls import URLPattern

app_name = "designer"
urlpatterns: list[URLPattern] = []
api_urlpatterns: list[URLPattern] = []
