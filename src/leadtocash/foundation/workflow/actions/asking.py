"""Ask for speed, and give a process to others to read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import Position, User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.engine.copying import give_copies
from leadtocash.foundation.workflow.engine.desk import checked_person
from leadtocash.foundation.workflow.engine.run import Run, lock_record, lock_running
from leadtocash.foundation.workflow.events import ItemsUrged
from leadtocash.foundation.workflow.models import Copy, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.permissions import ADMINISTER

PAUSE = timedelta(hours=1)
MOST = 50


def remind(instance: ProcessInstance, *, act: Act, comment: str = "") -> list[WorkItem]:
    """Ask everybody who has the work now for speed; give their items.

    The starter, the record's owner, those who have decided already and superiors may do it, once an hour for
    each process. Raises RuleError otherwise, or when it lies with nobody else.
    """
    with transaction.atomic():
        run = lock_running(instance, act=act)
        rows = WorkItem.objects.filter(instance=instance, state=WorkItem.State.OPEN).select_related("assignee")
        items = [item for item in rows.order_by("pk") if item.assignee_id != act.person.pk]
        if not items:
            raise RuleError(_("It is with nobody else now; there is nobody to remind."), code="nobody_to_urge")
        if not _may_urge(run, items, act.person):
            raise RuleError(
                _("Only who started it, who owns the document, who has decided already and superiors can remind."),
                code="not_yours_to_urge",
            )
        again = run.instance.urged_at and run.instance.urged_at + PAUSE
        if again and act.at < again:
            moment = date_format(timezone.localtime(again), "SHORT_DATETIME_FORMAT")
            raise RuleError(
                _("They were reminded a short while ago. You can do it again from %(moment)s.") % {"moment": moment},
                code="urged_recently",
            )
        run.instance.urged_at = act.at
        run.instance.save(update_fields=["urged_at"])
        words = comment.strip()
        run.journal(verbs.URGED, reason=words, who=joined(dict.fromkeys(item.assignee.name for item in items)))
        ids = tuple(item.pk for item in items)
        run.publish(ItemsUrged(act=act, instance_id=run.instance.pk, item_ids=ids, comment=words))
        run.tell()
        return items


def copy(instance: ProcessInstance, *, people: Sequence[User], act: Act, comment: str = "") -> list[Copy]:
    """Give the process to others to read: it lies in their list of copies, and the record is open to them.

    Whoever has an unread copy gets no second one. Raises RuleError when nobody is left, or somebody has gone.
    """
    with transaction.atomic():
        record = lock_record(instance.record_kind, instance.record_id)
        if record is None:
            raise LookupError(f"{instance.record_kind} {instance.record_id} is not stored")
        run = Run(instance, record, act)
        chosen = {checked_person(person).pk: person for person in people if person.pk != act.person.pk}
        if not chosen:
            raise RuleError(_("Choose at least one person."), code="nobody_chosen")
        if len(chosen) > MOST:
            raise RuleError(_("At most %(n)d people at once.") % {"n": MOST}, code="too_many_people")
        unread = Copy.objects.filter(instance=instance, read_at=None, person_id__in=chosen)
        have = set(unread.values_list("person_id", flat=True))
        fresh = [person for pk, person in chosen.items() if pk not in have]
        if not fresh:
            names = joined(person.name for person in chosen.values())
            raise RuleError(_("%(who)s has an unread copy already.") % {"who": names}, code="has_copy_already")
        rows = give_copies(run, fresh, comment=comment.strip(), by=act.by)
        run.tell()
        return rows


def mark_read(copy: Copy, *, act: Act) -> Copy:
    """The reader has seen it. Doing it again changes nothing. Raises RuleError for somebody else's copy."""
    if copy.person_id != act.person.pk:
        raise RuleError(_("This copy went to %(who)s.") % {"who": copy.person.name}, code="not_your_copy")
    if copy.read_at is None:
        copy.read_at = act.at
        copy.save(update_fields=["read_at"])
    return copy


def _may_urge(run: Run, items: list[WorkItem], person: User) -> bool:
    owner = run.subject.owner(run.record)
    if person.pk in (run.instance.started_by_id, owner.pk if owner else None):
        return True
    if WorkItem.objects.filter(instance=run.instance, assignee=person, state=WorkItem.State.DONE).exists():
        return True
    below = {item.assignee_id for item in items} | {run.instance.started_by_id}
    if Position.objects.filter(superior=person, person_id__in=[pk for pk in below if pk]).exists():
        return True
    return allowed(person, ADMINISTER)
