from django.urls import path, re_path

from leadtocash.foundation.calendar import api, views

app_name = "calendar"
urlpatterns = [
    re_path(r"^calendar/(?P<secret>[\w-]{20,100})\.ics$", views.calendar, name="calendar"),
    path("me/calendar/", views.own, name="feed"),
    path("me/calendar/revocation/", views.revocation, name="revocation"),
]
api_urlpatterns = [path("me/calendar-feed/", api.CalendarFeedView.as_view(), name="calendar-feed")]
