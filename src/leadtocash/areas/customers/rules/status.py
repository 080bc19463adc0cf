"""When a customer's status may be changed (CRM-3, S1 3.3.1); pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers.models import Customer, StatusChange
from leadtocash.foundation.kernel.errors import Missing, RuleError

CLAUSE = "S1 3.3.1"
Status = Customer.Status
RANK = {Status.INVALID: 0, Status.NEW: 1, Status.BASE: 2, Status.POTENTIAL: 3, Status.WON: 4}
#: what must be known for a status; a higher one also needs what the lower ones need
CONDITIONS: Mapping[str, tuple[str, ...]] = {
    Status.BASE: ("need", "budget", "timetable"),
    Status.POTENTIAL: ("negotiation",),
}
LABELS = {
    "need": gettext_lazy("The need is clear"),
    "budget": gettext_lazy("The budget is known"),
    "timetable": gettext_lazy("The timetable is known"),
    "negotiation": gettext_lazy("Commercial negotiation has begun"),
}
STATES = {
    StatusChange.State.IN_APPROVAL: "wait",
    StatusChange.State.APPROVED: "done",
    StatusChange.State.REFUSED: "late",
    StatusChange.State.WITHDRAWN: "void",
}


def is_raised(before: str, after: str) -> bool:
    """Does the customer move up, so that conditions and completeness count?"""
    return RANK[Status(after)] > RANK[Status(before)] and after in CONDITIONS


def conditions(before: str, after: str) -> list[str]:
    """What must be shown to move from one status to another: of each status passed on the way up."""
    if not is_raised(before, after):
        return []
    passed = [status for status in CONDITIONS if RANK[Status(before)] < RANK[Status(status)] <= RANK[Status(after)]]
    return [name for status in passed for name in CONDITIONS[status]]


def choices(status: str) -> list[str]:
    """What may be asked for from this status: won comes by a won deal only, and whoever has won stays or is invalid."""
    if status == Status.WON:
        return [Status.INVALID]
    return [one for one in RANK if one not in (status, Status.WON)]


def check_asking(
    customer: Customer, after: str, *, bar: int, lacking: Iterable[Missing], running: StatusChange | None
) -> None:
    """Raise RuleError unless this change can be asked: nothing is in approval, the status is another one that can be
    asked for, and whoever moves up is registered completely enough."""
    if running is not None:
        sentence = _("%(number)s is in approval already; wait for the decision or take it back.")
        raise RuleError(sentence % {"number": running.number}, code="status_in_approval", clause=CLAUSE)
    if after == customer.status:
        raise RuleError(_("The customer has this status already."), code="status_same")
    if after not in choices(customer.status):
        sentence = _("A customer is won by a won opportunity, and stays so unless it is invalid.")
        raise RuleError(sentence, code="status_not_asked_for", clause=CLAUSE)
    if is_raised(customer.status, after) and customer.completeness < bar:
        sentence = _("The registration is %(found)s%% complete; a higher status needs %(bar)s%%.")
        values = {"found": customer.completeness, "bar": bar}
        raise RuleError(sentence % values, code="customer_incomplete", clause=CLAUSE, missing=list(lacking))


def check_evidence(before: str, after: str, values: Mapping[str, Any], *, today: date) -> None:
    """Raise ValidationError at each condition not shown, each day missing or in the future, and a missing reason."""
    errors: dict[str, str] = {}
    for name in conditions(before, after):
        if not values.get(name):
            errors[name] = _("Say what shows it.")
        day = values.get(f"{name}_on")
        if day is None:
            errors[f"{name}_on"] = _("Since when is it known?")
        elif day > today:
            errors[f"{name}_on"] = _("This day is still to come.")
    if not is_raised(before, after) and not values.get("reason"):
        errors["reason"] = _("Say why.")
    if errors:
        raise ValidationError(errors)


def shown(change: StatusChange, names: Collection[str] = ()) -> Sequence[tuple[str, str, date | None]]:
    """What a change shows: label, text and day of each condition that has one, or of those named."""
    wanted = names or [name for name in LABELS if getattr(change, name)]
    return [(str(LABELS[name]), getattr(change, name), getattr(change, f"{name}_on")) for name in wanted]
