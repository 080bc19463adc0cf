from django.urls import path

from leadtocash.foundation.packs import api
from leadtocash.foundation.packs.views import limits, packs, welcome

app_name = "packs"
urlpatterns = [
    path("welcome/", welcome.welcome, name="welcome"),
    path("packs/", packs.packs, name="packs"),
    path("packs/export/", packs.export, name="export"),
    path("packs/comparison/", packs.comparison, name="comparison"),
    path("packs/imports/", packs.upload, name="upload"),
    path("packs/imports/<int:pk>/", packs.pack_import, name="import"),
    path("packs/imports/<int:pk>/application/", packs.application, name="application"),
    path("packs/shipped/<slug:name>/", packs.shipped_pack, name="shipped"),
    path("packs/shipped/<slug:name>/file/", packs.shipped_file, name="shipped-file"),
    path("packs/shipped/<slug:name>/imports/", packs.shipped_import, name="shipped-import"),
    path("administration/limits/", limits.table, name="limits"),
    path("administration/limits/<str:key>/", limits.limit, name="limit"),
]
api_urlpatterns = [
    path("packs/", api.PacksView.as_view(), name="packs"),
    path("packs/export/", api.ExportView.as_view(), name="pack-export"),
    path("packs/comparison/", api.ComparisonView.as_view(), name="pack-comparison"),
    path("packs/imports/", api.ImportsView.as_view(), name="pack-imports"),
    path("packs/imports/<int:pk>/", api.ImportView.as_view(), name="pack-import"),
    path("packs/imports/<int:pk>/application/", api.ApplicationView.as_view(), name="pack-application"),
    path("limits/", api.LimitsView.as_view(), name="limits"),
    path("limits/<str:key>/values/", api.LimitView.as_view(), name="limit"),
]
