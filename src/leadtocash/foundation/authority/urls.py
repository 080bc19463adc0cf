from django.urls import path

from leadtocash.foundation.authority import views

app_name = "authority"
urlpatterns = [
    path("authority/", views.table, name="table"),
    path("authority/editions/", views.new_edition, name="new"),
    path("authority/editions/<int:pk>/", views.table, name="edition"),
    path("authority/editions/<int:pk>/publication/", views.publication, name="publication"),
    path("authority/editions/<int:pk>/rows/", views.new_row, name="new-row"),
    path("authority/rows/<int:pk>/", views.row, name="row"),
    path("authority/rows/<int:pk>/removal/", views.row_removal, name="row-removal"),
]
