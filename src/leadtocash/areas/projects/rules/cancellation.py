"""When a project may be cancelled, and what is said of its goods and money on the form (CON-8, S0 2.7); pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.projects.models import Cancellation, EquipmentLine, Project, Purchase
from leadtocash.areas.projects.rules.states import check_not_frozen
from leadtocash.foundation.kernel.errors import Missing, Offer, RuleError
from leadtocash.foundation.kernel.registry import Registry

CLAUSE = "S0 2.7"
State = Cancellation.State
#: how each state is shown
TONES = {
    State.IN_APPROVAL: "doing",
    State.SETTLING: "wait",
    State.CARRIED_OUT: "done",
    State.REFUSED: "late",
    State.WITHDRAWN: "void",
}
Cause = Cancellation.Cause


@dataclass(frozen=True)
class MoneyFact:
    """One line of the state of the money: "Received", 745800.00 yuan."""

    label: str
    amount: Decimal


#: what later areas know of a project's money (receivables: invoiced, received, open); project -> lines of the form
money_facts: Registry[Callable[[Project], Sequence[MoneyFact]]] = Registry("fact on a project's money")


def check_can_ask(project: Project, running: Cancellation | None) -> None:
    """Raise RuleError when the project is closed (S0 2.5.3), cancelled already, or its form is on the way."""
    check_not_frozen(project)
    if running is not None:
        raise RuleError(
            _("%(number)s is under way already.") % {"number": running.number},
            code="cancellation_running",
            clause=CLAUSE,
            missing=[open_missing(running)],
            offer=Offer(label=_("Show the form"), href=running.get_absolute_url()),
        )


def open_missing(form: Cancellation) -> Missing:
    """A cancellation on the way as what is in the way of sign-off, closing and changes."""
    if form.state == State.IN_APPROVAL:
        what, who = _("Cancellation %(number)s: the decision"), _("Approvers of the cancellation")
    else:
        what, who = _("Cancellation %(number)s is approved and being settled"), _("Commerce and finance")
    return Missing(
        what=what % {"number": form.number},
        who=who,
        since=localdate(form.created_at),
        clause=CLAUSE,
        href=form.get_absolute_url(),
        do=_("Show the form"),
    )


_NOW: Mapping[str, object] = {
    State.IN_APPROVAL: gettext_lazy("%(number)s is not approved yet."),
    State.SETTLING: gettext_lazy("%(number)s is being settled."),
    State.CARRIED_OUT: gettext_lazy("%(number)s is carried out."),
    State.REFUSED: gettext_lazy("%(number)s was refused."),
    State.WITHDRAWN: gettext_lazy("%(number)s was withdrawn."),
}


def check_settling(form: Cancellation) -> None:
    """Raise RuleError unless the form is approved and being settled."""
    if form.state != State.SETTLING:
        raise RuleError(
            str(_NOW[form.state]) % {"number": form.number},
            code="cancellation_state",
            clause=CLAUSE,
            missing=[open_missing(form)] if form.state == State.IN_APPROVAL else (),
        )


def settling_missing(form: Cancellation, ordered: Sequence[Purchase]) -> list[Missing]:
    """What must be settled before the cancellation can be carried out.

    ordered: orders at suppliers of which something is still to come.
    """
    since = localdate(form.decided_at) if form.decided_at else None
    found = [
        Missing(
            what=_("Purchase order %(order)s at %(supplier)s: %(open)s still to come, cancel or lower it")
            % {"order": purchase.po_number, "supplier": purchase.supplier, "open": purchase.outstanding},
            who=_("Commerce"),
            since=since,
            clause=CLAUSE,
            href=purchase.get_absolute_url(),
            do=_("To the orders"),
        )
        for purchase in ordered
    ]
    owed = partial(Missing, since=since, clause=CLAUSE, href=form.get_absolute_url(), do=_("Settle"))
    if not form.goods_settled:
        found.append(owed(what=_("Commerce: purchases settled"), who=_("Commerce")))
    if not form.money_settled:
        found.append(owed(what=_("Finance: money settled"), who=_("Finance")))
    return found


def check_goods_can_be_settled(form: Cancellation, ordered: Sequence[Purchase]) -> None:
    """Raise RuleError with the orders still open at suppliers: nothing may arrive for a project that is gone."""
    check_settling(form)
    if ordered:
        raise RuleError(
            _("Orders are still open at suppliers; the goods would come for a project that is gone."),
            code="purchases_open",
            clause=CLAUSE,
            missing=[one for one in settling_missing(form, ordered) if one.href != form.get_absolute_url()],
        )


def check_can_carry_out(form: Cancellation, ordered: Sequence[Purchase]) -> None:
    """Raise RuleError with what is not settled yet."""
    check_settling(form)
    check_not_frozen(form.project)
    if missing := settling_missing(form, ordered):
        raise RuleError(
            _("The cancellation cannot be carried out yet: goods or money are not settled."),
            code="cancellation_unsettled",
            clause=CLAUSE,
            missing=missing,
        )


# ---------------------------------------------------------------- what the form is filled with
def goods_words(lines: Sequence[EquipmentLine], serials: int) -> str:
    """The state of the goods, line by line, as the form is first filled."""
    words = [
        _("%(what)s: %(ordered)s of %(quantity)s ordered, %(arrived)s arrived")
        % {"what": line, "ordered": line.ordered, "quantity": line.quantity, "arrived": line.arrived}
        for line in lines
        if line.ordered or line.arrived
    ]
    if not words:
        return _("Nothing ordered, nothing arrived.")
    if serials:
        words.append(_("Serial numbers entered: %(count)s; they are given back.") % {"count": serials})
    return "\n".join(words)


def money_words(facts: Sequence[MoneyFact]) -> str:
    """The state of the money as the form is first filled."""
    lines = [_("%(label)s: %(amount)s yuan") % {"label": fact.label, "amount": f"{fact.amount:,.2f}"} for fact in facts]
    return "\n".join(lines) or _("No invoice and no receipt on record.")


def age_days(project: Project, today: date) -> int:
    """How many days the project has existed, for the form."""
    return (today - localdate(project.prepared_at)).days
