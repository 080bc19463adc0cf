"""How complete a customer's registration is, in percent (CRM-2, S1 3.3.1).

Each part has points, which the administrator sets among the limits; the score is the share of the points that are
there. It stands in the customer's row, written by whoever writes the customer, and is checked by `leadtocash check`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, Max, OuterRef, Q, Value, When
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.foundation.kernel.checks import Problem
from leadtocash.foundation.kernel.querying import holds
from leadtocash.foundation.packs.limits import PERCENT, POINTS, declare, number

SHOWN = 20
PORTION = 20_000
_REACHED = Q(left_on=None) & ~Q(phone="", email="")


@dataclass(frozen=True)
class Part:
    """One part of a registration: the field where it is entered ("" for contacts), its shipped points, and when it
    is there."""

    key: str
    label: Promise | str
    points: int
    filled: Q
    field: str = ""

    @property
    def limit(self) -> str:
        return f"customers.points_{self.key}"


def _text(name: str, label: Promise | str, points: int) -> Part:
    return Part(name, label, points, ~Q(**{name: ""}), name)


def _number(name: str, label: Promise | str, points: int) -> Part:
    return Part(name, label, points, Q(**{f"{name}__isnull": False}), name)


PARTS = (
    _text("credit_code", _("unified social credit code"), 15),
    _text("industry", _("industry"), 10),
    _text("region", _("place"), 10),
    _text("address", _("address"), 5),
    _text("website", _("website"), 10),
    _text("source", _("source"), 10),
    _text("background", _("background"), 10),
    _number("founded_year", _("founded in"), 5),
    _number("employees", _("employees"), 5),
    Part("contact", _("contact with phone or e-mail"), 20, Q(reached=True)),
)
for _part in PARTS:
    declare(
        _part.limit, format_lazy("{} · {}", _("Points for completeness"), _part.label), _part.points,
        unit=POINTS, minimum=0, maximum=100, clause="S1 3.3.1",
        note=_("Customers are counted anew in the night after a change."),
    )  # fmt: skip
BAR = declare(
    "customers.completeness_bar", _("Completeness a customer needs for a higher status"), 60,
    unit=PERCENT, minimum=0, maximum=100, clause="S1 3.3.1",
)  # fmt: skip


def points() -> dict[str, int]:
    """The company's points of each part."""
    return {part.key: number(part.limit) for part in PARTS}


def is_reached(contacts: Iterable[Contact]) -> bool:
    """Is there somebody among these contacts one can call or write to?"""
    return any(one.left_on is None and (one.phone or one.email) for one in contacts)


def score(customer: Customer, *, reached: bool, given: Mapping[str, int] | None = None) -> int:
    """The completeness of a customer at hand; reached: has he a contact with phone or e-mail? given: the points."""
    given = given or points()
    lacking = {part.key for part in missing(customer, reached=reached)}
    whole = sum(given.values())
    return sum(n for key, n in given.items() if key not in lacking) * 100 // whole if whole else 100


def missing(customer: Customer, *, reached: bool) -> list[Part]:
    """What is not there yet."""
    values = {**vars(customer), "reached": reached}
    return [part for part in PARTS if not holds(part.filled, values)]


def scored(rows: models.QuerySet[Any], *, without: int | None = None) -> models.QuerySet[Any]:
    """These customers with `due`, the completeness that should stand in their row; without: a contact about to go."""
    given = points()
    whole = sum(given.values())
    there: Any = Value(0)
    for part in PARTS:
        there = there + Case(When(part.filled, then=Value(given[part.key])), default=Value(0))
    reached = Exists(Contact.objects.filter(_REACHED, customer=OuterRef("pk")).exclude(pk=without))
    return rows.annotate(reached=reached).annotate(due=there * 100 / whole if whole else Value(100))


def keep(ids: Collection[int], *, without: int | None = None) -> None:
    """Write the completeness of these customers anew, after they or their contacts changed."""
    _write(Customer._base_manager.filter(pk__in=ids), without=without)


def mend() -> int:
    """Write it anew wherever it is not what it should be, in portions so that nobody waits long; gives how many."""
    last = Customer._base_manager.aggregate(last=Max("pk"))["last"] or 0
    rows = Customer._base_manager.filter(merged_into=None)
    return sum(_write(rows.filter(pk__gt=pk, pk__lte=pk + PORTION)) for pk in range(0, last, PORTION))


def drifted() -> Iterator[Problem]:
    """Customers whose stored completeness is not what their data says (for `leadtocash check`)."""
    for customer in _wrong(Customer._base_manager.filter(merged_into=None))[:SHOWN]:
        sentence = _now("%(number)s: completeness %(stored)s%%, by its data %(due)s%%.")
        values = {"number": customer.number, "stored": customer.completeness, "due": customer.due}
        yield Problem(code="customer_completeness", sentence=sentence % values)


def _wrong(rows: models.QuerySet[Any], *, without: int | None = None) -> models.QuerySet[Any]:
    return scored(rows, without=without).exclude(completeness=F("due")).order_by("pk")


def _write(rows: models.QuerySet[Any], *, without: int | None = None) -> int:
    return _wrong(rows, without=without).order_by().update(completeness=F("due"))
