"""What processes put into a person's daily digest: his work, and what became of what he started."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.notices.digesting import Part
from leadtocash.foundation.workflow import queries
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem

SHOWN = 15


def to_do(person: User, since: datetime, now: datetime) -> Part | None:
    """The person's open work, the most urgent first, with how much of it is overdue, due today and tomorrow."""
    open_work = queries.to_do(person)
    rows = list(open_work.order_by(F("due_at").asc(nulls_last=True), "opened_at", "pk")[:SHOWN])
    if not rows:
        return None
    count = open_work.order_by().count()
    return Part(
        _("To do"),
        tuple((f"{row.step.name} \u00b7 {row.instance.title}", _url(row.instance_id), _due(row, now)) for row in rows),
        more=count - len(rows),
        counts=_counts(person, count, now),
    )


def started(person: User, since: datetime, now: datetime) -> Part | None:
    """What became of the processes the person had started, since the last digest."""
    ended = ProcessInstance.objects.filter(started_by=person, ended_at__gte=since, ended_at__lte=now)
    rows = list(ended.select_related("definition").order_by("-ended_at", "-pk")[: SHOWN + 1])
    if not rows:
        return None
    shown = tuple((row.title, _url(row.pk), _outcome(row.outcome)) for row in rows[:SHOWN])
    return Part(_("Of what I started, ended"), shown, more=ended.count() - len(shown))


def _counts(person: User, count: int, now: datetime) -> tuple[str, ...]:
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    open_work = queries.to_do(person).order_by()
    late = open_work.filter(due_at__lt=now).count()
    soon = open_work.filter(due_at__gte=now, due_at__lt=today + timedelta(days=2)).count()
    words = [ngettext("%(count)s to do", "%(count)s to do", count) % {"count": count}]
    if late:
        words.append(ngettext("%(count)s overdue", "%(count)s overdue", late) % {"count": late})
    if soon:
        words.append(
            ngettext("%(count)s due today or tomorrow", "%(count)s due today or tomorrow", soon) % {"count": soon}
        )
    return tuple(words)


def _due(row: WorkItem, now: datetime) -> str:
    if row.due_at is None:
        return ""
    if row.due_at < now:
        return _("overdue")
    days = (timezone.localtime(row.due_at).date() - timezone.localtime(now).date()).days
    if days == 0:
        return _("due today")
    return _("due tomorrow") if days == 1 else f"{timezone.localtime(row.due_at):%m-%d}"


def _outcome(outcome: str) -> str:
    words = {
        "approved": _("Was approved"),
        "rejected": _("Was rejected"),
        "declined": _("Was rejected"),
        "withdrawn": _("Withdrawn"),
        "cancelled": _("Cancelled"),
    }
    return words.get(outcome, _("Through"))


def _url(instance_id: int) -> str:
    return reverse("workflow:document", args=[instance_id])
