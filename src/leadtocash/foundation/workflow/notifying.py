"""Who is told of work: those who get it, are late with it, or get it back."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify, topic
from leadtocash.foundation.workflow.events import ItemsEscalated, ItemsLate, ItemsReminded, WorkItemsOpened
from leadtocash.foundation.workflow.models import WorkItem

OPENED = topic("workflow.opened", _("To do: %(step)s of %(title)s"))
REMINDED = topic("workflow.reminded", _("Still to do: %(step)s of %(title)s"), tone="wait")
LATE = topic("workflow.late", _("Past its limit: %(step)s of %(title)s"), tone="late")
ESCALATED = topic("workflow.escalated", _("%(who)s is late with %(step)s of %(title)s"), tone="late")

#: processes whose reminders and reports upwards an area words itself; filled in its `wiring.py`
own_words: set[str] = set()


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
    for item in _items(event.item_ids):
        if item.instance.process in own_words:
            continue
        _tell([item.assignee], REMINDED, item, event.act, occasion=f"reminded-{event.act.today}")


def late(event: ItemsLate) -> None:
    for item in _items(event.item_ids):
        _tell([item.assignee], LATE, item, event.act, occasion="late")


def escalated(event: ItemsEscalated) -> None:
    """Tell those above, once for each piece of late work."""
    told = list(User.objects.filter(pk__in=event.person_ids))
    for item in _items(event.item_ids):
        if item.instance.process in own_words:
            continue
        _tell(told, ESCALATED, item, event.act, occasion=f"escalated-{event.act.today}")


def _items(ids: Iterable[int]) -> list[WorkItem]:
    rows = WorkItem.objects.filter(pk__in=ids).select_related("assignee", "activity", "instance")
    return list(rows.order_by("pk"))


def _tell(people: list[User], code: str, item: WorkItem, act: Act, *, occasion: str) -> None:
    data = {"step": item.step.name, "title": item.instance.title, "who": item.assignee.name}
    url = reverse("workflow:document", args=[item.instance_id])
    notify(people, code, act=act, url=url, key=f"work-item-{item.pk}-{occasion}", **data)
