"""People a table names."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange.importable import Given


def put_people(rows: Sequence[Given], key: str, *, default: User) -> None:
    """Put the person for the name, or the sign-in name, that stands in this column, `default` where none does; a row
    whose name is nobody's, or several people's, is refused."""
    said = {str(row.values[key]).casefold() for row in rows if row.values.get(key)}
    found: dict[str, list[User]] = {}
    for person in User.objects.filter(is_active=True).filter(_named(said)) if said else ():
        for name in {person.name.casefold(), person.username.casefold()} & said:
            found.setdefault(name, []).append(person)
    for row in rows:
        name = str(row.values.get(key) or "").casefold()
        people = found.get(name, []) if name else [default]
        if len(people) == 1:
            row.values[key] = people[0]
        elif people:
            row.refuse(key, _("Several people have this name; write the sign-in name."))
        else:
            row.refuse(key, _("There is no such person."))


def _named(said: set[str]) -> Q:
    return Q(*((f"{field}__iexact", name) for name in said for field in ("name", "username")), _connector=Q.OR)
