from django.urls import URLPattern, path

from leadtocash.foundation.journal import api

urlpatterns: list[URLPattern] = []
api_urlpatterns = [path("history/<str:kind>/<int:record_id>/", api.HistoryView.as_view(), name="history")]
