from django.urls import path, re_path

from leadtocash.foundation.documents import administering, api, views

app_name = "documents"
urlpatterns = [
    path("attachments/<str:kind>/<int:record_id>/", views.attach, name="attach"),
    path("attachments/<str:kind>/<int:record_id>/card/", views.card, name="card"),
    path("attachments/<str:kind>/<int:record_id>/archive/", views.archive, name="archive"),
    path("attachments/<int:pk>/", views.download, name="download"),
    path("attachments/<int:pk>/view/", views.view, name="view"),
    re_path(r"^attachments/(?P<pk>[0-9]+)/(?P<what>thumb|view)\.jpg$", views.picture, name="picture"),
    path("attachments/<int:pk>/versions/", views.new_version, name="new-version"),
    path("attachments/<int:pk>/removal/", views.remove, name="remove"),
    path("attachments/<int:pk>/restoration/", views.restore, name="restore"),
    path("administration/storage/", administering.storage, name="storage"),
]
api_urlpatterns = [
    path("attachments/<str:kind>/<int:record_id>/", api.AttachmentsView.as_view(), name="attachments"),
    path("attachments/<str:kind>/<int:record_id>/archive/", api.ArchiveView.as_view(), name="attachments-archive"),
    path("attachments/<int:pk>/", api.AttachmentView.as_view(), name="attachment"),
    path("attachments/<int:pk>/file/", api.FileView.as_view(), name="attachment-file"),
    path("attachments/<int:pk>/preview/", api.PreviewView.as_view(), name="attachment-preview"),
    path("attachments/<int:pk>/versions/", api.VersionsView.as_view(), name="attachment-versions"),
    path("attachments/<int:pk>/removal/", api.RemovalView.as_view(), name="attachment-removal"),
    path("attachments/<int:pk>/restoration/", api.RestorationView.as_view(), name="attachment-restoration"),
    path("file-storage/", api.StorageView.as_view(), name="storage"),
]
