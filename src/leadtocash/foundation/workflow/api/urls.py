from django.urls import path

from leadtocash.foundation.workflow.api import late, processes, work_items

api_urlpatterns = [
    path("late-work/", late.LateWorkView.as_view(), name="late-work"),
    path("work-items/", work_items.WorkItemsView.as_view(), name="work-items"),
    path("work-items/decisions/", work_items.BulkView.as_view(), name="decisions"),
    path("work-items/<int:pk>/", work_items.WorkItemView.as_view(), name="work-item"),
    path("work-items/<int:pk>/decision/", work_items.DecisionView.as_view(), name="decision"),
    path("work-items/<int:pk>/return/", work_items.ReturnView.as_view(), name="return"),
    path("work-items/<int:pk>/transfer/", work_items.TransferView.as_view(), name="transfer"),
    path("work-items/<int:pk>/comment/", work_items.CommentView.as_view(), name="comment"),
    path("work-items/<int:pk>/signers/", work_items.SignersView.as_view(), name="signers"),
    path("work-items/<int:pk>/claim/", work_items.ClaimView.as_view(), name="claim"),
    path("work-items/<int:pk>/release/", work_items.ReleaseView.as_view(), name="release"),
    path("work-items/<int:pk>/reassignment/", work_items.ReassignmentView.as_view(), name="reassignment"),
    path("process-instances/<int:pk>/", processes.InstanceView.as_view(), name="process-instance"),
    path("process-instances/<int:pk>/coming/", processes.ComingView.as_view(), name="coming"),
    path("process-instances/<int:pk>/recall/", processes.RecallView.as_view(), name="recall"),
    path("process-instances/<int:pk>/comments/", processes.CommentsView.as_view(), name="process-comments"),
    path("process-instances/<int:pk>/reminders/", processes.RemindersView.as_view(), name="reminders"),
    path("process-instances/<int:pk>/copies/", processes.CopiesView.as_view(), name="process-copies"),
    path("process-instances/<int:pk>/cancellation/", processes.CancellationView.as_view(), name="cancellation"),
    path("copies/", processes.MyCopiesView.as_view(), name="copies"),
    path("copies/<int:pk>/reading/", processes.ReadingView.as_view(), name="copy-reading"),
    path("delegations/", processes.DelegationsView.as_view(), name="delegations"),
    path("delegations/<int:pk>/", processes.DelegationView.as_view(), name="delegation"),
    path("processes/", processes.ProcessesView.as_view(), name="processes"),
    path("processes/<slug:key>/retirement/", processes.RetirementView.as_view(), name="process-retirement"),
    path("processes/<slug:key>/reinstatement/", processes.ReinstatementView.as_view(), name="process-reinstatement"),
]
