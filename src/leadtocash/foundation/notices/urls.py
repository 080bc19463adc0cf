from django.urls import path

from leadtocash.foundation.notices import api
from leadtocash.foundation.notices.views import accounts, administration, choices, messages

app_name = "notices"
urlpatterns = [
    path("notices/", messages.notices, name="list"),
    path("notices/numbers/", messages.numbers, name="numbers"),
    path("notices/reading/", messages.all_read, name="all-read"),
    path("notices/<int:pk>/", messages.notice, name="notice"),
    path("notices/<int:pk>/reading/", messages.opened, name="opened"),
    path("me/notices/", choices.choices, name="choices"),
    path("me/notices/quiet-hours/", choices.quiet, name="quiet"),
    path("me/notices/accounts/", choices.own_addresses, name="addresses"),
    path("administration/channels/", administration.channels, name="channels"),
    path("administration/channels/new/<slug:kind>/", administration.new_channel, name="new-channel"),
    path("administration/channels/<int:pk>/", administration.channel, name="channel"),
    path("administration/channels/<int:pk>/test/", administration.test, name="test"),
    path("administration/channels/<int:pk>/routes/", administration.routes, name="routes"),
    path("administration/routes/<int:pk>/removal/", administration.route_removal, name="route-removal"),
    path("administration/messenger-accounts/", accounts.accounts, name="accounts"),
    path("administration/notice-rules/", choices.rules, name="rules"),
    path("administration/deliveries/", administration.deliveries, name="deliveries"),
    path("administration/deliveries/<int:pk>/", administration.delivery, name="delivery"),
    path("administration/deliveries/<int:pk>/again/", administration.delivery_again, name="delivery-again"),
]
api_urlpatterns = [
    path("notices/", api.NoticesView.as_view(), name="notices"),
    path("notices/reading/", api.ReadingView.as_view(), name="notices-reading"),
    path("notices/numbers/", api.NumbersView.as_view(), name="notices-numbers"),
    path("me/notice-choices/", api.ChoicesView.as_view(), name="notice-choices"),
    path("me/quiet-hours/", api.QuietHoursView.as_view(), name="quiet-hours"),
    path("notice-channels/", api.ChannelsView.as_view(), name="notice-channels"),
    path("notice-channels/<int:pk>/", api.ChannelView.as_view(), name="notice-channel"),
    path("notice-channels/<int:pk>/routes/", api.RoutesView.as_view(), name="notice-routes"),
    path("notice-routes/<int:pk>/", api.RouteView.as_view(), name="notice-route"),
    path("notice-channels/<int:pk>/test/", api.ChannelTestView.as_view(), name="notice-channel-test"),
    path("notice-deliveries/", api.DeliveriesView.as_view(), name="notice-deliveries"),
    path("notice-deliveries/<int:pk>/again/", api.DeliveryAgainView.as_view(), name="notice-delivery-again"),
]
