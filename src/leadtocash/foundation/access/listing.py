"""A list as one person may read it: protected columns hidden, masked or blank row by row, and no way round them.

One may neither sort, filter, search nor add up by what one may not see: each would betray it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db import models
from django.db.models import Case, Q

from leadtocash.foundation.access.fields import covered, find, opens, rules_of, seen_q, seen_value
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.lists.columns import Column
from leadtocash.foundation.web.lists.filters import Filter
from leadtocash.foundation.web.lists.page import ListPage


def as_seen(page: ListPage, person: User) -> ListPage:
    """The page as this person may read it; the page itself where nothing of it is hidden from him."""
    seen = _Seen(page.model_of(person), person)
    columns = [one for one in map(seen.column, page.columns) if one is not None]
    filters = [seen.filter(one) for one in page.filters]
    search = [path for path in page.search if seen.whole(path)]
    if not seen.touched:
        return page
    computed = {**page.computed, **seen.annotations}
    return replace(page, columns=columns, filters=filters, search=search, computed=computed)


class _Seen:
    """Rewrites a declaration, and collects what the rows must be annotated with for it."""

    def __init__(self, model: type[models.Model], person: User) -> None:
        self.model, self.person = model, person
        self.annotations: dict[str, Case] = {}
        self.touched = False

    def condition(self, path: str) -> Q | None:
        """The rows whose field this person may see: `Q()` all of them, None not one."""
        found = find(self.model, path)
        if found is None:
            return Q()
        prefix, model, name = found
        condition = seen_q(self.person, model, rules_of(model)[name].permission, prefix)
        self.touched = self.touched or condition != Q()
        return condition

    def whole(self, path: str) -> bool:
        """Is the field of every row open?"""
        return self.condition(path) == Q()

    def path(self, path: str) -> str:
        """What to sort, filter or add up by instead of the field: empty where it is hidden; "" for not at all."""
        condition = self.condition(path)
        if condition is None:
            return ""
        if condition == Q():
            return path
        prefix, _model, name = find(self.model, path) or ("", None, "")
        twin = f"seen_{prefix}{name}".replace("__", "_")
        self.annotations[twin] = seen_value(f"{prefix}{name}", condition)
        return twin

    def filter(self, one: Filter) -> Filter:
        path = self.path(one.path)
        return one if path == one.path else replace(one, field=path) if path else replace(one, may=_nobody)

    def column(self, one: Column) -> Column | None:
        own = one.hides or (one.value if isinstance(one.value, str) and one.value else one.key)
        path = own.replace(".", "__")
        condition, found = self.condition(path), find(self.model, path)
        if found is None or condition == Q():
            return one
        prefix, model, name = found
        if condition is None and rules_of(model)[name].mask is None:
            return None
        order = self.path(one.order) if one.order else ""
        return replace(one, value=_value(one, prefix, name, self.person), order=order, total=one.total and bool(order))


def _value(column: Column, prefix: str, name: str, person: User) -> Callable[[Any], Any]:
    """The column's value of a row, as far as the person may see it of that row."""

    def value(row: Any) -> Any:
        of = row
        for step in filter(None, prefix.split("__")):
            of = getattr(of, step)
        rule = rules_of(of)[name]
        plain = column.of(row)
        return plain if opens(person, rule.permission, of) else covered(rule, plain)

    return value


def _nobody(person: Any) -> bool:
    return False
