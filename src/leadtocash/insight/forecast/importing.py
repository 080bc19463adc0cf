"""Sales targets from tables (xlsx, csv): one row for a month of a person or a department."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given, Importable
from leadtocash.foundation.kernel.act import Act
from leadtocash.insight.forecast import actions, permissions, rules
from leadtocash.insight.forecast.models import Target


def _month(value: Any) -> date:
    """The first day of a month; a day of it will do. Raises ValidationError."""
    text = cells.line(value)
    month = text[: len("2026-11")] if len(text) == len("2026-11-01") else text
    return rules.month_of(month).first


class Targets(Importable):
    """Targets of months; what is there already is kept as it was and counts no more."""

    kind, model, label = "forecast.target", Target, gettext_lazy("Sales targets")
    list_name, list_url, order = "forecast_targets", "forecast:targets", 60
    note = gettext_lazy("One row for a month of a person or of a department. Earlier targets stay in the list.")
    columns = (
        Column(key="month", label=gettext_lazy("month"), required=True, parse=_month, example="2026-11"),
        Column(key="person", label=gettext_lazy("account manager"), names=gettext_lazy("person|user name"),
               help=gettext_lazy("name or user name; empty: the target is the department's")),
        Column(key="department", label=gettext_lazy("department"), help=gettext_lazy("where there is no person")),
        Column(key="amount", label=gettext_lazy("target"), required=True, parse=cells.amount,
               names=gettext_lazy("amount|quota"), help=gettext_lazy("yuan with tax")),
        Column(key="reason", label=gettext_lazy("reason")),
    )  # fmt: skip

    def may(self, person: User) -> bool:
        return allowed(person, permissions.TARGET)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        month, whose = row.values.get("month"), [str(row.values.get(name, "")) for name in ("person", "department")]
        return [("month", f"{month} {whose}".casefold())] if month else []

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        people = _named(User.objects.filter(is_active=True), ("username", "name"))
        departments = _named(Department.objects.all(), ("name",))
        for row in rows:
            for name, known in (("person", people), ("department", departments)):
                if row.values.get(name):
                    found = known.get(row.values[name].casefold(), [])
                    row.values[name] = found[0] if len(found) == 1 else None
                    if row.values[name] is None:
                        row.refuse(name, _("There is none of this name, or several."))
        there = {_key(one): one for one in Target.objects.visible_to(act.person).filter(is_latest=True)}
        for row in rows:
            if not row.faults:
                given = Target(month=row.values["month"], person=row.values.get("person") or None)
                given.department_id = getattr(row.values.get("department"), "pk", 0)
                row.twin = there.get(_key(given))

    def make(self, row: Given, *, act: Act) -> models.Model:
        given = row.values
        return _set(given["month"], given.get("person"), given.get("department"), given, act)

    def alter(self, row: Given, values: Mapping[str, Any], *, act: Act) -> models.Model:
        there = row.twin
        given = {"amount": there.amount, **row.values, **values}
        return _set(there.month, there.person, there.department, given, act) or there

    def restore(self, record: Any, values: Mapping[str, Any], *, act: Act) -> None:
        given = {"amount": values.get("amount", record.amount), "reason": _("The import was taken back.")}
        _set(record.month, record.person, record.department, given, act)


def _set(month: date, person: Any, department: Any, given: Mapping[str, Any], act: Act) -> Any:
    """The target as it is now; None where it was that already."""
    made = actions.set_target(
        rules.Period(month, 1), given["amount"], person=person or None, department=department or None,
        reason=given.get("reason") or _("Imported."), act=act,
    )  # fmt: skip
    return made[0] if made else None


def _key(one: Target) -> tuple[Any, ...]:
    return one.month, one.person_id, None if one.person_id else one.department_id


def _named(rows: models.QuerySet[Any], names: Sequence[str]) -> dict[str, list[Any]]:
    """By each of its names in small letters."""
    found: dict[str, list[Any]] = {}
    for one in rows:
        for word in {getattr(one, name).casefold() for name in names}:
            found.setdefault(word, []).append(one)
    return found
