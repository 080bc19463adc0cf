"""What a record's page shows of its processes: my decision at the side, the picture as a tab."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Verb
from leadtocash.foundation.web.panels import Panel, panels
from leadtocash.foundation.workflow import actions, queries
from leadtocash.foundation.workflow.clocks import clock_of
from leadtocash.foundation.workflow.engine.returning import ways_back
from leadtocash.foundation.workflow.graph import Node, own_language
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem
from leadtocash.foundation.workflow.picture import drawing, telling
from leadtocash.foundation.workflow.registry import subjects

STRAIGHT = ":straight_back"


def decision_panel(user: User, record: Any, *, now: datetime) -> dict[str, Any] | None:
    """What this person has to do on the record, and whether he can take his last step back; None for nothing."""
    if kind_of(record) not in subjects:
        return None
    items = queries.mine_on_record(user, record)
    tasks = [_task(item, record, now) for item in items]
    recall = _recall(user, record)
    return {"tasks": tasks, "recall": recall} if tasks or recall else None


def decision_of(item: WorkItem, record: Any, *, now: datetime) -> dict[str, Any]:
    """One decision as `web/_decision.html` takes it."""
    node, steps = item.step, return_steps(item)
    return {
        "url": reverse("workflow:decision", args=[item.pk]),
        "title": node.label,
        "who": item.label,
        "choices": _choices(steps),
        "return_steps": steps,
        "checks": (),
        "note": _note(node),
        "verbs": _verbs(item),
        "phrases": [_("Agreed")],
        "version": getattr(record, "revision", None),
        "draft_key": f"decision-{item.pk}",
        "clock": clock_of(item, now=now),
    }


def picture_tab(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    """The processes of a record, the newest one drawn."""
    if kind_of(record) not in subjects:
        return None
    instances = list(queries.on_record(record)[:20])
    if not instances:
        return None
    return {"instances": instances, **picture_of(instances[0], now=timezone.now())}


def picture_of(instance: ProcessInstance, *, now: datetime) -> dict[str, Any]:
    """The picture of a running or ended process, as `web/_policy_svg.html` takes it."""
    shown = telling.of_instance(instance, now=now)
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
        return {**shown, "fallback": True, "verbs": _verbs(item)}
    if node.work == "decide":
        return {**shown, "decision": decision_of(item, record, now=now)}
    subject = subjects.get(item.instance.record_kind)
    link = subject.do(record, node.id)
    steps = return_steps(item)
    return {
        **shown,
        "standard": own_language(node.standard, node.standard_en),
        "clause": node.clause if policy.known(node.clause) else "",
        "link": link,
        "verbs": _verbs(item, can_return=bool(steps)),
    }


def _choices(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    back = [{"value": "return", "label": _("Send back")}] if steps else []
    return [{"value": "approve", "label": _("Approve")}, *back, {"value": "reject", "label": _("Reject")}]


def return_steps(item: WorkItem) -> list[dict[str, Any]]:
    """Where an item can be sent back to, and from where it can come straight back."""
    node, found = item.step, []
    for target in ways_back(item.instance, node):
        found.append({"value": target.id, "label": target.label})
        if target.path == node.path:
            words = _("%(step)s, then straight back to me") % {"step": target.label}
            found.append({"value": f"{target.id}{STRAIGHT}", "label": words})
    return found


def _note(node: Node) -> dict[str, Any] | None:
    words = own_language(node.standard, node.standard_en)
    clause = node.clause if policy.known(node.clause) else ""
    return {"text": words, "clause": clause} if words or clause else None


def _verbs(item: WorkItem, *, can_return: bool = False) -> list[Any]:
    transfer = _dialog(_("Hand on"), "workflow:transfer", item.pk, "arrows-right-left")
    comment = _dialog(_("Comment"), "workflow:comment", item.pk, "message")
    back = [_dialog(_("Send back"), "workflow:return", item.pk, "corner-up-left")] if can_return else []
    return [*back, transfer, comment]


def _dialog(label: str, name: str, pk: int, icon: str) -> dict[str, Any]:
    return {"label": label, "url": reverse(name, args=[pk]), "icon": icon, "dialog": True}


def _recall(user: User, record: Any) -> Verb | None:
    instance = queries.on_record(record).filter(state=ProcessInstance.State.RUNNING, recallable=True).first()
    return recall_of(user, instance) if instance else None


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
    shown = decision_panel(person_of(request), record, now=timezone.now())
    if shown:
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
