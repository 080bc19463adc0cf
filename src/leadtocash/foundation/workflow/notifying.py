"""Who is told of work: those who get it, are late with it, are asked for speed, get a copy; and who started it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.notices.sending import notify, topic
from leadtocash.foundation.workflow import queries
from leadtocash.foundation.workflow.events import (
    DelegationBegan,
    DelegationEnded,
    ItemsEscalated,
    ItemsLate,
    ItemsReminded,
    ItemsUrged,
    ProcessCommented,
    ProcessCopied,
    ProcessEnded,
    WorkItemsOpened,
    WorkReturned,
)
from leadtocash.foundation.workflow.models import Activity, Copy, Delegation, ProcessInstance, WorkItem


def _still_open(data: Mapping[str, Any], person_id: int) -> bool:
    """Does this work still lie with the person?"""
    rows = WorkItem.objects.filter(assignee=person_id, state=WorkItem.State.OPEN)
    return rows.filter(activity=data.get("_activity", 0)).exists()


OPENED = topic(
    "workflow.opened", _("To do: %(step)s of %(title)s"), label=_("New work for me"), weight="todo", still=_still_open
)
REMINDED = topic(
    "workflow.reminded",
    _("Still to do: %(step)s of %(title)s"),
    tone="wait",
    label=_("My work comes near its limit"),
    still=_still_open,
)
LATE = topic(
    "workflow.late",
    _("Past its limit: %(step)s of %(title)s"),
    tone="late",
    label=_("My work is past its limit"),
    still=_still_open,
)
ESCALATED = topic(
    "workflow.escalated",
    _("%(who)s is late with %(step)s of %(title)s"),
    tone="late",
    label=_("Somebody I answer for is late"),
)
URGED = topic(
    "workflow.urged",
    _("%(by)s asks for speed: %(step)s of %(title)s. %(comment)s"),
    outside=_("%(by)s asks for speed: %(step)s of %(title)s"),
    tone="late",
    label=_("Somebody asks me for speed"),
    weight="todo",
    urgent=True,
    still=_still_open,
)
RETURNED = topic(
    "workflow.returned",
    _("%(by)s sent %(title)s back at %(step)s: %(comment)s"),
    outside=_("%(by)s sent %(title)s back at %(step)s"),
    tone="wait",
    label=_("What I started was sent back"),
    weight="alarm",
)
REJECTED = topic(
    "workflow.rejected",
    _("%(title)s was rejected. %(comment)s"),
    outside=_("%(title)s was rejected"),
    tone="late",
    label=_("What I started was rejected"),
)
APPROVED = topic("workflow.approved", _("%(title)s is approved"), tone="done", label=_("What I started is approved"))
ENDED = topic("workflow.ended", _("%(title)s is through"), tone="done", label=_("What I started is through"))
STOPPED = topic(
    "workflow.stopped", _("%(by)s ended the process of %(title)s"), tone="wait", label=_("What I started was ended")
)
COPIED = topic(
    "workflow.copied", _("%(by)s gives you to read: %(title)s"), label=_("Something is given me to read"), weight="copy"
)
COMMENTED = topic(
    "workflow.commented",
    _("%(by)s on %(title)s: %(comment)s"),
    outside=_("%(by)s wrote a comment on %(title)s"),
    label=_("Comment on what I started or have to do"),
    weight="news",
)
DEPUTY = topic(
    "workflow.deputy",
    _("You stand in for %(principal)s from %(start)s to %(end)s; %(moved)s items came over."),
    tone="wait",
    label=_("I am to stand in for somebody"),
    weight="alarm",
)
BACK = topic(
    "workflow.deputy_ended",
    _("%(deputy)s no longer stands in for you; %(moved)s items came back."),
    label=_("My deputy's time is over"),
)

#: processes whose reminders and reports upwards an area words itself; filled in its `wiring.py`
own_words: set[str] = set()
_GONE = {"cancelled", "given_up", "withdrawn"}
_WORDS = {"approved": APPROVED, "rejected": REJECTED, "declined": REJECTED}


def opened(event: WorkItemsOpened) -> None:
    """Tell those who got work from somebody else; all of a step at once."""
    acting = event.act.by.pk if event.act.by else None
    steps: dict[int, list[WorkItem]] = {}
    for item in event.items:
        if item.assignee_id != acting:
            steps.setdefault(item.activity_id, []).append(item)
    for items in steps.values():
        _tell([item.assignee for item in items], OPENED, items[0], event.act, occasion="opened")


def reminded(event: ItemsReminded) -> None:
    """Tell those whose work comes near its limit, once a day."""
    for item in _items(event.item_ids):
        if item.instance.process in own_words:
            continue
        _tell([item.assignee], REMINDED, item, event.act, occasion=f"reminded-{event.act.today}")


def late(event: ItemsLate) -> None:
    """Tell those whose work is past its limit."""
    for item in _items(event.item_ids):
        _tell([item.assignee], LATE, item, event.act, occasion="late")


def escalated(event: ItemsEscalated) -> None:
    """Tell those above, once for each piece of late work."""
    told = list(User.objects.filter(pk__in=event.person_ids))
    for item in _items(event.item_ids):
        if item.instance.process in own_words:
            continue
        _tell(told, ESCALATED, item, event.act, occasion=f"escalated-{event.act.today}")


def urged(event: ItemsUrged) -> None:
    """Tell those who have the work that somebody waits for it."""
    words = {"by": _name(event.act), "comment": event.comment}
    for item in _items(event.item_ids):
        _tell([item.assignee], URGED, item, event.act, occasion=f"urged-{event.act.at:%Y%m%d%H%M}", **words)


def returned(event: WorkReturned) -> None:
    """Tell who started it that it was sent back, unless the work has come to himself and he is told of that."""
    if event.outcome != Activity.Outcome.RETURNED:
        return
    instance = _instance(event.instance_id)
    mine = WorkItem.objects.filter(instance=instance, assignee=instance.started_by_id, state=WorkItem.State.OPEN)
    if not mine.exists() or event.comment:
        node = instance.graph.nodes.get(event.step)
        words = {"by": _name(event.act), "step": node.label if node else event.step, "comment": event.comment}
        _tell_starter(instance, RETURNED, event.act, occasion=f"returned-{event.act.at:%Y%m%d%H%M%S}", **words)


def ended(event: ProcessEnded) -> None:
    """Tell who started it how it ended; an area that has told him in its own words at that moment is enough."""
    instance = _instance(event.instance_id)
    said = Notice.objects.filter(person=instance.started_by_id, at=event.act.at)
    if said.exclude(topic__startswith="workflow.").exists():
        return
    if event.outcome in _GONE:
        _tell_starter(instance, STOPPED, event.act, occasion="stopped", by=_name(event.act))
        return
    code = _WORDS.get(event.outcome, ENDED)
    comment = _why(instance) if code == REJECTED else ""
    _tell_starter(instance, code, event.act, occasion="ended", comment=comment)


def copied(event: ProcessCopied) -> None:
    """Tell the readers of a copy."""
    rows = Copy.objects.filter(pk__in=event.copy_ids).select_related("person", "by", "instance")
    for row in rows:
        by = row.by.name if row.by else _name(event.act)
        _tell_of(row.instance, [row.person], COPIED, event.act, occasion=f"copy-{row.pk}", by=by)


def commented(event: ProcessCommented) -> None:
    """Tell who started it and those who have it now, except the writer."""
    instance = _instance(event.instance_id)
    people = {item.assignee_id: item.assignee for item in queries.holders(instance)}
    if instance.started_by:
        people[instance.started_by.pk] = instance.started_by
    if event.act.by:
        people.pop(event.act.by.pk, None)
    words = {"by": _name(event.act), "comment": event.text[:300]}
    occasion = f"comment-{event.act.at:%Y%m%d%H%M%S%f}"
    _tell_of(instance, list(people.values()), COMMENTED, event.act, occasion=occasion, **words)


def deputy_began(event: DelegationBegan) -> None:
    """Tell the deputy whom he stands in for, until when."""
    row = Delegation.objects.select_related("principal", "deputy").get(pk=event.delegation_id)
    words: dict[str, Any] = {"principal": row.principal.name, "start": str(row.from_day), "end": str(row.until_day)}
    key = f"delegation-{row.pk}-began"
    notify(
        [row.deputy], DEPUTY, act=event.act, url=reverse("workflow:inbox"), key=key, moved=event.moved, **words
    )  # fmt: skip


def deputy_ended(event: DelegationEnded) -> None:
    """Tell the principal that his work comes to himself again."""
    row = Delegation.objects.select_related("principal", "deputy").get(pk=event.delegation_id)
    key = f"delegation-{row.pk}-ended"
    notify(
        [row.principal], BACK, act=event.act, url=reverse("workflow:inbox"), key=key, deputy=row.deputy.name,
        moved=event.moved,
    )  # fmt: skip


def _items(ids: Iterable[int]) -> list[WorkItem]:
    rows = WorkItem.objects.filter(pk__in=ids).select_related("assignee", "activity", "instance")
    return list(rows.order_by("pk"))


def _instance(pk: int) -> ProcessInstance:
    return ProcessInstance.objects.select_related("started_by").get(pk=pk)


def _name(act: Act) -> str:
    return act.by.name if act.by else str(_("The system"))


def _why(instance: ProcessInstance) -> str:
    rows = WorkItem.objects.filter(instance=instance, outcome=Activity.Outcome.REJECTED).exclude(comment="")
    return rows.order_by("-closed_at").values_list("comment", flat=True).first() or ""


def _tell(people: list[User], code: str, item: WorkItem, act: Act, *, occasion: str, **words: Any) -> None:
    """Tell of one piece of work; the notice falls silent once it no longer lies with its reader."""
    data = {"step": item.step.name, "title": item.instance.title, "who": item.assignee.name, **words}
    notify(
        people, code, act=act, url=_url(item.instance_id), key=f"work-item-{item.pk}-{occasion}",
        about=(item.instance.record_kind, item.instance.record_id), thread=f"process-{item.instance_id}",
        _activity=item.activity_id, **data,
    )  # fmt: skip


def _tell_starter(instance: ProcessInstance, code: str, act: Act, *, occasion: str, **words: Any) -> None:
    if instance.started_by and instance.started_by != act.by:
        _tell_of(instance, [instance.started_by], code, act, occasion=occasion, **words)


def _tell_of(
    instance: ProcessInstance, people: list[User], code: str, act: Act, *, occasion: str, **words: Any
) -> None:  # fmt: skip
    """Tell of a process as a whole."""
    notify(
        people, code, act=act, url=_url(instance.pk), key=f"process-{instance.pk}-{occasion}",
        about=(instance.record_kind, instance.record_id), thread=f"process-{instance.pk}", title=instance.title,
        **words,
    )  # fmt: skip


def _url(instance_id: int) -> str:
    return reverse("workflow:document", args=[instance_id])
