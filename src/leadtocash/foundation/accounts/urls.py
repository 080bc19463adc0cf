from django.urls import path

from leadtocash.foundation.accounts import api, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("me/", views.me, name="me"),
    path("language/", views.language, name="language"),
]
api_urlpatterns = [
    path("tokens/", api.TokensView.as_view(), name="tokens"),
    path("me/", api.MeView.as_view(), name="me"),
]
