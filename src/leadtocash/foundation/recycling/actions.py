"""Delete a record, restore it, delete it for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.collaboration.models import Comment, Follow
from leadtocash.foundation.documents.retention import check_kept
from leadtocash.foundation.documents.storing import forget_of
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.models import Removable, lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.recycling import events, permissions, queries
from leadtocash.foundation.recycling.models import Removal
from leadtocash.foundation.recycling.registry import disposables

KEPT = timedelta(days=90)
LONGEST = 300


def check(record: Any, *, act: Act) -> None:
    """Raise NotAllowed or RuleError unless this person may delete this record now, with what hangs on it."""
    kind = disposables.get(kind_of(record))
    require(act.person, kind.permission, record)
    check_kept(record, today=act.today)
    kind.check(record)
    if missing := queries.hanging(record, act.person):
        sentence = _("%(title)s cannot be deleted: other things hang on it.") % {"title": record}
        raise RuleError(sentence, code="others_hang_on_it", missing=missing)


@transaction.atomic
def remove(record: Any, reason: str, *, act: Act) -> Removal:
    """Put a record into the recycle bin: it is in no list, search or sum any more; its number is never used again.

    Raises ValidationError at `reason` when it is empty; NotAllowed; RuleError by the rule of its kind or with what
    hangs on it.
    """
    reason = _reason(reason)
    record = lock(record)
    if record.removed_at is not None:
        raise RuleError(_("%(title)s lies in the recycle bin already.") % {"title": record}, code="removed_already")
    check(record, act=act)
    disposables.get(kind_of(record)).prepare(record)
    record.removed_at = act.at
    recording.save(record, events.REMOVED, act=act, reason=reason, validate=False)
    _on_whole(record, events.PART_REMOVED, act=act, reason=reason)
    return Removal.objects.create(
        kind=kind_of(record), record_id=record.pk, title=str(record)[:200], owner_id=_owner_of(record), at=act.at,
        by=act.person, reason=reason,
    )  # fmt: skip


@transaction.atomic
def restore(removal: Removal, *, act: Act) -> Any:
    """Take a record out of the bin as it was, and give it.

    Raises NotAllowed; RuleError when it is gone, what it belongs to lies in the bin, or something else has taken what
    must be unique.
    """
    removal = Removal.objects.select_for_update(of=("self",)).get(pk=removal.pk)
    if not queries.lying(act.person).filter(pk=removal.pk).exists():
        require(act.person, permissions.MANAGE)
        raise RuleError(_("This does not lie in the recycle bin any more."), code="not_in_the_bin")
    model: Any = apps.get_model(removal.kind)
    record = lock(model._base_manager.get(pk=removal.record_id))
    if removal.by_id == act.person.pk and not allowed(act.person, permissions.MANAGE):
        require(act.person, disposables.get(removal.kind).permission, record)
    _check_whole(record)
    record.removed_at = None
    try:
        recording.checked(record, None)
    except ValidationError as error:
        sentence = _("%(title)s cannot be restored: %(why)s") % {"title": record, "why": " ".join(error.messages)}
        raise RuleError(sentence, code="restore_refused") from None
    recording.save(record, events.RESTORED, act=act, validate=False)
    _on_whole(record, events.PART_RESTORED, act=act)
    removal.restored_at, removal.restored_by = act.at, act.person
    removal.save(update_fields=["restored_at", "restored_by"])
    return record


def end_old(*, act: Act, most: int = 500) -> int:
    """Delete for good what has lain in the bin for 90 days; give how many. What something still needs stays, with
    the reason."""
    due = Removal.objects.filter(restored_at=None, ended_at=None, at__lt=act.at - KEPT).order_by("at")
    return sum(_end(removal, act=act) for removal in due[:most])


@transaction.atomic
def _end(removal: Removal, *, act: Act) -> bool:
    model: Any = apps.get_model(removal.kind)
    record = model._base_manager.filter(pk=removal.record_id, removed_at__isnull=False).first()
    try:
        with transaction.atomic():
            if record is not None:
                record.delete()
    except (ProtectedError, RestrictedError) as error:
        needing = next(iter(getattr(error, "protected_objects", ()) or getattr(error, "restricted_objects", ())), "")
        removal.blocked = str(needing)[:200]
        removal.save(update_fields=["blocked"])
        return False
    _forget(removal.kind, removal.record_id)
    removal.ended_at, removal.blocked = act.at, ""
    removal.save(update_fields=["ended_at", "blocked"])
    return True


def _forget(kind: str, record_id: int) -> None:
    """What hung on the record by kind and number goes with it; the journal stays."""
    about = {"kind": kind, "record_id": record_id}
    hanging: list[Any] = [Comment, Follow, Participation]
    for model in hanging:
        model.objects.filter(**about).delete()
    forget_of(kind, record_id)


def _reason(reason: str) -> str:
    reason = clean_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why it is deleted.")})
    if len(reason) > LONGEST:
        sentence = _("At most %(most)s signs; these are %(count)s.") % {"most": LONGEST, "count": len(reason)}
        raise ValidationError({"reason": sentence})
    return reason


def _owner_of(record: Any) -> int | None:
    access = record.access
    while access.parent:
        record = getattr(record, access.parent)
        access = record.access
    value: Any = record
    for step in filter(None, access.owner.split("__")):
        value = getattr(value, step)
    return value.pk if value is not record else None


def _on_whole(record: Any, verb: str, *, act: Act, reason: str = "") -> None:
    """A part (a contact) is journalled on the whole (its customer) as well."""
    if record.access.parent:
        whole = getattr(record, record.access.parent)
        recording.write(whole, verb, act=act, reason=reason, data={"title": str(record)})


def _check_whole(record: models.Model) -> None:
    """Raise RuleError while a record this one leads to lies in the bin itself."""
    for field in record._meta.concrete_fields:
        if not field.is_relation or getattr(record, field.attname) is None:
            continue
        other = getattr(record, field.name)
        if isinstance(other, Removable) and other.removed_at is not None:
            values = {"title": record, "other": other}
            sentence = _("%(title)s cannot be restored before %(other)s, which lies in the recycle bin too.") % values
            raise RuleError(sentence, code="restore_other_first")
