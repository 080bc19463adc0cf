from django.urls import path, re_path

from leadtocash.foundation.exchange import api, views

app_name = "exchange"
_FORM = r"(?P<form>xlsx|csv)"
urlpatterns = [
    path("imports/", views.listing, name="list"),
    path("imports/new/", views.new, name="new"),
    re_path(rf"^imports/templates/(?P<kind>[a-z_]+\.[a-z_]+)\.{_FORM}$", views.template, name="template"),
    path("imports/<int:pk>/", views.run, name="run"),
    path("imports/<int:pk>/columns/", views.mapping, name="mapping"),
    path("imports/<int:pk>/start/", views.begin, name="begin"),
    path("imports/<int:pk>/undoing/", views.undo, name="undo"),
    re_path(rf"^imports/(?P<pk>\d+)/rows-not-imported\.{_FORM}$", views.faults, name="faults"),
]
api_urlpatterns = [
    path("importable-kinds/", api.KindsView.as_view(), name="importable-kinds"),
    path("imports/", api.RunsView.as_view(), name="imports"),
    path("imports/<int:pk>/", api.RunView.as_view(), name="import"),
    path("imports/<int:pk>/columns/", api.ColumnsView.as_view(), name="import-columns"),
    path("imports/<int:pk>/start/", api.StartView.as_view(), name="import-start"),
    path("imports/<int:pk>/undoing/", api.UndoView.as_view(), name="import-undoing"),
    path("imports/<int:pk>/faults/", api.FaultsView.as_view(), name="import-faults"),
]
