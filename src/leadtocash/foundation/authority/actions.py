"""Publish the authority matrix.

Checked for gaps and overlaps, then never changed; a change is the next edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.authority import matrix
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError


def ship_authority(*, act: Act) -> list[AuthorityRow]:
    """Publish the shipped rows of documents that the valid table does not know yet.

    A company's own rows stay; when a later version of the program brings a new document, its rows are added
    in a new edition of the valid table, so that nothing an administrator has decided is changed.
    """
    valid = matrix.valid_table(act.today)
    known = set(AuthorityRow.objects.filter(table=valid).values_list("document", flat=True)) if valid else set()
    fresh = [(kind, document) for kind, document in matrix.shipped.items() if kind not in known]
    if not fresh:
        return []
    with transaction.atomic():
        table = next_edition(act=act, note="", base=valid)
        rows = [
            matrix.row_of(table, kind, f"{table.year}-{document.letter}{number}", shipped)
            for kind, document in fresh
            for number, shipped in enumerate(document.rows, 1)
        ]
        AuthorityRow.objects.bulk_create(rows)
        publish_table(table, act=act)
    return rows


def next_edition(*, act: Act, note: str, base: AuthorityTable | None) -> AuthorityTable:
    """A draft of this year's next edition with the rows of `base`."""
    year = act.today.year
    with transaction.atomic():
        newest = AuthorityTable.objects.filter(year=year).order_by("-edition").first()
        table = AuthorityTable.objects.create(year=year, edition=newest.edition + 1 if newest else 1, note=note)
        rows = list(AuthorityRow.objects.filter(table=base)) if base else []
        AuthorityRow.objects.bulk_create([matrix.copy_of(row, table) for row in rows])
    return table


def save_row(row: AuthorityRow, values: Mapping[str, Any], *, act: Act) -> AuthorityRow:
    """Write a row of a draft. Raises RuleError for a published table, ValidationError for what cannot be."""
    with transaction.atomic():
        _refuse_published(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.full_clean()
        row.save()
    return row


def remove_row(row: AuthorityRow, *, act: Act) -> None:
    """Take a row out of a draft. Raises RuleError for a published table."""
    with transaction.atomic():
        _refuse_published(row)
        AuthorityRow.objects.filter(pk=row.pk).delete()


def _refuse_published(row: AuthorityRow) -> None:
    table = AuthorityTable.objects.select_for_update().get(pk=row.table_id)
    if table.published_at is not None:
        raise RuleError(
            _("A published authority table is never changed. Make the next edition."), code="authority_published"
        )


def publish_table(table: AuthorityTable, *, act: Act) -> AuthorityTable:
    """Make a draft the table that counts. Raises RuleError with every gap and overlap."""
    with transaction.atomic():
        fresh = AuthorityTable.objects.select_for_update().get(pk=table.pk)
        if fresh.published_at is not None:
            return fresh
        found = matrix.problems(AuthorityRow.objects.filter(table=fresh).select_related("department"))
        if found:
            raise RuleError(
                _("The authority table cannot be published yet."),
                code="authority_problems",
                missing=[Missing(what=problem) for problem in found],
            )
        fresh.published_at, fresh.published_by = act.at, act.by
        fresh.save(update_fields=["published_at", "published_by"])
        return fresh
