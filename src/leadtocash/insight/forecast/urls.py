from django.urls import path
from rest_framework.routers import SimpleRouter

from leadtocash.insight.forecast import api, api_week
from leadtocash.insight.forecast.views import calling, growing, pages, weekly

app_name = "forecast"
urlpatterns = [
    path("forecast/", pages.forecast, name="page"),
    path("forecast/changes/", pages.changes, name="waterfall"),
    path("forecast/week/", weekly.week, name="week"),
    path("forecast/trend/", growing.growth, name="trend"),
    path("forecast/watch/", calling.watch, name="watch"),
    path("forecast/stages/", pages.passing, name="stages"),
    path("forecast/quality/", pages.accuracy, name="quality"),
    path("forecast/snapshots/", calling.keep, name="keep"),
    path("forecast/calls/", calling.calls, name="calls"),
    path("forecast/calls/new/", calling.new_call, name="new-call"),
    path("forecast/targets/", calling.targets, name="targets"),
    path("forecast/targets/new/", calling.new_target, name="new-target"),
]
router = SimpleRouter()
router.register("forecast-calls", api.CallViewSet, basename="forecast-call")
router.register("forecast-targets", api.TargetViewSet, basename="forecast-target")
api_urlpatterns = [
    path("forecast/", api.ForecastView.as_view(), name="forecast"),
    path("forecast/waterfall/", api.WaterfallView.as_view(), name="forecast-waterfall"),
    path("forecast/week/", api_week.WeekView.as_view(), name="forecast-week"),
    path("forecast/trend/", api.TrendView.as_view(), name="forecast-trend"),
    path("forecast/stages/", api.StagesView.as_view(), name="forecast-stages"),
    path("forecast/reasons/", api.ReasonsView.as_view(), name="forecast-reasons"),
    path("forecast/quality/", api.QualityView.as_view(), name="forecast-quality"),
    path("forecast/snapshots/", api.SnapshotsView.as_view(), name="forecast-snapshots"),
    *router.urls,
]
