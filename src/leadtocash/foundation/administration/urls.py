from django.urls import path

from leadtocash.foundation.administration import api, leaving_api, leaving_views, numbering_views, people_views, views

app_name = "administration"
urlpatterns = [
    path("administration/people/", views.people, name="people"),
    path("administration/people/new/", views.new_person, name="new-person"),
    path("administration/people/<int:pk>/", views.person, name="person"),
    path("administration/people/<int:pk>/positions/new/", views.new_position, name="new-position"),
    path("administration/people/<int:pk>/handover/", leaving_views.leave, name="leaving"),
    path("administration/people/<int:pk>/reactivation/", leaving_views.reactivate, name="reactivation"),
    path("administration/people/<int:pk>/unlocking/", people_views.unlock, name="unlocking"),
    path("administration/people/<int:pk>/password-link/", people_views.password_link, name="password-link"),
    path("administration/people/<int:pk>/factor-removal/", people_views.reset_factors, name="factor-removal"),
    path("administration/people/<int:pk>/session-endings/", people_views.end_everything, name="session-endings"),
    path("administration/handovers/<int:pk>/", leaving_views.report, name="handover"),
    path("administration/handovers/<int:pk>/cancellation/", leaving_views.call_off, name="handover-cancellation"),
    path("administration/sign-in/", people_views.sign_in, name="sign-in"),
    path("administration/sign-in/log/", people_views.sign_in_log, name="sign-in-log"),
    path("administration/chart/", people_views.chart, name="chart"),
    path("administration/positions/<int:pk>/removal/", views.take_position, name="take-position"),
    path("administration/departments/", views.departments, name="departments"),
    path("administration/departments/new/", views.department, name="new-department"),
    path("administration/departments/<int:pk>/", views.department, name="department"),
    path("administration/roles/", views.roles, name="roles"),
    path("administration/roles/<int:pk>/", views.role, name="role"),
    path("administration/calendar/", views.calendar, name="calendar"),
    path("administration/calendar/hours/", views.working_hours, name="working-hours"),
    path("administration/calendar/<int:pk>/removal/", views.clear_day, name="clear-day"),
    path("administration/numbering/", numbering_views.numbering, name="numbering"),
    path("administration/numbering/<str:kind>/", numbering_views.pattern, name="pattern"),
]
api_urlpatterns = [
    path("people/", api.PeopleView.as_view(), name="people"),
    path("people/<int:pk>/unlocking/", leaving_api.UnlockView.as_view(), name="unlocking"),
    path("people/<int:pk>/holdings/", leaving_api.HoldingsView.as_view(), name="holdings"),
    path("people/<int:pk>/handovers/", leaving_api.HandoversView.as_view(), name="handovers"),
    path("people/<int:pk>/reactivation/", leaving_api.ReactivationView.as_view(), name="reactivation"),
    path("handovers/<int:pk>/", leaving_api.HandoverView.as_view(), name="handover"),
    path("handovers/<int:pk>/cancellation/", leaving_api.CancellationView.as_view(), name="handover-cancellation"),
    path("number-series/", numbering_views.NumberSeriesView.as_view(), name="number-series"),
    path("number-series/<str:kind>/patterns/", numbering_views.PatternView.as_view(), name="number-pattern"),
    path("working-days/", api.WorkingDaysView.as_view(), name="working-days"),
]
