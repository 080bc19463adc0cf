"""Change the rows of a draft: the whole grid in one act, or row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.authority import events, matrix, rules
from leadtocash.foundation.authority.actions.editions import allow
from leadtocash.foundation.authority.comparing import CELLS, cells_of
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock

MOST_ROWS = 2000


@transaction.atomic
def save_rows(
    table: AuthorityTable, given: Sequence[Mapping[str, Any]], *, act: Act, revision: int | None
) -> AuthorityTable:
    """Make these the rows of the draft, in this order: known by "id", the others are new, those not named go.

    Each has "id", "document" and every column of the grid as values (amounts in yuan, margins as shares).
    `revision`: the draft's revision the person had before his eyes. Raises Stale when somebody saved meanwhile,
    RuleError for a published edition, ValidationError for what no row may be. Nothing changed: nothing written.
    """
    allow(act)
    fresh = lock(table, revision=revision)
    rules.check_draft(fresh)
    if len(given) > MOST_ROWS:
        raise ValidationError(_("A table has at most %(most)d rows.") % {"most": MOST_ROWS})
    before = {row.pk: row for row in AuthorityRow.objects.filter(table=fresh)}
    rows = _placed(fresh, given, before)
    kept = {row.pk for row in rows if row.pk}
    changes: dict[str, list[Any]] = {}
    for number, row in before.items():
        if number not in kept:
            changes |= _of_row(row.code, cells_of(row), {})
    touched = []
    for row in rows:
        old = cells_of(before[row.pk]) if row.pk else {}
        found = _of_row(row.code, old, cells_of(row))
        changes |= found
        if row.pk and (found or row.place != before[row.pk].place):
            touched.append(row)
    AuthorityRow.objects.filter(table=fresh).exclude(pk__in=kept).delete()
    AuthorityRow.objects.bulk_update(touched, ["place", *(name.removesuffix("_id") for name in CELLS)])
    AuthorityRow.objects.bulk_create([row for row in rows if not row.pk])
    return _written(fresh, changes, act) if changes or touched else fresh


@transaction.atomic
def save_row(row: AuthorityRow, values: Mapping[str, Any], *, act: Act) -> AuthorityRow:
    """Write a row of a draft. Raises RuleError for a published table, ValidationError for what cannot be."""
    allow(act)
    table = lock(row.table)
    rules.check_draft(table)
    old = cells_of(AuthorityRow.objects.get(pk=row.pk)) if row.pk else {}
    for name, value in values.items():
        setattr(row, name, value)
    if not row.pk:
        row.place = AuthorityRow.objects.filter(table=table, document=row.document).count() + 1
    row.full_clean()
    row.save()
    _written(table, _of_row(row.code, old, cells_of(row)), act)
    return row


@transaction.atomic
def remove_row(row: AuthorityRow, *, act: Act) -> None:
    """Take a row out of a draft. Raises RuleError for a published table."""
    allow(act)
    table = lock(row.table)
    rules.check_draft(table)
    AuthorityRow.objects.filter(pk=row.pk).delete()
    _written(table, _of_row(row.code, cells_of(row), {}), act)


def _written(table: AuthorityTable, changes: dict[str, list[Any]], act: Act) -> AuthorityTable:
    table.revision += 1
    table.updated_at, table.edited_by = act.at, act.by
    table.save(update_fields=["revision", "updated_at", "edited_by"])
    recording.write(table, events.ROWS_CHANGED, act=act, changes=changes)
    return table


def _placed(
    table: AuthorityTable, given: Sequence[Mapping[str, Any]], before: Mapping[int, AuthorityRow]
) -> list[AuthorityRow]:
    """The rows as they shall be: places counted within each document, new ones numbered."""
    rows, places, errors = [], dict[str, int](), []
    for values in given:
        document = str(values.get("document", ""))
        if document not in matrix.shipped:
            errors.append(_("There is no document %(code)s.") % {"code": document})
            continue
        known = before.get(values.get("id") or 0)
        places[document] = places.get(document, 0) + 1
        row = AuthorityRow(
            pk=known.pk if known else None, table=table, document=document, place=places[document],
            code=known.code if known else "", **{name: values.get(name) for name in CELLS},
        )  # fmt: skip
        rows.append(row)
    number_new(table, rows)
    for row in rows:
        try:
            row.clean_fields(exclude=["table", "department", "roles"])
        except ValidationError as error:
            errors += [f"{row.code}: {message}" for message in error.messages]
    if errors:
        raise ValidationError(errors)
    return rows


def number_new(table: AuthorityTable, rows: Sequence[AuthorityRow]) -> None:
    """Give rows without a number the next ones of their documents; a number the base used is not used again."""
    codes = [row.code for row in rows if row.code]
    base = table.base
    if base is not None:
        rest = AuthorityRow.objects.filter(table=base).values_list("code", flat=True)
        codes += [code.replace(f"{base.year}-", f"{table.year}-", 1) for code in rest]
    taken = set(codes)
    for row in rows:
        if row.code:
            continue
        prefix = matrix.code_of(table.year, row.document, 0)[:-1]
        numbers = [int(code.removeprefix(prefix)) for code in taken
                   if code.startswith(prefix) and code.removeprefix(prefix).isdigit()]  # fmt: skip
        row.code = f"{prefix}{max(numbers, default=0) + 1}"
        taken.add(row.code)


def _of_row(code: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The cells that differ, as the journal keeps them: "2026-B3.amount_from": [from, to]."""
    found = {}
    for name in CELLS:
        was, now = _kept(old.get(name)), _kept(new.get(name))
        if was != now:
            found[f"{code}.{name}"] = [was, now]
    return found


def _kept(value: Any) -> Any:
    if isinstance(value, list):
        return " > ".join(value)
    return "" if value is None else recording.plain(value)
