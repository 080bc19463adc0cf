from django.urls import path

from leadtocash.foundation.collaboration import api, views

app_name = "collaboration"
urlpatterns = [
    path("comments/<str:kind>/<int:record_id>/", views.comment, name="comment"),
    path("comments/<str:kind>/<int:record_id>/people/", views.people, name="people"),
    path("comments/<int:pk>/edit/", views.change, name="change"),
    path("comments/<int:pk>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("following/", views.followed, name="followed"),
    path("following/<str:kind>/<int:record_id>/", views.follow, name="follow"),
    path("presence/<str:kind>/<int:record_id>/", views.present, name="presence"),
]
api_urlpatterns = [
    path("comments/<str:kind>/<int:record_id>/", api.CommentsView.as_view(), name="comments"),
    path("comments/<str:kind>/<int:record_id>/people/", api.PeopleView.as_view(), name="comment-people"),
    path("comments/<int:pk>/", api.CommentView.as_view(), name="comment"),
    path("comments/<int:pk>/withdrawal/", api.WithdrawalView.as_view(), name="comment-withdrawal"),
    path("following/", api.FollowedView.as_view(), name="followed"),
    path("following/<str:kind>/<int:record_id>/", api.FollowView.as_view(), name="follow"),
    path("presence/<str:kind>/<int:record_id>/", api.PresenceView.as_view(), name="presence"),
]
