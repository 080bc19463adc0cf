"""Who keeps the authority matrix, which editions one may read."""

from __future__ import annotations

from django.db import models
from django.http import Http404

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.accounts.models import Department, Role, User
from leadtocash.foundation.authority import reading
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.authority.permissions import AUTHORITY


def editors() -> list[User]:
    """Everybody who may change the matrix and is here."""
    roles = RolePermission.objects.filter(permission=AUTHORITY).values("role")
    people = User.objects.filter(is_active=True, positions__role__in=roles)
    return list(people.distinct().order_by("name", "pk"))


def editions(person: User) -> models.QuerySet[AuthorityTable]:
    """The editions this person may read: drafts only who may change them."""
    rows = AuthorityTable.objects.select_related("published_by", "edited_by", "base")
    return rows if allowed(person, AUTHORITY) else rows.filter(published_at__isnull=False)


def fetch_edition(person: User, pk: int) -> AuthorityTable:
    """An edition one may read, else 404."""
    found = editions(person).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def fetch_row(person: User, pk: int) -> AuthorityRow:
    """A row of an edition one may read, else 404."""
    found = AuthorityRow.objects.select_related("table").filter(pk=pk, table__in=editions(person)).first()
    if found is None:
        raise Http404
    return found


def rows_of(table: AuthorityTable) -> list[AuthorityRow]:
    """All rows of an edition by document, in their order."""
    rows = AuthorityRow.objects.filter(table=table).select_related("department")
    return list(rows.order_by("document", "place", "pk"))


def earlier(table: AuthorityTable) -> AuthorityTable | None:
    """What an edition is compared with by default: what it was copied from, else the edition before it."""
    if table.base_id is not None:
        return table.base
    before = models.Q(year__lt=table.year) | models.Q(year=table.year, edition__lt=table.edition)
    return AuthorityTable.objects.filter(before, published_at__isnull=False).order_by("-year", "-edition").first()


def names(kinds: dict[str, str]) -> reading.Names:
    """What words in cells may mean: units by name and code, roles by title and code, contract kinds."""
    departments: dict[str, int] = {}
    for one in Department.objects.filter(is_active=True).order_by("-pk"):
        departments |= {reading.key(one.name): one.pk, reading.key(one.code): one.pk, str(one.pk): one.pk}
    roles: dict[str, str] = {}
    for role in Role.objects.order_by("-pk"):
        roles |= {reading.key(str(word)): role.code for word in (role.name, str(role), role.code) if word}
    return reading.Names(departments, roles, {reading.key(word): kind for word, kind in kinds.items()})


def fetch_edition_fresh(table: AuthorityTable) -> AuthorityTable:
    """The edition as it is stored now."""
    return AuthorityTable.objects.select_related("edited_by", "base").get(pk=table.pk)
