from django.urls import path

from leadtocash.insight.home import api, views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("desk/widgets/<slug:key>/", views.widget, name="widget"),
    path("desk/layout/", views.layout, name="layout"),
]
api_urlpatterns = [
    path("desk/", api.DeskView.as_view(), name="desk"),
    path("desk/layout/", api.LayoutView.as_view(), name="desk-layout"),
]
