"""What a record's page shows of its processes: my decision at the side, the picture as a tab."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Verb
from leadtocash.foundation.web.panels import Panel, panels
from leadtocash.foundation.workflow import actions, overviews, permissions, queries
from leadtocash.foundation.workflow.clocks import clock_of
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem
from leadtocash.foundation.workflow.picture import drawing, telling
from leadtocash.foundation.workflow.predicting import Predicted
from leadtocash.foundation.workflow.registry import subjects
from leadtocash.foundation.workflow.views.deciding import (
    decision_of,
    instance_verbs,
    item_verbs,
    return_steps,
    sent_back,
)


def desk(user: User, record: Any, *, now: datetime) -> dict[str, Any] | None:
    """What this person has to do on the record, and who has its running processes; None when there are none."""
    if kind_of(record) not in subjects:
        return None
    running = [one for one in queries.on_record(record)[:20] if one.state == ProcessInstance.State.RUNNING]
    if not running:
        return None
    items = queries.mine_on_record(user, record)
    having = overviews.having([one.pk for one in running])
    standing = [standing_of(user, one, having.get(one.pk, []), now) for one in running]
    of_process = {one["instance"].pk: one["verbs"] for one in standing}
    tasks = [_task(item, record, now) | {"process": of_process.get(item.instance_id)} for item in items]
    return {"tasks": tasks, "standing": standing}


def picture_tab(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    """The processes of a record, the newest one drawn."""
    if kind_of(record) not in subjects:
        return None
    instances = list(queries.on_record(record)[:20])
    if not instances:
        return None
    newest = instances[0]
    predicted = queries.predicted(newest)
    return {"instances": instances, **picture_of(newest, now=timezone.now(), predicted=predicted)}


def picture_of(instance: ProcessInstance, *, now: datetime, predicted: Sequence[Predicted] = ()) -> dict[str, Any]:
    """The picture of a running or ended process, as `web/_policy_svg.html` takes it; the steps to come dashed."""
    shown = telling.of_instance(instance, now=now, predicted=predicted)
    return {
        "instance": instance,
        "svg": drawing.draw(instance.graph, shown),
        "svg_summary": telling.summary(instance.graph, shown),
        "svg_url": reverse("workflow:instance-picture", args=[instance.pk]),
    }


def _task(item: WorkItem, record: Any, now: datetime) -> dict[str, Any]:
    node = item.step
    shown: dict[str, Any] = {"item": item, "step": node.label, "clock": clock_of(item, now=now)}
    if item.is_fallback:
        return {**shown, "fallback": True, "verbs": item_verbs(item)}
    if node.work == "decide":
        return {**shown, "decision": decision_of(item, record, now=now)}
    subject = subjects.get(item.instance.record_kind)
    link = subject.do(record, node.id)
    return {
        **shown,
        "standard": own_language(node.standard, node.standard_en),
        "clause": node.clause if policy.known(node.clause) else "",
        "sent_back": sent_back(item),
        "link": link,
        "verbs": item_verbs(item, can_return=bool(return_steps(item))),
    }


def standing_of(user: User, instance: ProcessInstance, having: list[WorkItem], now: datetime) -> dict[str, Any]:
    """How a running process stands: who has it, and what one may do about it."""
    for item in having:
        item.instance = instance
    recall = recall_of(user, instance)
    others = [item for item in having if item.assignee_id != user.pk]
    verbs = instance_verbs(user, instance, urgent=bool(others))
    first = [*([recall] if recall else []), *verbs["first"]]
    rest = [*verbs["rest"], *cancel_of(user, instance)]
    shown = [{"item": item, "clock": clock_of(item, now=now)} for item in having]
    return {"instance": instance, "having": shown, "verbs": {"first": first, "rest": rest}}


def cancel_of(user: User, instance: ProcessInstance) -> list[Any]:
    """The button to give a process up: for who started it and for administrators."""
    if instance.state != ProcessInstance.State.RUNNING:
        return []
    if instance.started_by_id != user.pk and not allowed(user, permissions.ADMINISTER):
        return []
    url = reverse("workflow:cancel", args=[instance.pk])
    return [{"label": _("Give it up"), "url": url, "icon": "ban", "dialog": True, "danger": True}]


def recall_of(user: User, instance: ProcessInstance) -> Verb | None:
    """The button to take back one's last step; None when there is nothing of his to take back."""
    if not instance.recallable or instance.state != ProcessInstance.State.RUNNING:
        return None
    last = WorkItem.objects.filter(pk=instance.last_item or 0).first()
    if (last.assignee_id if last else instance.started_by_id) != user.pk:
        return None
    return Verb(
        label=_("Take back my last step") if last else _("Withdraw the process"),
        url=reverse("workflow:recall", args=[instance.pk]),
        post=True,
        icon="arrow-back-up",
        confirm=_("Take it back? Nobody has acted on it yet."),
    )


def _desk(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    shown = desk(person_of(request), record, now=timezone.now())
    if shown and shown["tasks"]:
        actions.mark_seen([task["item"] for task in shown["tasks"]], act=act_of(request))
    return shown


def _count(user: Any, record: Any) -> int | None:
    return queries.on_record(record).count() or None if kind_of(record) in subjects else None


def register() -> None:
    """Show both on every record's page."""
    panels.add(
        "workflow.desk",
        Panel(
            kind="*",
            place="side",
            label=gettext_lazy("My decision"),
            template="workflow/_desk.html",
            context=_desk,
            order=0,
        ),
    )
    panels.add(
        "process",
        Panel(
            kind="*",
            place="tab",
            label=gettext_lazy("Process"),
            template="workflow/_process.html",
            context=picture_tab,
            order=80,
            count=_count,
            applies=lambda record: kind_of(record) in subjects,
        ),
    )
