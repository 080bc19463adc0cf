from django.urls import path

from leadtocash.foundation.administration import api, views

app_name = "administration"
urlpatterns = [
    path("administration/people/", views.people, name="people"),
    path("administration/people/new/", views.new_person, name="new-person"),
    path("administration/people/<int:pk>/", views.person, name="person"),
    path("administration/people/<int:pk>/positions/new/", views.new_position, name="new-position"),
    path("administration/positions/<int:pk>/removal/", views.take_position, name="take-position"),
    path("administration/departments/", views.departments, name="departments"),
    path("administration/departments/new/", views.department, name="new-department"),
    path("administration/departments/<int:pk>/", views.department, name="department"),
    path("administration/roles/", views.roles, name="roles"),
    path("administration/roles/<int:pk>/", views.role, name="role"),
    path("administration/calendar/", views.calendar, name="calendar"),
    path("administration/calendar/hours/", views.working_hours, name="working-hours"),
    path("administration/calendar/<int:pk>/removal/", views.clear_day, name="clear-day"),
    path("administration/numbering/", views.numbering, name="numbering"),
    path("administration/numbering/<str:kind>/", views.pattern, name="pattern"),
]
api_urlpatterns = [
    path("people/", api.PeopleView.as_view(), name="people"),
    path("working-days/", api.WorkingDaysView.as_view(), name="working-days"),
]
