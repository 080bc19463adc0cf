"""Buying by the set-up data: never more than the list, and 'arrived' only when everything is there (S0 2.4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from leadtocash.areas.projects.models import EquipmentLine, Project, Purchase
from leadtocash.areas.projects.rules.checklist import Item, unmet
from leadtocash.areas.projects.rules.states import check_is_set_up
from leadtocash.foundation.kernel.errors import RuleError

CLAUSE = "S0 2.4.2"


def check_order(line: EquipmentLine, quantity: int, *, before: int = 0) -> None:
    """Raise RuleError when an order of `quantity` would exceed the line; `before` is what this order counted so far."""
    if line.is_service:
        raise RuleError(
            _("%(what)s is a service; it is not bought.") % {"what": line}, code="service_line", clause=CLAUSE
        )
    free = line.quantity - line.ordered + before
    if quantity > free:
        raise RuleError(
            _(
                "%(what)s: %(quantity)s cannot be ordered. "
                "The list has %(listed)s, %(ordered)s are ordered, %(free)s left."
            )
            % {"what": line, "quantity": quantity, "listed": line.quantity, "ordered": line.ordered - before,
               "free": free},
            code="ordered_too_many", clause=CLAUSE,
        )  # fmt: skip


def check_order_change(purchase: Purchase, quantity: int) -> None:
    """Raise RuleError when the order was cancelled or fewer would be ordered than have arrived."""
    if purchase.cancelled_on:
        raise RuleError(_("This order was cancelled."), code="order_cancelled", clause=CLAUSE)
    if quantity < purchase.arrived:
        raise RuleError(
            _("%(arrived)s of this order have arrived already.") % {"arrived": purchase.arrived},
            code="ordered_too_few", clause=CLAUSE,
        )  # fmt: skip


def check_order_cancel(purchase: Purchase) -> None:
    """Raise RuleError when something of the order has arrived or it is cancelled already."""
    check_order_change(purchase, purchase.quantity)
    if purchase.arrived:
        raise RuleError(
            _("%(arrived)s of this order have arrived; lower its quantity instead.") % {"arrived": purchase.arrived},
            code="order_has_arrivals", clause=CLAUSE,
        )  # fmt: skip


def check_arrival(purchase: Purchase, quantity: int, arrived_on: date, *, today: date) -> None:
    """Raise RuleError when more would arrive than was ordered, on a day to come, or before the order."""
    if purchase.cancelled_on:
        raise RuleError(_("This order was cancelled."), code="order_cancelled", clause=CLAUSE)
    if quantity > purchase.outstanding:
        raise RuleError(
            _("%(quantity)s cannot have arrived: of the %(ordered)s ordered, %(open)s are still to come.")
            % {"quantity": quantity, "ordered": purchase.quantity, "open": purchase.outstanding},
            code="arrived_too_many", clause=CLAUSE,
        )  # fmt: skip
    if arrived_on > today:
        raise RuleError(_("The day of arrival lies in the future."), code="arrival_in_future", clause=CLAUSE)
    if arrived_on < purchase.ordered_on:
        raise RuleError(
            _("It was ordered on %(day)s; it cannot have arrived before.") % {"day": purchase.ordered_on},
            code="arrival_before_order", clause=CLAUSE,
        )  # fmt: skip


def items_for_arrival(project: Project, lines: Sequence[EquipmentLine]) -> list[Item]:
    """Every line of the list: arrived in full, or how many are missing and what is known of them."""
    since = localdate(project.set_up_at) if project.set_up_at else None
    page = f"{reverse('projects:detail', args=[project.pk])}?tab=purchasing"
    return [_line_item(line, since, page) for line in lines if not line.is_service]


def _line_item(line: EquipmentLine, since: date | None, page: str) -> Item:
    values = {"what": str(line), "arrived": line.arrived, "listed": line.quantity, "ordered": line.ordered}
    if line.arrived >= line.quantity:
        what, evidence = _("%(what)s: all %(listed)s arrived") % values, str(line.arrived_on or "")
        return Item(what=what, met=True, evidence=evidence, clause=CLAUSE)
    if line.ordered < line.quantity:
        what = _("%(what)s: %(arrived)s of %(listed)s arrived, %(ordered)s ordered") % values
    elif line.expected_on:
        what = _("%(what)s: %(arrived)s of %(listed)s arrived, the rest expected on %(day)s") % {
            **values, "day": line.expected_on,
        }  # fmt: skip
    else:
        what = _("%(what)s: %(arrived)s of %(listed)s arrived") % values
    do = _("Order") if line.ordered < line.quantity else _("Record arrival")
    return Item(what=what, who=_("Commerce"), since=since, clause=CLAUSE, href=page, do=do)


def check_all_arrived(project: Project, lines: Sequence[EquipmentLine]) -> None:
    """Raise RuleError with the missing lines unless the project may be set to arrived (S0 2.4.2)."""
    check_is_set_up(project)
    missing = unmet(items_for_arrival(project, lines))
    if missing:
        raise RuleError(
            _("“Arrived” cannot be set yet: not all equipment is there."),
            code="not_all_arrived", clause=CLAUSE, missing=missing,
        )  # fmt: skip
