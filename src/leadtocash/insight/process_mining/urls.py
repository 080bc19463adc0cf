from django.urls import URLPattern

app_name = "process_mining"
urlpatterns: list[URLPattern] = []
api_urlpatterns: list[URLPattern] = []
