from django.urls import URLPattern

app_name = "packs"
urlpatterns: list[URLPattern] = []
api_urlpatterns: list[URLPattern] = []
