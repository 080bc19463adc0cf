from django.urls import path

from leadtocash.foundation.workflow import api
from leadtocash.foundation.workflow.views import inbox, processes, work_items

app_name = "workflow"
urlpatterns = [
    path("inbox/", inbox.to_do, name="inbox"),
    path("inbox/late/", inbox.late, name="late"),
    path("inbox/done/", inbox.done, name="done"),
    path("inbox/started/", inbox.started, name="started"),
    path("colleagues/", inbox.people, name="people"),
    path("work-items/<int:pk>/", inbox.item, name="item"),
    path("work-items/<int:pk>/decision/", work_items.decide, name="decision"),
    path("work-items/<int:pk>/return/", work_items.send_back, name="return"),
    path("work-items/<int:pk>/transfer/", work_items.transfer, name="transfer"),
    path("work-items/<int:pk>/comment/", work_items.comment, name="comment"),
    path("processes/", processes.processes, name="processes"),
    path("processes/<slug:key>/", processes.process, name="process"),
    path("processes/<slug:key>/picture/", processes.process_picture, name="process-picture"),
    path("processes/<slug:key>/print/", processes.process_print, name="process-print"),
    path("process-instances/<int:pk>/", processes.instance, name="instance"),
    path("process-instances/<int:pk>/document/", inbox.document, name="document"),
    path("process-instances/<int:pk>/picture/", processes.instance_picture, name="instance-picture"),
    path("process-instances/<int:pk>/print/", processes.instance_print, name="instance-print"),
    path("process-instances/<int:pk>/recall/", work_items.recall, name="recall"),
]
api_urlpatterns = [
    path("work-items/", api.WorkItemsView.as_view(), name="work-items"),
    path("work-items/<int:pk>/", api.WorkItemView.as_view(), name="work-item"),
    path("work-items/<int:pk>/decision/", api.DecisionView.as_view(), name="decision"),
    path("work-items/<int:pk>/return/", api.ReturnView.as_view(), name="return"),
    path("work-items/<int:pk>/transfer/", api.TransferView.as_view(), name="transfer"),
    path("work-items/<int:pk>/comment/", api.CommentView.as_view(), name="comment"),
    path("process-instances/<int:pk>/", api.InstanceView.as_view(), name="process-instance"),
    path("process-instances/<int:pk>/recall/", api.RecallView.as_view(), name="recall"),
    path("processes/", api.ProcessesView.as_view(), name="processes"),
]
