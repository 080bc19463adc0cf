"""Make a draft the table that counts; publish what the product ships."""

from __future__ import annotations

from django.db import transaction

from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.authority import events, matrix, queries, rules
from leadtocash.foundation.authority.actions.editions import allow, next_edition
from leadtocash.foundation.authority.findings import findings
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock


@transaction.atomic
def publish_table(table: AuthorityTable, *, act: Act, note: str = "", revision: int | None = None) -> AuthorityTable:
    """Make a draft the table that counts, from now on or from 1 January of its year.

    Raises RuleError with every gap and overlap; when a later edition is out already; when the person edited it
    last and somebody else may publish. Stale when it was changed after the person looked at it (`revision`).
    """
    allow(act)
    fresh = lock(table)
    if fresh.published_at is not None:
        return fresh
    fresh = lock(table, revision=revision)
    rows = queries.rows_of(fresh)
    # the product's own rows may name a role the company has no need of: nobody holds it, and the simulator says so
    roles = frozenset(Role.objects.values_list("code", flat=True)) if act.by else None
    rules.check_complete(findings(rows, known_roles=roles))
    published = AuthorityTable.objects.filter(year=fresh.year, published_at__isnull=False)
    rules.check_newest(fresh, published.order_by("-edition").first())
    alone = act.by is not None and rules.check_second_person(fresh, act.by, queries.editors())
    fresh.published_at, fresh.published_by = act.at, act.by
    fresh.note = note or fresh.note
    return recording.save(fresh, events.PUBLISHED_ALONE if alone else events.PUBLISHED, act=act, reason=fresh.note)


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
            matrix.row_of(table, kind, place, shipped)
            for kind, document in fresh
            for place, shipped in enumerate(document.rows, 1)
        ]
        AuthorityRow.objects.bulk_create(rows)
        publish_table(table, act=act)
    return rows
