from django.urls import path

from leadtocash.foundation.merging import api, views

app_name = "merging"
urlpatterns = [
    path("duplicates/", views.duplicates, name="duplicates"),
    path("duplicates/<str:kind>/search/", views.search, name="search"),
    path("duplicates/<str:kind>/<int:pk>/rejection/", views.rejection, name="rejection"),
    path("duplicates/<str:kind>/<int:pk>/reopening/", views.reopening, name="reopening"),
    path("mergers/", views.chosen, name="chosen"),
    path("mergers/<str:kind>/", views.merge, name="merge"),
    path("mergers/<str:kind>/lately/", views.mergers, name="mergers"),
    path("mergers/<str:kind>/<int:pk>/undoing/", views.undo, name="undoing"),
    path("mergers/<str:kind>/other/", views.choose, name="choose"),
]
api_urlpatterns = [
    path("duplicates/<str:kind>/", api.DuplicatesView.as_view(), name="duplicates"),
    path("duplicates/<str:kind>/<int:pk>/rejection/", api.RejectionView.as_view(), name="rejection"),
    path("duplicates/<str:kind>/<int:pk>/reopening/", api.ReopeningView.as_view(), name="reopening"),
    path("mergers/<str:kind>/", api.MergersView.as_view(), name="mergers"),
    path("mergers/<str:kind>/<int:pk>/undoing/", api.UndoingView.as_view(), name="undoing"),
    path("mergers/<str:kind>/preview/", api.PreviewView.as_view(), name="preview"),
]
