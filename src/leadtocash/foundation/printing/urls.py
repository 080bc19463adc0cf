from django.urls import path

from leadtocash.foundation.printing import api
from leadtocash.foundation.printing.views import papers, preview, runs, templates

app_name = "printing"
_ONE = "administration/print-templates/<int:pk>/"
_FORM = "administration/print-templates/<str:code>/"
urlpatterns = [
    path("administration/print-templates/", templates.forms, name="forms"),
    path("administration/print-templates/letterhead/", templates.letterhead, name="letterhead"),
    path(_ONE, templates.template, name="template"),
    path(f"{_ONE}publication/", templates.publication, name="publication"),
    path(f"{_ONE}restoration/", templates.restoration, name="restoration"),
    path(f"{_ONE}withdrawal/", templates.withdrawal, name="withdrawal"),
    path(f"{_ONE}file/", templates.word_file, name="word-file"),
    path(f"{_ONE}preview/", preview.preview, name="preview"),
    path(_FORM, templates.form, name="form"),
    path(f"{_FORM}new/", templates.new, name="new"),
    path(f"{_FORM}choice/", templates.choice, name="choice"),
    path(f"{_FORM}records/", templates.records, name="records"),
    path(f"{_FORM}preview/", preview.preview_shipped, name="preview-shipped"),
    path("papers/<str:code>/<int:pk>/", papers.paper, name="paper"),
    path("papers/<str:code>/<int:pk>/final/", papers.final, name="final"),
    path("print-runs/", runs.runs, name="runs"),
    path("print-runs/new/", runs.new, name="new-run"),
    path("print-runs/<int:pk>/", runs.run, name="run"),
    path("print-runs/<int:pk>/cancellation/", runs.cancel, name="cancel-run"),
    path("print-runs/<int:pk>/file/", runs.file, name="run-file"),
]
api_urlpatterns = [
    path("print-forms/", api.FormsView.as_view(), name="forms"),
    path("print-forms/<str:code>/", api.FormView.as_view(), name="form"),
    path("print-forms/<str:code>/choice/", api.ChoiceView.as_view(), name="choice"),
    path("print-templates/", api.TemplatesView.as_view(), name="templates"),
    path("print-templates/<int:pk>/", api.TemplateView.as_view(), name="template"),
    path("print-templates/<int:pk>/draft/", api.DraftView.as_view(), name="draft"),
    path("print-templates/<int:pk>/publication/", api.PublicationView.as_view(), name="publication"),
    path("print-templates/<int:pk>/restoration/", api.RestorationView.as_view(), name="restoration"),
    path("print-templates/<int:pk>/withdrawal/", api.WithdrawalView.as_view(), name="withdrawal"),
    path("print-templates/<int:pk>/preview/", api.PreviewView.as_view(), name="preview"),
    path("papers/<str:code>/<int:pk>/", api.PaperView.as_view(), name="paper"),
    path("papers/<str:code>/<int:pk>/final/", api.FinalPaperView.as_view(), name="final"),
    path("print-runs/", api.RunsView.as_view(), name="runs"),
    path("print-runs/<int:pk>/", api.RunView.as_view(), name="run"),
    path("print-runs/<int:pk>/cancellation/", api.RunCancellationView.as_view(), name="cancel-run"),
    path("print-runs/<int:pk>/file/", api.RunFileView.as_view(), name="run-file"),
    path("letterhead/", api.LetterheadView.as_view(), name="letterhead"),
]
