"""Merge records; say that two are different after all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.custom_fields.entering import take_in
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError, Stale
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.merging import comparing, events, finding, moving, traces
from leadtocash.foundation.merging.models import Merger, Suspicion
from leadtocash.foundation.merging.reasons import reason_of
from leadtocash.foundation.merging.registry import mergeables, model_of
from leadtocash.foundation.search import keeping

#: as many can be looked at side by side
MOST = 6


@transaction.atomic
def merge(
    survivor: Any, others: Sequence[Any], *, reason: str, act: Act, choices: Mapping[str, int] | None = None,
    parts: Collection[int] = (), revisions: Mapping[int, int] | None = None,
) -> Any:  # fmt: skip
    """Merge the others into the survivor and give it: what they led to and what led to them is its own from now on.

    choices: field -> id of the record whose value stands (comparing.chosen says what stands else); parts: ids of
    parts of the others (contacts) to be merged with the survivor's; revisions: id -> revision the person saw.
    Once done, doing it again changes nothing. Raises NotAllowed; ValidationError at `reason` and fields; Stale;
    RuleError with what is in the way.
    """
    reason, kind = reason_of(reason), kind_of(survivor)
    survivor, others = _locked(survivor, others)
    if all(other.merged_into_id == survivor.pk for other in others):
        return survivor
    _check(survivor, others, revisions or {}, act=act)
    one = mergeables.get(kind)
    chosen = comparing.chosen(survivor, others, choices or {}, person=act.person)
    offered = [part for part in one.parts([survivor, *others]) if part.gone.pk in set(parts)]
    whole = _take_in(survivor, others, chosen, act=act, reason=reason)
    for part in offered:
        _merge_part(part.kept.pk, part.gone.pk, one.part_kind, whole, act=act, reason=reason)
    finding.take_over(kind, [other.pk for other in others], survivor.pk)
    finding.look(kind, [survivor.pk])
    return survivor


@transaction.atomic
def reject(suspicion: Suspicion, *, act: Act) -> Suspicion:
    """Remember that two records are not the same; it is journalled on both. Again, it changes nothing."""
    return _decide(suspicion, rejected=True, act=act)


@transaction.atomic
def reopen(suspicion: Suspicion, *, act: Act) -> Suspicion:
    """Take that back."""
    return _decide(suspicion, rejected=False, act=act)


def check_number(records: Collection[Any]) -> None:
    """Raise RuleError unless these are two records or more, and not too many to look at."""
    if len(records) < 2:
        raise RuleError(_("Choose at least two records to merge."), code="merge_two")
    if len(records) > MOST:
        raise RuleError(_("At most %(most)s records can be merged at once.") % {"most": MOST}, code="merge_too_many")


def _locked(survivor: Any, others: Sequence[Any]) -> tuple[Any, list[Any]]:
    """All of them under their row locks, taken in the order of their ids."""
    ids = list(dict.fromkeys([survivor.pk, *(other.pk for other in others)]))
    check_number(ids)
    rows = type(survivor)._base_manager.filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[ids[0]], [found[pk] for pk in ids[1:]]


def _check(survivor: Any, others: Sequence[Any], revisions: Mapping[int, int], *, act: Act) -> None:
    permission = mergeables.get(kind_of(survivor)).permission
    for record in (survivor, *others):
        require(act.person, permission, record)
        if record.removed_at is not None:
            sentence = _("%(title)s was merged or deleted meanwhile.") % {"title": record}
            raise RuleError(sentence, code="merge_gone")
        if revisions.get(record.pk, record.revision) != record.revision:
            raise Stale(_("%(title)s was changed meanwhile. Look at the new state, then merge.") % {"title": record})
    _check_way(survivor, others)


def _check_way(survivor: Any, others: Sequence[Any]) -> None:
    if missing := comparing.in_the_way(survivor, others):
        sentence = _("These records cannot be merged yet.")
        raise RuleError(sentence, code="merge_in_the_way", missing=missing)


def _take_in(
    survivor: Any,
    others: Sequence[Any],
    chosen: Mapping[str, Any],
    *,
    act: Act,
    reason: str,
    whole: Merger | None = None,
) -> Merger:
    """The others become what they were: gone, with the survivor as their successor. Gives what to take it back by."""
    kind, ids = kind_of(survivor), [other.pk for other in others]
    one, model, titles = mergeables.get(kind), type(survivor), joined(_title(other) for other in others)
    before, there = copy(survivor), traces.rows_of(model, ids)
    let_in = _let_in(kind, [survivor.pk, *ids])
    for other in others:
        data, changes = {"title": _title(survivor)}, {"merged_into": [None, survivor.pk]}
        recording.write(other, events.MERGED_INTO, act=act, reason=reason, data=data, changes=changes)
    gone = {"merged_into": survivor, "removed_at": act.at, "updated_at": act.at, "revision": F("revision") + 1}
    model._base_manager.filter(pk__in=ids).update(**gone)
    one.settle(survivor, others)
    moving.move(survivor, others, act=act, reason=reason)
    _fill(survivor, others, chosen)
    recording.save(survivor, events.MERGED, act=act, reason=reason, data={"titles": titles})
    if survivor.access.parent:
        data = {"title": str(survivor), "titles": titles}
        recording.write(
            getattr(survivor, survivor.access.parent), events.PART_MERGED, act=act, reason=reason, data=data
        )
    keeping.merged(kind, [survivor.pk, *ids])
    for other in others:
        other.refresh_from_db()
    one.after(survivor, [before, *others], act)
    return Merger.objects.create(
        kind=kind, survivor_id=survivor.pk, gone=ids, at=act.at, by=act.person, reason=reason, whole=whole,
        changes=recording.history(survivor, 1, verb=events.MERGED)[0].changes, trace=traces.trace_of(there),
        let_in=sorted(_let_in(kind, [survivor.pk]) - let_in),
    )  # fmt: skip


def _fill(survivor: Any, others: Sequence[Any], chosen: Mapping[str, Any]) -> None:
    """The survivor's fields by what was chosen, as they are stored."""
    one = mergeables.get(kind_of(survivor))
    for name in one.fields:
        for each in (name, *one.along.get(name, ())):
            setattr(survivor, survivor._meta.get_field(each).attname, comparing.value_of(chosen[name], each))
    take_in(survivor, others, chosen)
    one.tidy(survivor, others)


def _let_in(kind: str, ids: Collection[int]) -> set[int]:
    """By which rows people outside their scope see these records."""
    return set(Participation.objects.filter(kind=kind, record_id__in=ids).values_list("pk", flat=True))


def _title(record: Any) -> str:
    number = getattr(record, "number", "")
    return f"{number} {record}".strip()


def _merge_part(kept_id: int, gone_id: int, kind: str, whole: Merger, *, act: Act, reason: str) -> None:
    """A part that stands twice now: the kept one's fields, and what it has left empty from the other."""
    model = model_of(kind)
    kept, (gone,) = _locked(model(pk=kept_id), [model(pk=gone_id)])
    if gone.merged_into_id is None:
        _check_way(kept, [gone])
        chosen = comparing.chosen(kept, [gone], {}, person=act.person)
        _take_in(kept, [gone], chosen, act=act, reason=reason, whole=whole)
        finding.take_over(kind, [gone_id], kept_id)


def _decide(suspicion: Suspicion, *, rejected: bool, act: Act) -> Suspicion:
    suspicion = Suspicion.objects.select_for_update(of=("self",)).get(pk=suspicion.pk)
    found = model_of(suspicion.kind)._default_manager.in_bulk([suspicion.low_id, suspicion.high_id])
    for record in found.values():
        require(act.person, mergeables.get(suspicion.kind).permission, record)
    if (suspicion.rejected_at is not None) is rejected or len(found) < 2:
        return suspicion
    suspicion.rejected_at, suspicion.rejected_by = (act.at, act.person) if rejected else (None, None)
    suspicion.save(update_fields=["rejected_at", "rejected_by"])
    verb, (low, high) = events.REJECTED if rejected else events.REOPENED, (found[k] for k in sorted(found))
    recording.write(low, verb, act=act, data={"title": _title(high)})
    recording.write(high, verb, act=act, data={"title": _title(low)})
    return suspicion
