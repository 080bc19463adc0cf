from django.urls import URLPattern

app_name = "handbook"
urlpatterns: list[URLPattern] = []
api_urlpatterns: list[URLPattern] = []
