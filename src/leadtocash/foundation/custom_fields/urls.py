from django.urls import path

from leadtocash.foundation.custom_fields import api, views

app_name = "custom_fields"
urlpatterns = [
    path("administration/custom-fields/", views.listing, name="list"),
    path("administration/custom-fields/new/", views.new, name="new"),
    path("administration/custom-fields/<int:pk>/", views.field, name="field"),
    path("administration/custom-fields/<int:pk>/retirement/", views.retirement, name="retirement"),
    path("administration/custom-fields/<int:pk>/revival/", views.revival, name="revival"),
    path("administration/custom-fields/<int:pk>/place/", views.place, name="place"),
]
api_urlpatterns = [
    path("schema/", api.SchemaView.as_view(), name="schema"),
    path("custom-fields/", api.CustomFieldsView.as_view(), name="custom-fields"),
    path("custom-fields/<int:pk>/", api.CustomFieldView.as_view(), name="custom-field"),
    path("custom-fields/<int:pk>/retirement/", api.CustomFieldRetirementView.as_view(), name="retirement"),
    path("custom-fields/<int:pk>/revival/", api.CustomFieldRevivalView.as_view(), name="revival"),
]
