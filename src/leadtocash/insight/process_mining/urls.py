from django.urls import path

from leadtocash.insight.process_mining import api, views

app_name = "process_mining"
urlpatterns = [
    path("process-performance/", views.processes, name="processes"),
    path("process-performance/log.ocel.json", views.ocel, name="ocel-all"),
    path("process-performance/<slug:key>/", views.process, name="process"),
    path("process-performance/<slug:key>/picture/", views.picture, name="picture"),
    path("process-performance/<slug:key>/log.xes", views.xes, name="xes"),
    path("process-performance/<slug:key>/log.ocel.json", views.ocel, name="ocel"),
]
api_urlpatterns = [
    path("process-performance/", api.ProcessesView.as_view(), name="process-performance"),
    path("process-performance/<slug:key>/", api.ProcessView.as_view(), name="process-performance-one"),
]
