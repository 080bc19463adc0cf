from django.urls import path

from leadtocash.foundation.webhooks import api, views

app_name = "webhooks"
urlpatterns = [
    path("administration/webhooks/", views.endpoints, name="endpoints"),
    path("administration/webhooks/new/", views.new, name="new"),
    path("administration/webhooks/<int:pk>/", views.endpoint, name="endpoint"),
    path("administration/webhooks/<int:pk>/removal/", views.removal, name="removal"),
    path("administration/webhooks/<int:pk>/secret/", views.secret, name="secret"),
    path("administration/webhooks/<int:pk>/test/", views.test, name="test"),
    path("administration/webhooks/<int:pk>/replay/", views.replay, name="replay"),
    path("administration/webhook-messages/", views.messages, name="messages"),
    path("administration/webhook-messages/<int:pk>/", views.message, name="message"),
    path("administration/webhook-messages/<int:pk>/again/", views.again, name="again"),
]
api_urlpatterns = [
    path("webhook-events/", api.EventsView.as_view(), name="events"),
    path("webhook-endpoints/", api.EndpointsView.as_view(), name="endpoints"),
    path("webhook-endpoints/<int:pk>/", api.EndpointView.as_view(), name="endpoint"),
    path("webhook-endpoints/<int:pk>/secret/", api.SecretView.as_view(), name="secret"),
    path("webhook-endpoints/<int:pk>/test/", api.TestView.as_view(), name="test"),
    path("webhook-endpoints/<int:pk>/replay/", api.ReplayView.as_view(), name="replay"),
    path("webhook-endpoints/<int:pk>/messages/", api.MessagesView.as_view(), name="messages"),
    path("webhook-messages/<int:pk>/", api.MessageView.as_view(), name="message"),
    path("webhook-messages/<int:pk>/again/", api.MessageAgainView.as_view(), name="message-again"),
]
