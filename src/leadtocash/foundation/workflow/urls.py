from django.urls import path

from leadtocash.foundation.workflow.api.urls import api_urlpatterns
from leadtocash.foundation.workflow.views import (
    board,
    bulk,
    delegations,
    following,
    inbox,
    instances,
    processes,
    running,
    work_items,
)

__all__ = ["api_urlpatterns", "app_name", "urlpatterns"]
from leadtocash.foundation.workflow.views.late import api_urlpatterns as late_api
from leadtocash.foundation.workflow.views.late import urlpatterns as late_pages

app_name = "workflow"
urlpatterns = [
    *late_pages,
    path("inbox/", inbox.to_do, name="inbox"),
    path("inbox/late/", inbox.late, name="late"),
    path("inbox/pool/", inbox.pool, name="pool"),
    path("inbox/done/", inbox.done, name="done"),
    path("inbox/started/", inbox.started, name="started"),
    path("inbox/copied/", inbox.copied, name="copied"),
    path("inbox/tabs/", inbox.tabs, name="inbox-tabs"),
    path("inbox/decision/", bulk.decide, name="bulk"),
    path("inbox/claim/", bulk.claim, name="bulk-claim"),
    path("inbox/results/", bulk.results, name="bulk-results"),
    path("colleagues/", inbox.people, name="people"),
    path("work-items/<int:pk>/", inbox.item, name="item"),
    path("work-items/<int:pk>/decision/", work_items.decide, name="decision"),
    path("work-items/<int:pk>/next/", work_items.foretold, name="foretold"),
    path("work-items/<int:pk>/return/", work_items.send_back, name="return"),
    path("work-items/<int:pk>/transfer/", work_items.transfer, name="transfer"),
    path("work-items/<int:pk>/signers/", work_items.add_signer, name="add-signer"),
    path("work-items/<int:pk>/claim/", work_items.claim, name="claim"),
    path("work-items/<int:pk>/release/", work_items.release, name="release"),
    path("work-items/<int:pk>/comment/", work_items.comment, name="comment"),
    path("me/deputies/", delegations.mine, name="delegations"),
    path("me/deputies/new/", delegations.new, name="new-delegation"),
    path("deputies/", delegations.everybody, name="all-delegations"),
    path("deputies/new/", delegations.new_for_others, name="new-delegation-for"),
    path("deputies/<int:pk>/", delegations.one, name="delegation"),
    path("deputies/<int:pk>/end/", delegations.end, name="end-delegation"),
    path("processes/", processes.processes, name="processes"),
    path("processes/running/", running.running, name="running"),
    path("processes/running/<int:pk>/", running.instance, name="running-instance"),
    path("processes/running/<int:pk>/cancellation/", running.cancel, name="cancel-running"),
    path("work-items/<int:pk>/reassignment/", running.reassign, name="reassign"),
    path("processes/<slug:key>/board/", board.board, name="board"),
    path("processes/<slug:key>/", processes.process, name="process"),
    path("processes/<slug:key>/picture/", processes.process_picture, name="process-picture"),
    path("processes/<slug:key>/print/", processes.process_print, name="process-print"),
    path("process-instances/<int:pk>/", following.instance, name="instance"),
    path("process-instances/<int:pk>/document/", inbox.document, name="document"),
    path("process-instances/<int:pk>/picture/", processes.instance_picture, name="instance-picture"),
    path("process-instances/<int:pk>/print/", processes.instance_print, name="instance-print"),
    path("process-instances/<int:pk>/recall/", instances.recall, name="recall"),
    path("process-instances/<int:pk>/reminder/", instances.remind, name="remind"),
    path("process-instances/<int:pk>/signers/removal/", instances.remove_signer, name="remove-signer"),
    path("process-instances/<int:pk>/copies/", instances.copy, name="copy"),
    path("process-instances/<int:pk>/comment/", instances.comment, name="instance-comment"),
    path("process-instances/<int:pk>/cancellation/", instances.cancel, name="cancel"),
]
