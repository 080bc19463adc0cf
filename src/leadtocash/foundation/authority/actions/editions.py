"""Make a draft from an edition, for this year or the next, and delete a draft that is not wanted."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.authority import events, matrix, rules
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.authority.permissions import AUTHORITY
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.models import lock


@transaction.atomic
def next_edition(*, act: Act, note: str, base: AuthorityTable | None) -> AuthorityTable:
    """A draft of this year's next edition with the rows of `base`. `note`: why it is made."""
    return _copy(act.today.year, act=act, note=note, base=base)


@transaction.atomic
def copy_to_year(base: AuthorityTable, year: int, *, act: Act, note: str = "") -> AuthorityTable:
    """A draft for another year, which counts from its 1 January once it is published.

    Raises RuleError for a year that is over or further away than the next one.
    """
    if not act.today.year <= year <= act.today.year + 1:
        raise RuleError(_("An edition is made for this year or the next one."), code="authority_year")
    return _copy(year, act=act, note=note, base=base)


@transaction.atomic
def discard(table: AuthorityTable, *, act: Act) -> None:
    """Delete a draft. Raises RuleError for a published edition."""
    allow(act)
    fresh = lock(table)
    rules.check_draft(fresh)
    recording.write(fresh, events.DISCARDED, act=act, data={"edition": str(fresh)})
    fresh.delete()


def allow(act: Act) -> None:
    """Raise NotAllowed unless the person may change the matrix; the system itself (shipping) may."""
    if act.by is not None:
        require(act.by, AUTHORITY)


def _copy(year: int, *, act: Act, note: str, base: AuthorityTable | None) -> AuthorityTable:
    allow(act)
    newest = AuthorityTable.objects.select_for_update().filter(year=year).order_by("-edition").first()
    table = AuthorityTable(year=year, edition=newest.edition + 1 if newest else 1, note=note, base=base)
    table.edited_by = act.by
    recording.save(table, events.MADE if base else events.MADE_NEW, act=act, data={"base": str(base or "")})
    rows = AuthorityRow.objects.filter(table=base).select_related("table") if base else ()
    AuthorityRow.objects.bulk_create([matrix.copy_of(row, table) for row in rows])
    return table
