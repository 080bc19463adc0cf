from django.urls import path

from leadtocash.foundation.authority import api
from leadtocash.foundation.authority.views import editing, editions, question

app_name = "authority"
urlpatterns = [
    path("authority/", editions.table, name="table"),
    path("authority/question/", question.question, name="question"),
    path("authority/examples/", question.examples, name="examples"),
    path("authority/comparison/", editions.comparison, name="comparison"),
    path("authority/editions/", editions.new_edition, name="new"),
    path("authority/editions/<int:pk>/", editions.table, name="edition"),
    path("authority/editions/<int:pk>/grid/", editing.grid, name="grid"),
    path("authority/editions/<int:pk>/check/", editing.check, name="check"),
    path("authority/editions/<int:pk>/print/", editions.paper, name="print"),
    path("authority/editions/<int:pk>/publication/", editions.publication, name="publication"),
    path("authority/editions/<int:pk>/removal/", editions.removal, name="removal"),
    path("authority/editions/<int:pk>/rows/", editing.new_row, name="new-row"),
    path("authority/rows/<int:pk>/", editing.row, name="row"),
    path("authority/rows/<int:pk>/removal/", editing.row_removal, name="row-removal"),
]
api_urlpatterns = [
    path("authority/editions/", api.EditionsView.as_view(), name="authority-editions"),
    path("authority/editions/<int:pk>/", api.EditionView.as_view(), name="authority-edition"),
    path("authority/editions/<int:pk>/rows/", api.RowsView.as_view(), name="authority-rows"),
    path("authority/editions/<int:pk>/findings/", api.FindingsView.as_view(), name="authority-findings"),
    path("authority/editions/<int:pk>/publication/", api.PublicationView.as_view(), name="authority-publication"),
    path("authority/question/", api.QuestionView.as_view(), name="authority-question"),
]
