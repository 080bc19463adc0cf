"""Take a merger back: the merged records are there again, and what led to them leads to them again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.extra import Changes
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.merging import events, finding, traces
from leadtocash.foundation.merging.models import Merger
from leadtocash.foundation.merging.moving import BOND, leading_here
from leadtocash.foundation.merging.reasons import reason_of
from leadtocash.foundation.merging.registry import mergeables, model_of, partings
from leadtocash.foundation.search import keeping

#: as long as it can be taken back
OPEN = timedelta(days=30)
_MOST = 20


@transaction.atomic
def undo(merger: Merger, *, reason: str, act: Act) -> Any:
    """Part the records again and give the survivor; again, it changes nothing.

    What came to the survivor since stays with it; a field somebody changed since stays as it is. Raises NotAllowed;
    ValidationError at `reason`; RuleError with what forbids it.
    """
    reason = reason_of(reason)
    merger = Merger.objects.select_for_update(of=("self",)).get(pk=merger.pk)
    survivor, gone = records_of(merger)
    for record in (survivor, *gone):
        require(act.person, mergeables.get(merger.kind).permission, record)
    if merger.undone_at is not None:
        return survivor
    if missing := in_the_way(merger, at=act.at):
        raise RuleError(_("This merger cannot be taken back."), code="merger_stays", missing=missing)
    for part in merger.parts.filter(undone_at=None).order_by("-pk"):
        _part(part, act=act, reason=reason)
    _part(merger, act=act, reason=reason)
    survivor, gone = records_of(merger)
    if missing := [one for check in partings.values() for one in check(merger.kind, [survivor, *gone])]:
        raise RuleError(_("This merger cannot be taken back."), code="merger_stays", missing=missing)
    return survivor


def records_of(merger: Merger) -> tuple[Any, list[Any]]:
    """The survivor and the records that were merged into it, as they are now."""
    found = model_of(merger.kind)._base_manager.in_bulk([merger.survivor_id, *merger.gone])
    return found[merger.survivor_id], [found[pk] for pk in merger.gone]


def in_the_way(merger: Merger, *, at: datetime) -> list[Missing]:
    """What forbids to take a merger back."""
    survivor, gone = records_of(merger)
    if at - merger.at > OPEN:
        return [Missing(what=_("It is more than %(days)s days ago.") % {"days": OPEN.days})]
    if survivor.removed_at is not None or any(one.merged_into_id != survivor.pk for one in gone):
        return [Missing(what=_("%(title)s was merged or deleted meanwhile.") % {"title": survivor})]
    if merger.whole_id is not None:
        return [Missing(what=_("It is part of another merger, with which it is taken back."))]
    later = Merger.objects.filter(kind=merger.kind, survivor_id=merger.survivor_id, pk__gt=merger.pk, undone_at=None)
    if later.exists():
        return [Missing(what=_("%(title)s was merged again since; take that back first.") % {"title": survivor})]
    return [*_led_elsewhere(merger), *_between(merger, survivor)][:_MOST]


def _led_elsewhere(merger: Merger) -> Iterator[Missing]:
    """Moved records that belong to something else by now, or were merged themselves."""
    for model, moved in traces.records_of(merger.trace):
        rows: Any = model._base_manager
        for row in rows.filter(pk__in=moved):
            elsewhere = any(getattr(row, name) not in pair for name, pair in moved[row.pk].items())
            if elsewhere or (getattr(row, f"{BOND}_id", None) is not None and not _within(merger, row)):
                yield _named(_("%(kind)s %(title)s belongs elsewhere by now."), row)


def _within(merger: Merger, row: Any) -> bool:
    """Was the row itself merged as a part of this merger?"""
    return merger.parts.filter(kind=row._meta.label_lower, gone__contains=[row.pk]).exists()


def _between(merger: Merger, survivor: Any) -> Iterator[Missing]:
    """Records that were entered or changed since and would stand between the two: one of them goes back, another one
    that belongs to it stays."""
    moved: dict[Any, set[int]] = {model: set(rows) for model, rows in traces.records_of(merger.trace)}
    paths = [field for field in leading_here(type(survivor)) if field.name != BOND and issubclass(field.model, Record)]
    staying = {
        field.model: field.model._base_manager.filter(**{field.name: survivor}).exclude(
            pk__in=moved.get(field.model, ())
        )
        for field in paths
    }
    for model, rows in staying.items():
        new = model._base_manager.filter(updated_at__gt=merger.at)
        for field in _links(model, set(staying) - {type(survivor)}):
            target = field.remote_field.model
            stay = new.filter(pk__in=rows.values("pk"), **{f"{field.name}__in": moved.get(target, ())})
            back = new.filter(pk__in=moved.get(model, ()), **{f"{field.name}__in": staying[target].values("pk")})
            for row in (*stay[:_MOST], *back[:_MOST]):
                words = _("%(kind)s %(title)s was entered or changed since and belongs to both now.")
                yield _named(words, row)


def _links(model: Any, targets: set[Any]) -> Iterator[Any]:
    for field in model._meta.concrete_fields:
        if field.is_relation and field.name != BOND and field.remote_field.model in targets:
            yield field


def _named(words: str, row: Any) -> Missing:
    url = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    return Missing(what=words % {"kind": row._meta.verbose_name, "title": row}, href=url)


def _part(merger: Merger, *, act: Act, reason: str) -> None:
    """Everything of one merger goes back: the survivor's fields, the merged records, the rows."""
    survivor, gone = records_of(merger)
    titles = {"title": str(survivor), "titles": joined(map(str, gone))}
    Participation.objects.filter(pk__in=merger.let_in).delete()
    _give_back(survivor, merger.changes)
    _save(survivor, events.PARTED, act=act, reason=reason, data=titles)
    traces.put_back(merger.trace, act=act, reason=reason, data=titles)
    for one in gone:
        one.merged_into = one.removed_at = None
        _save(one, events.PARTED_FROM, act=act, reason=reason, data=titles)
    ids = [survivor.pk, *merger.gone]
    keeping.merged(merger.kind, ids)
    finding.look(merger.kind, ids)
    merger.undone_at, merger.undone_by = act.at, act.person
    merger.save(update_fields=["undone_at", "undone_by"])


def _give_back(survivor: Any, changes: dict[str, list[Any]]) -> None:
    """The fields as they were, but those somebody has changed since."""
    for name, (before, after) in changes.items():
        _extra, dot, code = name.partition(".")
        if dot and survivor.extra.get(code) == after:
            survivor.extra = Changes({code: before})
        elif not dot:
            field: models.Field[Any, Any] = survivor._meta.get_field(name)
            if recording.plain(getattr(survivor, field.attname)) == after:
                setattr(survivor, field.attname, field.to_python(before))


def _save(record: Any, verb: str, *, act: Act, reason: str, data: dict[str, str]) -> None:
    try:
        recording.save(record, verb, act=act, reason=reason, data=data)
    except ValidationError as error:
        words = {"title": record, "why": " ".join(error.messages)}
        sentence = _("%(title)s cannot be as it was: %(why)s")
        raise RuleError(sentence % words, code="merger_stays") from None
