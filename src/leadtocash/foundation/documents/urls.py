from django.urls import path

from leadtocash.foundation.documents import api, views

app_name = "documents"
urlpatterns = [
    path("attachments/<str:kind>/<int:record_id>/", views.attach, name="attach"),
    path("attachments/<int:pk>/", views.download, name="download"),
    path("attachments/<int:pk>/removal/", views.remove, name="remove"),
]
api_urlpatterns = [
    path("attachments/<str:kind>/<int:record_id>/", api.AttachmentsView.as_view(), name="attachments"),
    path("attachments/<int:pk>/file/", api.FileView.as_view(), name="attachment-file"),
]
