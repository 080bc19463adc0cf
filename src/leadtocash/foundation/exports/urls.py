from django.urls import path

from leadtocash.foundation.exports import api, views

app_name = "exports"
urlpatterns = [
    path("exports/", views.mine, name="mine"),
    path("exports/new/", views.new, name="new"),
    path("exports/everybody/", views.everybody, name="everybody"),
    path("exports/<int:pk>/", views.run, name="run"),
    path("exports/<int:pk>/cancellation/", views.cancel, name="cancel"),
    path("exports/<int:pk>/file/", views.file, name="file"),
]
api_urlpatterns = [
    path("exports/", api.ExportsView.as_view(), name="exports"),
    path("exports/everybody/", api.EverybodyView.as_view(), name="everybody"),
    path("exports/<int:pk>/", api.ExportView.as_view(), name="export"),
    path("exports/<int:pk>/cancellation/", api.CancellationView.as_view(), name="cancellation"),
    path("exports/<int:pk>/file/", api.FileView.as_view(), name="file"),
]
