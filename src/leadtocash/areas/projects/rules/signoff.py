"""What must be there before the signed sheet goes to the project administrator (S0 2.4.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.areas.projects.models import EquipmentLine, Project, SignoffSheet
from leadtocash.areas.projects.rules.blockers import blocking
from leadtocash.areas.projects.rules.checklist import Item, unmet
from leadtocash.areas.projects.rules.purchasing import items_for_arrival
from leadtocash.areas.projects.rules.states import check_not_frozen
from leadtocash.foundation.kernel.errors import Missing, RuleError

CLAUSE = "S0 2.4.3"
State, Sheet = Project.State, SignoffSheet.State


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """The facts of a sign-off: project, its sheet (None before arrival), lines, serial numbers per line id, scans."""

    project: Project
    sheet: SignoffSheet | None
    lines: Sequence[EquipmentLine]
    entered: Mapping[int, int]
    scans: int

    @property
    def needed(self) -> int:
        return sum(line.needed_serials for line in self.lines)

    @property
    def have(self) -> int:
        return sum(min(self.entered.get(line.pk, 0), line.needed_serials) for line in self.lines)


def check_may_enter(project: Project, sheet: SignoffSheet | None) -> None:
    """Raise RuleError unless serial numbers, signer and scan may be changed now."""
    check_not_frozen(project)
    if sheet is None or project.state in (State.PREPARING, State.IN_APPROVAL, State.SET_UP):
        raise RuleError(
            _("Nothing can be signed for before all equipment has arrived."),
            code="not_arrived", clause="S0 2.4.2",
            missing=[Missing(what=_("State “Arrived”, set by commerce"), who=_("Commerce"), clause="S0 2.4.2")],
        )  # fmt: skip
    if sheet.state == Sheet.CHECKING:
        raise RuleError(
            _("The signed sheet is being checked by the project administrator; it cannot be changed meanwhile."),
            code="sheet_in_check", clause=CLAUSE,
        )  # fmt: skip
    if sheet.state == Sheet.ACCEPTED:
        raise RuleError(
            _("The signed sheet was accepted; it stays as the customer signed it."),
            code="sheet_accepted", clause="S0 2.5.3",
        )  # fmt: skip


def items_for_signoff(delivery: Delivery) -> list[Item]:
    """Everything the signed sheet needs, met or missing: serial numbers per line, stamped scan, signer and date."""
    project, sheet = delivery.project, delivery.sheet
    page = reverse("projects:signoff", args=[project.pk])
    owed = partial(Item, who=project.owner.name, since=project.arrived_on, clause=CLAUSE)
    items = [
        _serials(line, delivery.entered.get(line.pk, 0), page, owed) for line in delivery.lines if line.needs_serial
    ]
    items.append(
        owed(what=_("Stamped sign-off sheet, scanned"), met=delivery.scans > 0, clause="S0 2.5.3",
             evidence=ngettext("%(n)s file", "%(n)s files", delivery.scans) % {"n": delivery.scans},
             href=f"{page}#scan", do=_("Upload"))
    )  # fmt: skip
    signer = sheet.customer_signer if sheet else ""
    signed_on = sheet.signed_on if sheet else None
    items.append(
        owed(what=_("Customer's signer"), met=bool(signer), evidence=signer, href=f"{page}#signer", do=_("Fill in"))
    )
    items.append(
        owed(what=_("Day of the signature"), met=signed_on is not None, evidence=str(signed_on or ""),
             href=f"{page}#signer", do=_("Fill in"))
    )  # fmt: skip
    return items + [_as_item(missing) for missing in blocking(project)]


def _serials(line: EquipmentLine, entered: int, page: str, owed: partial[Item]) -> Item:
    left = line.needed_serials - entered
    if left <= 0:
        what = _("%(what)s: all serial numbers") % {"what": line}
        return owed(what=what, met=True, evidence=f"{entered} / {line.needed_serials}")
    what = ngettext("%(what)s: serial number of %(n)s device", "%(what)s: serial numbers of %(n)s devices", left) % {
        "what": line,
        "n": left,
    }
    return owed(what=what, href=f"{page}#line-{line.pk}", do=_("Enter"))


def _as_item(missing: Missing) -> Item:
    return Item(
        what=missing.what, who=missing.who, since=missing.since, clause=missing.clause, href=missing.href, do=missing.do
    )


def check_hand_in(delivery: Delivery, *, today: date) -> None:
    """Raise RuleError with what is missing unless the signed sheet may be handed in (S0 2.4.3)."""
    check_may_enter(delivery.project, delivery.sheet)
    missing = unmet(items_for_signoff(delivery))
    if missing:
        raise RuleError(
            _("The signed sheet cannot be handed in yet."),
            code="signoff_incomplete", clause=CLAUSE, missing=missing,
        )  # fmt: skip
    check_signed_on(delivery.project, delivery.sheet.signed_on if delivery.sheet else None, today=today)


def check_signed_on(project: Project, signed_on: date | None, *, today: date) -> None:
    """Raise RuleError for a day of signature in the future or before the equipment had arrived."""
    if signed_on is None:
        return
    if signed_on > today:
        raise RuleError(_("The day of the signature lies in the future."), code="signed_in_future", clause=CLAUSE)
    if project.arrived_on and signed_on < project.arrived_on:
        raise RuleError(
            _("The equipment arrived on %(day)s; the customer cannot have signed before.")
            % {"day": project.arrived_on},
            code="signed_before_arrival", clause=CLAUSE,
        )  # fmt: skip


def items_before_closing(delivery: Delivery) -> list[Item]:
    """What stands between this project and its closing, from arrival to the accepted sheet (S0 2.5.3)."""
    project, sheet = delivery.project, delivery.sheet
    if project.state in (State.PREPARING, State.IN_APPROVAL):
        return [
            Item(what=_("Set-up approved"), who=project.owner.name, clause="S0 2.3.2", href=project.get_absolute_url())
        ]
    items: list[Item] = []
    if project.state == State.SET_UP:
        items += items_for_arrival(project, delivery.lines)
        items.append(Item(what=_("State “Arrived”, set by commerce"), who=_("Commerce"), clause="S0 2.4.2"))
    items += items_for_signoff(delivery)
    accepted = sheet is not None and sheet.state == Sheet.ACCEPTED
    items.append(
        Item(what=_("Signed sheet checked and accepted"), who=_("Project administrator"), clause="S0 2.5.1",
             met=accepted, evidence=str(project.signed_on or ""))
    )  # fmt: skip
    return items
