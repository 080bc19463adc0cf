"""When equipment may be changed, what a change may not take away, and what it comes to (PRJ-6, S0 2.4.4); pure.

What a change in force does to the project's state
--------------------------------------------------
`state_after` decides, from the lines alone:

* something is still to arrive → the project is "set up" again, whatever it was ("arrived" means *all* has arrived,
  S0 2.4.2). Arrival day and sign-off date are taken away: the clock of ten working days stops and starts anew, with a
  new date, when the rest has arrived.
* everything has arrived and the project was "set up" (the outstanding rest was taken out) → it stays: "arrived" is for
  commerce to set (S0 2.4.2), who sees nothing missing any more.
* it was "signed off" and what the signed sheet lists has changed (a line added or taken out, another quantity or
  model) → the sheet is sent back and must be signed again: "arrived" with a new clock, or "set up" where something is
  still to arrive. A changed price, cost or warranty leaves the signature alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from leadtocash.areas.projects.models import ChangeLine, EquipmentChange, EquipmentLine, Project
from leadtocash.areas.projects.rules.states import check_not_frozen
from leadtocash.foundation.kernel.errors import Missing, Offer, RuleError
from leadtocash.foundation.kernel.money import ZERO, cents
from leadtocash.foundation.kernel.text import joined

CLAUSE = "S0 2.4.4"
CHANGEABLE = (Project.State.SET_UP, Project.State.ARRIVED, Project.State.SIGNED_OFF)
#: usual tax where a project has no amounts to take the share of tax from
USUAL_TAX = Decimal("1.13")
FIELDS = (
    "series", "product", "description", "model", "quantity", "unit", "unit_price", "unit_cost", "warranty_years",
    "needs_serial", "is_service",
)  # fmt: skip
#: what the customer's signed sheet lists
SIGNED_FOR = ("model", "description", "quantity")
Snapshot = dict[str, Any]
Kind = Literal["same", "changed", "added", "removed"]
State = EquipmentChange.State
#: how each state is shown
TONES = {
    State.DRAFT: "idle",
    State.IN_APPROVAL: "doing",
    State.IN_FORCE: "done",
    State.REFUSED: "late",
    State.WITHDRAWN: "void",
}


@dataclass(frozen=True)
class Taken:
    """What a line in force already has: arrived, serial numbers entered, ordered at suppliers by these orders."""

    arrived: int = 0
    serials: int = 0
    ordered: int = 0
    orders: Sequence[str] = ()

    @property
    def least(self) -> int:
        """How much of it is there."""
        return max(self.arrived, self.serials)


@dataclass(frozen=True)
class Sums:
    """Yuan: with tax, without tax, cost."""

    amount: Decimal
    net: Decimal
    cost: Decimal

    @property
    def margin(self) -> Decimal | None:
        """Gross margin as a share of the amount without tax (0.2150); None without an amount."""
        return ((self.net - self.cost) / self.net).quantize(Decimal("0.0001")) if self.net else None


@dataclass(frozen=True)
class Row:
    """One line of a comparison: as it was, as it is to be, and the names of what differs."""

    kind: Kind
    before: Snapshot | None
    after: Snapshot | None
    differs: frozenset[str] = field(default_factory=frozenset)

    @property
    def shown(self) -> Snapshot:
        return self.after or self.before or {}


# ---------------------------------------------------------------- may it be asked, now?
def asking_missing(
    project: Project, open_change: EquipmentChange | None, blocking: Sequence[Missing] = ()
) -> list[Missing]:
    """What stands against asking for a change now; empty when nothing does. A frozen project is not asked about.

    blocking: papers on their way with the present list (sheet being checked, closing notice, cancellation).
    """
    found = list(blocking)
    if project.state not in CHANGEABLE:
        found.append(
            Missing(
                what=_("The approved set-up: until then the lines are corrected in the set-up itself"),
                who=project.owner.name,
                since=localdate(project.prepared_at),
                clause="S0 2.3.2",
                href=project.get_absolute_url(),
            )
        )
    if open_change is not None:
        found.append(open_missing(open_change))
    return found


def check_can_ask(project: Project, open_change: EquipmentChange | None, blocking: Sequence[Missing] = ()) -> None:
    """Raise RuleError unless a change may be written: set up, not closed (S0 2.5.3), nothing else on its way."""
    check_not_frozen(project)
    missing = asking_missing(project, open_change, blocking)
    if not missing:
        return
    if open_change is not None:
        sentence = _("%(number)s is still open. One change at a time, so that everybody decides on the same list.")
        offer = Offer(label=_("Show the open change"), href=open_change.get_absolute_url())
        values = {"number": open_change.number}
        raise RuleError(sentence % values, code="change_open", clause=CLAUSE, missing=missing, offer=offer)
    if project.state not in CHANGEABLE:
        sentence, code = _("Equipment is changed by approval only after set-up."), "not_set_up"
    else:
        sentence, code = _("The equipment list cannot be changed now: papers with it are on their way."), "papers_out"
    raise RuleError(sentence, code=code, clause=CLAUSE, missing=missing)


def paper_missing(what: str, *, who: str, since: date | None, clause: str, url: str) -> Missing:
    """A paper that carries the present list and is with others now."""
    return Missing(what=what, who=who, since=since, clause=clause, href=url)


def open_missing(change: EquipmentChange) -> Missing:
    """An open change as what is in the way of sign-off, closing and further changes."""
    if change.state == State.DRAFT:
        what = _("Equipment change %(number)s: submit the draft or drop it")
    else:
        what = _("Equipment change %(number)s: the decision")
    since = localdate(change.submitted_at or change.created_at)
    who = change.project.owner.name if change.state == State.DRAFT else _("Approvers of the change")
    return Missing(
        what=what % {"number": change.number},
        who=who,
        since=since,
        clause=CLAUSE,
        href=change.get_absolute_url(),
        do=_("Show the change"),
    )


def check_is_draft(change: EquipmentChange) -> None:
    """Raise RuleError when the change was submitted: then its lines stay as everybody decides on them."""
    if change.state == State.DRAFT:
        return
    raise RuleError(
        _("%(number)s was submitted; its lines stay as they are. State: %(state)s.")
        % {"number": change.number, "state": change.get_state_display()},
        code="change_submitted",
        clause=CLAUSE,
    )


# ---------------------------------------------------------------- may these lines come into force?
def line_problems(
    lines: Sequence[ChangeLine], in_force: Mapping[int, EquipmentLine], taken: Mapping[int, Taken], *, url: str
) -> list[Missing]:
    """Everything the wanted list takes away that is already there, and what its lines lack.

    in_force, taken: by the id of the line in force.
    """
    found: list[Missing] = []
    for wanted in lines:
        old = in_force.get(wanted.line_id or 0)
        if old is not None:
            found += _taken_away(wanted, old, taken.get(old.pk, Taken()))
        if not wanted.is_removed and not wanted.is_service:
            found += _incomplete(wanted, url)
    if all(wanted.is_removed for wanted in lines):
        found.append(Missing(what=_("At least one line: an empty list is a cancellation"), clause="S0 2.7"))
    return found


def check_lines(
    change: EquipmentChange,
    lines: Sequence[ChangeLine],
    in_force: Mapping[int, EquipmentLine],
    taken: Mapping[int, Taken],
) -> None:
    """Raise RuleError with the list of what is wrong, or because nothing is changed (S0 2.4.4)."""
    url = change.get_absolute_url()
    if missing := line_problems(lines, in_force, taken, url=url):
        raise RuleError(
            _("This list cannot come into force: part of it is there already, or a line is not complete."),
            code="change_impossible",
            clause=CLAUSE,
            missing=missing,
        )
    if all(row.kind == "same" for row in compare(snapshot(in_force.values()), wanted_snapshot(lines))):
        raise RuleError(_("Nothing is changed so far."), code="change_empty", clause=CLAUSE)


def _taken_away(wanted: ChangeLine, old: EquipmentLine, taken: Taken) -> list[Missing]:
    values = {"what": str(old), "arrived": taken.arrived, "serials": taken.serials, "wanted": wanted.quantity}
    quantity = 0 if wanted.is_removed else wanted.quantity
    found = []
    if quantity < taken.arrived:
        what = _("%(what)s: %(arrived)s have arrived already, the list wants %(wanted)s")
        found.append(Missing(what=what % {**values, "wanted": quantity}, who=_("Commerce"), clause="S0 2.4.2"))
    if quantity < taken.serials:
        what = _("%(what)s: %(serials)s serial numbers are entered, the list wants %(wanted)s")
        found.append(Missing(what=what % {**values, "wanted": quantity}, who=_("Account manager"), clause="S0 2.4.3"))
    if taken.least and not wanted.is_removed and wanted.product_id != old.product_id:
        what = _("%(what)s: part of it is there, another model needs a line of its own")
        found.append(Missing(what=what % values, clause=CLAUSE))
    if taken.arrived <= quantity < taken.ordered:
        what = _("%(what)s: %(ordered)s are ordered (%(orders)s), the list wants %(wanted)s; lower the order first")
        words = {**values, "wanted": quantity, "ordered": taken.ordered, "orders": joined(taken.orders)}
        found.append(Missing(what=what % words, who=_("Commerce"), clause="S0 2.4.2"))
    return found


def _incomplete(wanted: ChangeLine, url: str) -> list[Missing]:
    values = {"line": wanted.position, "what": wanted.description}
    found = []
    if wanted.product_id is None:
        found.append(_("Line %(line)s %(what)s: category, series and model") % values)
    if wanted.warranty_years is None:
        found.append(_("Line %(line)s %(what)s: warranty years") % values)
    if not wanted.unit_price:
        found.append(_("Line %(line)s %(what)s: unit price") % values)
    return [Missing(what=what, clause="S0 2.3.2", href=url, do=_("Fill in")) for what in found]


# ---------------------------------------------------------------- comparing
def snapshot(lines: Iterable[EquipmentLine]) -> list[Snapshot]:
    """Lines in force as a version keeps them."""
    return [_shot(line, line.pk) for line in sorted(lines, key=lambda line: line.position)]


def wanted_snapshot(lines: Iterable[ChangeLine]) -> list[Snapshot]:
    """The list as it is to be: the lines taken out left out; an added one has no line yet."""
    kept = sorted((line for line in lines if not line.is_removed), key=lambda line: line.position)
    return [_shot(line, line.line_id) for line in kept]


def compare(before: Sequence[Snapshot], after: Sequence[Snapshot]) -> list[Row]:
    """Line by line: same, changed (with what), added, removed; in the order of the new list, removed ones in place."""
    known = {shot["line"]: shot for shot in before if shot["line"]}
    rows: list[Row] = []
    seen = set()
    for shot in after:
        old = known.get(shot["line"])
        if old is None:
            rows.append(Row("added", None, shot))
            continue
        seen.add(shot["line"])
        differs = frozenset(name for name in old if name not in ("line", "position") and old[name] != shot[name])
        rows.append(Row("changed" if differs else "same", old, shot, differs))
    gone = [Row("removed", shot, None) for shot in before if shot["line"] not in seen]
    return sorted([*rows, *gone], key=lambda row: (row.shown["position"], row.kind != "removed"))


def touches_the_sheet(rows: Iterable[Row]) -> bool:
    """Does the change alter what the customer signed for? Services are not on the sheet."""
    devices = [row for row in rows if not row.shown["is_service"]]
    return any(row.kind in ("added", "removed") or row.differs & set(SIGNED_FOR) for row in devices)


def _shot(line: EquipmentLine | ChangeLine, line_id: int | None) -> Snapshot:
    return {
        "line": line_id,
        "position": line.position,
        "series": str(line.series) if line.series_id else "",
        "model": line.model,
        "description": line.description,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_price": str(cents(line.unit_price)),
        "unit_cost": str(cents(line.unit_cost)),
        "warranty_years": line.warranty_years,
        "needs_serial": line.needs_serial,
        "is_service": line.is_service,
    }


# ---------------------------------------------------------------- amounts and state
def sums(lines: Iterable[EquipmentLine | ChangeLine], *, net_share: Decimal) -> Sums:
    """What a list comes to. net_share: amount without tax per yuan with tax (see `net_share_of`)."""
    amount = cost = ZERO
    for line in lines:
        if getattr(line, "is_removed", False):
            continue
        amount += cents(line.unit_price * line.quantity)
        cost += cents(line.unit_cost * line.quantity)
    return Sums(amount, cents(amount * net_share), cost)


def net_share_of(project: Project) -> Decimal:
    """Lines of a project carry no tax rate of their own, so a changed list is taxed as the project is on the whole."""
    if not project.amount or not project.net_amount:
        return 1 / USUAL_TAX
    return project.net_amount / project.amount


def state_after(state: str, *, all_arrived: bool, sheet_touched: bool) -> Project.State:
    """Where the project stands when the changed list is in force; see the module's text."""
    if state == Project.State.SET_UP or not all_arrived:
        return Project.State.SET_UP
    if state == Project.State.SIGNED_OFF and sheet_touched:
        return Project.State.ARRIVED
    return Project.State(state)


def edit_url(project: Project) -> str:
    """Where a change of this project is written."""
    return reverse("projects:new-equipment-change", args=[project.pk])
