"""What stands in a decision: the choices, where it can go back to, what changed since the last round, who is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow import overviews, permissions, queries
from leadtocash.foundation.workflow.clocks import clock_of
from leadtocash.foundation.workflow.engine.returning import ways_back
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.predicting import Predicted
from leadtocash.foundation.workflow.views import phrases

STRAIGHT = ":straight_back"
State = WorkItem.State
NOT_AGREED = (Activity.Outcome.RETURNED, Activity.Outcome.REJECTED)


@dataclass(frozen=True)
class Next:
    """What happens after an approval: who of the same step is still asked, then the steps to come with their people."""

    waits_for: list[str]
    steps: list[dict[str, Any]]


def decision_of(item: WorkItem, record: Any, *, now: datetime) -> dict[str, Any]:
    """One decision as `workflow/_decision.html` takes it."""
    node, steps = item.step, return_steps(item)
    return {
        "url": reverse("workflow:decision", args=[item.pk]),
        "next_url": reverse("workflow:foretold", args=[item.pk]),
        "title": node.label,
        "who": item.label,
        "on_behalf_of": item.on_behalf_of,
        "added": item.get_added_display() if item.added else "",
        "choices": choices(steps),
        "return_steps": steps,
        "note": note_of(node),
        "rejection": rejection(item, record),
        "sent_back": sent_back(item),
        "verbs": item_verbs(item),
        "phrases": phrases.of(item.assignee),
        "version": getattr(record, "revision", None),
        "changes": changes_since_last_round(item, record),
        "draft_key": f"decision-{item.pk}",
        "clock": clock_of(item, now=now),
        "always_comment": node.comment == "always",
        **_queue(item),
    }


def _queue(item: WorkItem) -> dict[str, Any]:
    """Where the item stands among what its holder has to do, and its neighbours."""
    keys = overviews.queue(item.assignee)
    if item.pk not in keys or len(keys) < 2:
        return {}
    place = keys.index(item.pk)
    around = {"prev_url": keys[place - 1 : place] if place else [], "following_url": keys[place + 1 : place + 2]}
    urls = {name: reverse("workflow:item", args=pks) if pks else "" for name, pks in around.items()}
    return {"position": place + 1, "total": len(keys), **urls}


def choices(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    back = [{"value": "return", "label": _("Send back")}] if steps else []
    return [{"value": "approve", "label": _("Approve")}, *back, {"value": "reject", "label": _("Reject")}]


def return_steps(item: WorkItem) -> list[dict[str, Any]]:
    """Where an item can be sent back to, with who did it, and from where it can come straight back."""
    node, found = item.step, []
    targets = ways_back(item.instance, node)
    did = _who_did(item.instance, [target.id for target in targets])
    for target in targets:
        label = _named(target.label, did.get(target.id, ()))
        found.append({"value": target.id, "label": label})
        if target.path == node.path:
            words = _("%(step)s, then straight back to me") % {"step": label}
            found.append({"value": f"{target.id}{STRAIGHT}", "label": words})
    return found


def note_of(node: Node) -> dict[str, Any] | None:
    words = own_language(node.standard, node.standard_en)
    clause = node.clause if policy.known(node.clause) else ""
    return {"text": words, "clause": clause} if words or clause else None


def rejection(item: WorkItem, record: Any) -> str:
    """What rejecting does, as the definition says."""
    steps = " → ".join(node.label for node in queries.after_rejection(item, record))
    return _("Rejected, it goes on with: %(steps)s") % {"steps": steps} if steps else ""


def sent_back(item: WorkItem) -> list[WorkItem]:
    """Who sent the work here with a reason, when what was done last before it was sent back or rejected."""
    done = WorkItem.objects.filter(instance=item.instance_id, state=State.DONE, closed_at__lte=item.activity.opened_at)
    last = done.exclude(activity=item.activity_id).order_by("-closed_at", "-pk").select_related("activity").first()
    if last is None or last.activity.outcome not in NOT_AGREED:
        return []
    return list(
        done.filter(activity=last.activity_id, outcome__in=NOT_AGREED).select_related("assignee").order_by("pk")
    )


def removable_signers(user: User, instance: ProcessInstance) -> models.QuerySet[WorkItem]:
    """Those this person may try to take out: whom he has added, and, for the starter, those of a countersign."""
    live = WorkItem.objects.filter(instance=instance, state__in=(State.OPEN, State.WAITING))
    mine = Q(under__isnull=False) & (Q(sent_by=user) | Q(under__assignee=user) | Q(under__on_behalf_of=user))
    if instance.started_by_id == user.pk or allowed(user, permissions.ADMINISTER):
        several = [node.id for node in instance.graph.steps() if node.work == "decide" and node.mode != "any"]
        mine |= Q(under=None, activity__node__in=several) | Q(under__isnull=False)
    rows = live.filter(mine).exclude(assignee=user, under=None)
    return rows.select_related("assignee", "instance__definition", "activity").order_by("place", "pk")


def item_verbs(item: WorkItem, *, can_return: bool = False) -> dict[str, list[Any]]:
    """The buttons beside a decision: those often used, and the rest."""
    first: list[Any] = []
    if overviews.in_pool(item):
        first.append(_post(_("Take"), "claim", item.pk, "inbox"))
    if can_return:
        first.append(_dialog(_("Send back"), "return", item.pk, "corner-up-left"))
    first += [
        _dialog(_("Add a signer"), "add-signer", item.pk, "user-plus"),
        _dialog(_("Hand on"), "transfer", item.pk, "arrows-right-left"),
    ]
    rest = [_dialog(_("Comment"), "comment", item.pk, "message")]
    if item.claimed_at is not None:
        rest.append(_post(_("Give back to the pool"), "release", item.pk, "arrow-back-up"))
    return {"first": first, "rest": rest}


def instance_verbs(user: User, instance: ProcessInstance, *, urgent: bool) -> dict[str, list[Any]]:
    """What everybody who sees the document may do with its process; `urgent`: somebody else has it."""
    rest = [_dialog(_("Comment"), "instance-comment", instance.pk, "message")]
    if removable_signers(user, instance).exists():
        rest.append(_dialog(_("Take a signer out"), "remove-signer", instance.pk, "user-minus"))
    speed = [_dialog(_("Ask for speed"), "remind", instance.pk, "bell")] if urgent else []
    copy = _dialog(_("Copy"), "copy", instance.pk, "send")
    return {"first": [*speed, copy], "rest": rest}


def changes_since_last_round(item: WorkItem, record: Any) -> dict[str, Any] | None:
    """Which fields were changed after the last round of this step was over; None in the first round."""
    rows = Activity.objects.filter(instance=item.instance_id, node=item.activity.node, is_open=False)
    last = rows.exclude(pk=item.activity_id).exclude(closed_at=None).order_by("-closed_at", "-pk").first()
    if last is None or last.closed_at is None:
        return None
    folded: dict[str, dict[str, str]] = {}
    for entry in reversed(timeline(record, item.assignee, 100)):
        if entry["at"] <= last.closed_at:
            continue
        for change in entry["changes"]:
            if not _is_content(record, change["name"]):
                continue
            folded.setdefault(change["field"], {**change})["new"] = change["new"]
    fields = [one for one in folded.values() if one["old"] != one["new"]]
    return {"fields": fields, "round": item.activity.round, "since": last.closed_at}


def _is_content(record: Any, name: str) -> bool:
    """Is this what a person wrote? States, moments and counters are the process's own traces."""
    try:
        field = record._meta.get_field(name)
    except FieldDoesNotExist:
        return True
    own = isinstance(field, models.DateTimeField) or name == "state" or name.endswith(("_round", "_state"))
    return bool(getattr(field, "editable", True)) and not own


def after_approval(item: WorkItem) -> Next:
    """What this person's approval leads to, as far as one can know before."""
    node = item.step
    live = WorkItem.objects.filter(activity=item.activity_id, state__in=(State.OPEN, State.WAITING))
    rows = live.exclude(pk=item.pk).select_related("assignee").order_by("place", "pk")
    others = [row for row in rows if row.slot != item.slot or row.under_id is not None]
    by_slot: dict[tuple[str, int | None], list[str]] = {}
    for row in others:
        by_slot.setdefault((row.slot, row.under_id), []).append(row.assignee.name)
    waits = [
        _("%(first)s or another") % {"first": names[0]} if len(names) > 1 else names[0] for names in by_slot.values()
    ]
    decided_by_one = node.mode == "any" and not any(row.under_id for row in others)
    return Next([] if decided_by_one else waits, coming(queries.predicted(item.instance)))


def coming(steps: Sequence[Predicted]) -> list[dict[str, Any]]:
    """The steps to come as the page shows them: name, people, limit, and whether they come for certain."""
    return [
        {
            "id": one.node.id,
            "label": one.node.label,
            "people": [person.name for person in one.people],
            "limit": one.node.limit,
            "maybe": one.when == "maybe",
            "row": one.row,
        }
        for one in steps
        if one.when != "now"
    ]


def _who_did(instance: ProcessInstance, steps: list[str]) -> dict[str, list[str]]:
    rows = WorkItem.objects.filter(instance=instance, activity__node__in=steps, state=State.DONE)
    found: dict[str, list[str]] = {}
    for step, name in rows.order_by("-closed_at", "-pk").values_list("activity__node", "assignee__name"):
        names = found.setdefault(step, [])
        if name not in names:
            names.append(name)
    return found


def _named(step: str, names: Any) -> str:
    if not names:
        return step
    shown = joined(names[:2]) + ("…" if len(names) > 2 else "")
    return _("%(step)s (%(who)s)") % {"step": step, "who": shown}


def _dialog(label: str, name: str, pk: int, icon: str) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"workflow:{name}", args=[pk]), "icon": icon, "dialog": True}


def _post(label: str, name: str, pk: int, icon: str) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"workflow:{name}", args=[pk]), "icon": icon, "post": True}
