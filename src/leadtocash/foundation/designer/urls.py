from django.urls import path

from leadtocash.foundation.designer import api
from leadtocash.foundation.designer.views import (
    choices,
    drafts,
    drawing,
    migration,
    simulation,
    starting,
    steps,
    versions,
)

app_name = "designer"
urlpatterns = [
    path("process-drafts/", drafts.processes, name="processes"),
    path("process-drafts/new/", drafts.new_process, name="new"),
    path("processes/<slug:key>/draft/", drafts.draft, name="draft"),
    path("processes/<slug:key>/draft/submission/", drafts.submission, name="submission"),
    path("processes/<slug:key>/draft/return/", drafts.give_back, name="return"),
    path("processes/<slug:key>/draft/publication/", drafts.publication, name="publication"),
    path("processes/<slug:key>/draft/removal/", drafts.removal, name="removal"),
    path("processes/<slug:key>/draft/history/", drafts.history, name="history"),
    path("processes/<slug:key>/draft/history/<int:number>/restoration/", drafts.restoration, name="restoration"),
    path("processes/<slug:key>/draft/file/", drafts.file, name="file"),
    path("processes/<slug:key>/draft/import/", drafts.import_file, name="import"),
    path("processes/<slug:key>/draft/settings/", steps.settings, name="settings"),
    path("processes/<slug:key>/draft/steps/", steps.insertion, name="insertion"),
    path("processes/<slug:key>/draft/steps/<str:name>/", steps.step, name="step"),
    path("processes/<slug:key>/draft/steps/<str:name>/removal/", steps.removal, name="step-removal"),
    path("processes/<slug:key>/draft/steps/<str:name>/position/", steps.move, name="move"),
    path("processes/<slug:key>/draft/questions/", choices.new_choice, name="new-choice"),
    path("processes/<slug:key>/draft/questions/<str:name>/", choices.choice, name="choice"),
    path("processes/<slug:key>/draft/tables/", choices.new_table, name="new-table"),
    path("processes/<slug:key>/draft/tables/<str:name>/", choices.table, name="table"),
    path("processes/<slug:key>/draft/drawing/", drawing.drawing, name="drawing"),
    path("processes/<slug:key>/draft/drawing/file/", drawing.text, name="drawing-file"),
    path("processes/<slug:key>/draft/simulation/", simulation.simulation, name="simulation"),
    path("processes/<slug:key>/versions/", versions.versions, name="versions"),
    path("processes/<slug:key>/versions/<int:version>/file/", versions.file, name="version-file"),
    path("processes/<slug:key>/instances/", starting.instances, name="instances"),
    path("processes/<slug:key>/migration/", migration.migration, name="migration"),
]
api_urlpatterns = [
    path("process-drafts/", api.DraftsView.as_view(), name="drafts"),
    path("process-drafts/<int:pk>/", api.DraftView.as_view(), name="draft"),
    path("process-drafts/<int:pk>/edits/", api.EditView.as_view(), name="edits"),
    path("process-drafts/<int:pk>/checks/", api.ChecksView.as_view(), name="checks"),
    path("process-drafts/<int:pk>/simulation/", api.SimulationView.as_view(), name="simulation"),
    path("process-drafts/<int:pk>/submission/", api.SubmissionView.as_view(), name="submission"),
    path("process-drafts/<int:pk>/return/", api.ReturnView.as_view(), name="return"),
    path("process-drafts/<int:pk>/publication/", api.PublicationView.as_view(), name="publication"),
    path("processes/<slug:key>/instances/", api.StartView.as_view(), name="instances"),
    path("processes/<slug:key>/comparison/", api.ComparisonView.as_view(), name="comparison"),
    path("processes/<slug:key>/versions/<int:version>/migration/", api.MigrationView.as_view(), name="migration"),
]
