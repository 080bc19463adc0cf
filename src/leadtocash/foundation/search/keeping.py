"""The search table follows the journal: whatever is journalled is written anew in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.journal.events import Journalled
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel import bulk, storing
from leadtocash.foundation.kernel.checks import Problem
from leadtocash.foundation.kernel.extra import NAME as EXTRA
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.search.models import Findable
from leadtocash.foundation.search.sources import Source, gate_of, sources
from leadtocash.foundation.search.spelling import fold, letters_of, phones_of, said, spelt, spelt_out

PART = 1000
#: "recent first" is no finer than this, so that not every act on a record writes its whole row again
FRESH = timedelta(hours=1)
_KEPT = ("gate_kind", "gate_id", "owner_id", "department_id", "names", "letters", "phones")
TOLD = 20
#: texts by which a record is found beside those its source names: (kind, its custom fields) -> texts
more_names: list[Callable[[str, Mapping[str, Any]], list[str]]] = []
#: of kinds that know no time
NO_TIME = datetime(2000, 1, 1, tzinfo=UTC)
#: what a process notes in a record's journal changes nothing of the record
_OF_ENGINE = "workflow."
_FRESHEN = f"UPDATE {Findable._meta.db_table} SET at = %s WHERE kind = %s AND record_id = ANY(%s) AND at < %s"  # noqa: S608
_paused: ContextVar[bool] = ContextVar("search_paused", default=False)
#: kind and id of the record that decides who sees another, its owner and its department
Deciding = tuple[str, int, int | None, int | None]


def heard(event: Journalled) -> None:
    """Records were journalled: bring their rows, and those of records that show their names, up to date."""
    if _paused.get():
        return
    touched: dict[str, set[int]] = {}
    newer: dict[str, set[int]] = {}
    begun: list[Findable] = []
    for entry in event.entries:
        source = sources.find(entry.kind)
        if source is None or entry.verb.startswith(_OF_ENGINE):
            continue
        if entry.made and (row := _begun(source, entry.made)):
            begun.append(row)
            continue
        (newer if _only_newer(source, entry) else touched).setdefault(entry.kind, set()).add(entry.record_id)
    storing.insert_all(begun)
    for kind, ids in touched.items():
        keep(kind, ids)
    for kind, ids in newer.items():
        if others := ids - touched.get(kind, set()):
            _freshen(kind, others, max(entry.at for entry in event.entries))


@contextmanager
def paused() -> Iterator[None]:
    """The table does not follow meanwhile; the caller rebuilds it after many acts in a row."""
    token = _paused.set(True)
    try:
        yield
    finally:
        _paused.reset(token)


def _only_newer(source: Source, entry: Entry) -> bool:
    """Is all that changed something the table does not keep? Of a new record everything is new."""
    changes: Mapping[str, Sequence[Any]] = entry.changes
    known_before = any(old is not None for old, _new in changes.values()) or (entry.saved and not entry.made)
    kept = not source.fields.isdisjoint(changes) or any(name.partition(".")[0] == EXTRA for name in changes)
    return bool(known_before) and source.at == "updated_at" and not kept


def _begun(source: Source, record: models.Model) -> Findable | None:
    """The row of a record that was just made, if all that is kept of it is in hand."""
    if source.holder or source.rows:
        return None
    row = {}
    for path, steps, last in source.steps:
        end: Any = record
        for step in steps:
            field: Any = end._meta.get_field(step)
            if getattr(end, field.attname) is not None and not field.is_cached(end):
                return None  # the database would have to be asked
            end = getattr(end, step)
            if end is None:
                break
        row[path] = end and getattr(end, last)
    return _row(kind_of(record), source, row, _deciding(source, row))


def _freshen(kind: str, ids: Collection[int], at: datetime) -> None:
    """Records changed, but nothing that is kept of them except the time."""
    with connection.cursor() as cursor:
        cursor.execute(_FRESHEN, [at, kind, sorted(ids), at - FRESH])


def keep(kind: str, ids: Collection[int]) -> None:
    """Write the rows of these records as the records are now; a record that is gone loses its row."""
    for part in _parts(sorted(ids)):
        _written, changed = _write(kind, part, alone=True)
        if changed:
            _keep_followers(kind, changed)


def merged(kind: str, ids: Collection[int]) -> None:
    """Records were merged, one of them stays: rows of the others go, what hangs on them is written anew."""
    keep(kind, ids)
    hung: dict[str, list[int]] = {}
    for other, pk in Findable.objects.filter(gate_kind=kind, gate_id__in=ids).values_list("kind", "record_id"):
        hung.setdefault(other, []).append(pk)
    for other, some in hung.items():
        keep(other, some)


def rebuild(say: Callable[[str], None] = lambda line: None) -> int:
    """Bring the whole table up to date; people search and work meanwhile. Gives the number of rows written.

    An empty table is filled without its index, which is then made at once.
    """
    with transaction.atomic():
        empty = not Findable.objects.exists()
        index = next(one for one in Findable._meta.indexes if one.name == "search_findable_terms")
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        with connection.schema_editor() as editor:
            if empty:
                editor.remove_index(Findable, index)
            written = 0
            for kind, source in sources.items():
                count = sum(len(_write(kind, ids)[0]) for ids in _all_ids(kind, source))
                say(f"{kind}: {count}")
                written += count
            if empty:
                editor.add_index(Findable, index)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_findable")
    return written


def drifted() -> Iterator[Problem]:
    """The check: rows that do not say what their records say, records without a row, rows without a record."""
    for kind, source in sources.items():
        wrong: list[int] = []
        for ids in _all_ids(kind, source):
            rows, known = _rows(kind, source, ids), _known(kind, ids)
            wrong += [one for one in ids if not _same(rows.get(one), known.get(one))]
        if wrong:
            words = _("The search does not know the present state of %(count)s records: %(some)s.")
            some = ", ".join(f"{kind} {one}" for one in wrong[:TOLD])
            yield Problem(code="search_stale", sentence=words % {"count": len(wrong), "some": some})


# ---------------------------------------------------------------- one part
def _write(kind: str, ids: Sequence[int], *, alone: bool = False) -> tuple[list[int], list[int]]:
    """Store what differs and remove what is gone: (ids written, those of them that said something else before).

    alone: nobody else writes new rows of these records meanwhile, as their journal is locked.
    """
    rows, known = _rows(kind, sources.get(kind), ids), _known(kind, ids)
    gone = known.keys() - rows.keys()
    if gone:
        Findable.objects.filter(kind=kind, record_id__in=gone).delete()
    different = [one for one in rows if not _same(rows[one], known.get(one))]
    older = [one for one in rows if one in known and rows[one].at - known[one].at > FRESH]
    written = sorted({*different, *older})
    if alone and len(fresh := [one for one in different if one not in known]) >= bulk.MANY:
        bulk.store([rows[one] for one in fresh])
        written = sorted({*different, *older} & known.keys())
    Findable.objects.bulk_create(
        [rows[one] for one in written], batch_size=PART, update_conflicts=True,
        unique_fields=["kind", "record_id"], update_fields=[*_KEPT, "at"],
    )  # fmt: skip
    return written, [one for one in different if one in known]


def _keep_followers(kind: str, ids: Sequence[int]) -> None:
    """Write anew what shows the names of these records, or is seen by those who see them."""
    for other, source in sources.items():
        for path in source.follows.get(kind, ()):
            rows = source.model._base_manager.filter(**{f"{path}__in": ids})
            keep(other, list(rows.values_list("pk", flat=True)))
        if source.holder:
            parts = Findable.objects.filter(kind=other, gate_kind=kind, gate_id__in=ids)
            keep(other, list(parts.values_list("record_id", flat=True)))


def _same(fresh: Findable | None, known: Findable | None) -> bool:
    if fresh is None or known is None:
        return fresh is known
    return all(getattr(fresh, name) == getattr(known, name) for name in _KEPT)


def _known(kind: str, ids: Sequence[int]) -> dict[int, Findable]:
    return {row.record_id: row for row in Findable.objects.filter(kind=kind, record_id__in=ids)}


def _rows(kind: str, source: Source, ids: Sequence[int]) -> dict[int, Findable]:
    """What the search should know of these records; one statement."""
    found = source.model._base_manager.filter(source.rows, pk__in=ids).values(*source.taken)
    absorbed: dict[int, list[dict[str, Any]]] = {}
    if issubclass(source.model, Removable):
        found = found.filter(merged_into=None)
        for gone in source.model._base_manager.filter(merged_into__in=ids).values(
            "merged_into", *source.names, *source.numbers, *source.phones
        ):
            absorbed.setdefault(gone["merged_into"], []).append(gone)
    gates = _of_holders(found) if source.holder else {}
    made = {}
    for row in found:
        gate = gates.get((row["kind"], row["record_id"])) if source.holder else (
            _deciding(source, row)
        )  # fmt: skip
        if gate is not None:
            made[row["pk"]] = _row(kind, source, row, gate, absorbed.get(row["pk"], ()))
    return made


def _deciding(source: Source, row: dict[str, Any]) -> Deciding:
    gate = source.gate
    return gate.kind, row[gate.id], row.get(gate.owner), row.get(gate.department)


def _row(
    kind: str, source: Source, row: dict[str, Any], gate: Deciding, absorbed: Iterable[dict[str, Any]] = ()
) -> Findable:
    """absorbed: the records merged into this one, which is found by what they were called, too."""
    said_by = [row, *absorbed]
    more = [text for name in more_names for text in name(kind, row.get(EXTRA) or {})]
    own = (one[path] for one in said_by for path in source.names)
    full = list(dict.fromkeys(fold(text) for text in (*own, *more) if text))
    names = list(dict.fromkeys([*full, *said(full)]))
    numbers = [letters_of(fold(one[path])) for one in said_by for path in source.numbers if one[path]]
    spelled = [*(word for name in names for word in spelt(name)), *map(spelt_out, full)]
    letters = dict.fromkeys(word for word in [*numbers, *spelled] if word)
    phones = phones_of(one[path] for one in said_by for path in source.phones if one[path])
    gate_kind, gate_id, owner_id, department_id = gate
    return Findable(
        kind=kind, record_id=row["pk"], at=row[source.at] if source.at else NO_TIME,
        gate_kind=gate_kind, gate_id=gate_id, owner_id=owner_id, department_id=department_id,
        names=_framed(names, "\n"), letters=_framed(letters, " "), phones=_framed(phones, " "),
    )  # fmt: skip


def _framed(words: Collection[str], between: str) -> str:
    """With the separator at both ends, so that a whole word and the beginning of one can be looked for."""
    return f"{between}{between.join(words)}{between}" if words else ""


def _of_holders(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, int], Deciding]:
    """Which record decides on each record that something hangs on."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        wanted.setdefault(row["kind"], set()).add(row["record_id"])
    found: dict[tuple[str, int], Deciding] = {}
    for kind, ids in wanted.items():
        model: Any = apps.get_model(kind)
        gate = gate_of(model)
        paths = [path for path in (gate.id, gate.owner, gate.department) if path]
        for row in model._base_manager.filter(pk__in=ids).values("pk", *paths):
            found[kind, row["pk"]] = (gate.kind, row[gate.id], row.get(gate.owner), row.get(gate.department))
    return found


# ---------------------------------------------------------------- in parts
def _all_ids(kind: str, source: Source) -> Iterator[list[int]]:
    """The ids of all records of a kind and of all its rows, in parts."""
    after = 0
    while True:
        records = source.model._base_manager.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:PART]
        rows = Findable.objects.filter(kind=kind, record_id__gt=after).order_by("record_id")
        known = rows.values_list("record_id", flat=True)[:PART]
        ids = sorted({*records, *known})[:PART]
        if not ids:
            return
        yield ids
        after = ids[-1]


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), PART):
        yield ids[start : start + PART]
