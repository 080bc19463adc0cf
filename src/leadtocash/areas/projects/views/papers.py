"""The area's printed forms: what may stand on each, and where it is read."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.actions.closing import notice_of
from leadtocash.areas.projects.forms.signoff import blocks_of
from leadtocash.areas.projects.models import Cancellation, CoordinationOrder, EquipmentChange, Project
from leadtocash.areas.projects.queries import cancellation, change, coordination, projects
from leadtocash.areas.projects.queries.signoff import delivery_of, sheet_of
from leadtocash.areas.projects.queries.steps import confirmations
from leadtocash.areas.projects.rules import closing as rules
from leadtocash.areas.projects.views import change_pages
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing import registry
from leadtocash.foundation.printing.registry import Form, Rows, Slot
from leadtocash.foundation.web.formats import full_date

DRAFT, IN_APPROVAL, VOID = _("Draft"), _("In approval"), _("Void")
P, C, E, O = Project.State, Cancellation.State, EquipmentChange.State, CoordinationOrder.State  # noqa: E741
registry.marks.add("projects.project", {P.PREPARING: DRAFT, P.IN_APPROVAL: IN_APPROVAL, P.CANCELLED: VOID})
registry.marks.add("projects.cancellation", {C.IN_APPROVAL: IN_APPROVAL, C.REFUSED: VOID, C.WITHDRAWN: VOID})
registry.marks.add(
    "projects.equipmentchange", {E.DRAFT: DRAFT, E.IN_APPROVAL: IN_APPROVAL, E.REFUSED: VOID, E.WITHDRAWN: VOID}
)
registry.marks.add("projects.coordinationorder", {O.DECLINED: VOID, O.WITHDRAWN: VOID})


def _rows() -> models.QuerySet[Any]:
    return Project.objects.select_related(*projects.RELATED, "acceptance")


def _box(title: Any, name: str = "", *notes: Any) -> dict[str, Any]:
    return {"title": title, "name": name, "note": "\n".join(str(note) for note in notes if note)}


class ProjectFacts:
    """What the papers of a project read."""

    def __init__(self, project: Project, person: User) -> None:
        self.project, self.person = project, person

    @cached_property
    def lines(self) -> list[Any]:
        return projects.lines_of(self.project)

    @cached_property
    def sheet(self) -> Any:
        return sheet_of(self.project)

    @cached_property
    def notice(self) -> Any:
        return notice_of(self.project)

    @cached_property
    def amount(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @cached_property
    def blocks(self) -> list[Any]:
        return blocks_of(self.lines, list(self.project.serials.all()))

    @property
    def slots(self) -> list[Any]:
        return [slot for block in self.blocks for slot in block.slots]

    @property
    def serials(self) -> list[dict[str, Any]]:
        return [
            {"line": block.line, "serials": ", ".join(slot.serial for slot in block.slots)} for block in self.blocks
        ]

    @property
    def plain(self) -> list[Any]:
        return [line for line in self.lines if not line.needed_serials and not line.is_service]

    @property
    def quantity(self) -> Any:
        return sum(line.quantity for line in self.lines)


class SetupFacts(ProjectFacts):
    """Boxes to sign by hand."""

    @property
    def boxes(self) -> list[dict[str, Any]]:
        titles = (_("Account manager"), _("Project administrator"), _("Business-unit general manager"))
        return [_box(title) for title in titles]


class SignoffFacts(ProjectFacts):
    """Numbered by its sheet as soon as there is one."""

    @property
    def number(self) -> str:
        return self.sheet.number if self.sheet else ""

    @property
    def boxes(self) -> list[dict[str, Any]]:
        sheet = self.sheet
        customer: tuple[str, ...] = ("",)
        if sheet and sheet.customer_signer:
            customer = (f"{sheet.customer_signer} {sheet.customer_unit}".strip(), full_date(sheet.signed_on))
        return [
            {"title": _("Customer's stamp"), "name": "", "note": None},
            _box(_("Customer's signature"), *customer),
            _box(_("Account manager")),
        ]


class ClosingFacts(ProjectFacts):
    """The confirmations given, the archivist's last. Raises RuleError where closing cannot be opened yet."""

    def __init__(self, project: Project, person: User) -> None:
        super().__init__(project, person)
        if self.notice is None:
            rules.check_opening(delivery_of(project), None)

    @property
    def number(self) -> str:
        return self.notice.number if self.notice else ""

    @property
    def boxes(self) -> list[dict[str, Any]]:
        found = []
        for item in confirmations(self.project):
            given = item.outcome == "approved"
            said = (gettext("confirmed electronically"), full_date(item.closed_at), item.comment) if given else ()
            found.append(_box(item.label or item.slot, item.assignee.name if given else "", *said))
        notice = self.notice
        if notice is None or not notice.archived_at:
            return [*found, _box(_("Archivist"))]
        said = (gettext("archived"), full_date(notice.archived_at), notice.archive_place)
        return [*found, _box(_("Archivist"), notice.archived_by.name, *said)]


class ChangeFacts:
    """An equipment change: figures before and after, the list line by line."""

    def __init__(self, record: EquipmentChange, person: User) -> None:
        self.change = record
        self.cost_shown = sees(person, record, "cost_after")
        self.facts = change_pages.facts(record, sees_margin=self.cost_shown)[1:]
        self.compared = change_pages.comparison(change_pages.rows_of(record), sees_margin=self.cost_shown)

    @property
    def boxes(self) -> list[dict[str, Any]]:
        return [_signed(box) for box in change_pages.signatures(self.change)]


class CancellationFacts:
    """A cancellation with those who signed."""

    def __init__(self, record: Cancellation, person: User) -> None:
        self.form = record

    @property
    def boxes(self) -> list[dict[str, Any]]:
        form = self.form
        asked = _box(_("Account manager"), form.project.owner.name, full_date(form.created_at))
        return [asked, *(_signed(box) for box in cancellation.signatures(form))]


class OrderFacts:
    """A task coordination order with its days."""

    def __init__(self, record: CoordinationOrder, person: User) -> None:
        self.order, self.bookings = record, coordination.bookings_of(record)

    @property
    def boxes(self) -> list[dict[str, Any]]:
        order = self.order
        answered = (order.answered_by.name, full_date(order.answered_at)) if order.answered_by else ("",)
        return [
            _box(_("Account manager"), order.project.owner.name, full_date(order.created_at)),
            _box(_("Head of technical support"), *answered),
            _box(_("Customer")),
        ]


def _signed(box: dict[str, Any]) -> dict[str, Any]:
    name = box["name"]
    return _box(box["title"], name, f"{full_date(box['at'])} {box['outcome']}".strip() if name else "")


def _not_closed(project: Project) -> Any:
    return VOID if project.state == P.CANCELLED else "" if project.closed_on else _("Not closed yet")


def _sheet_mark(project: Project) -> Any:
    """The customer signs it before the project is signed off: no words but for a cancelled one."""
    return VOID if project.state == P.CANCELLED else ""


PROJECT = (
    Slot("code", _("Project code"), "project.code"),
    Slot("title", _("Project"), "project.title"),
    Slot("contract", _("Contract"), "project.contract.shown_number"),
    Slot("contract_kind", _("Kind of contract"), "project.contract.get_kind_display"),
    Slot("is_virtual", _("Virtual contract"), "project.is_virtual"),
    Slot("customer", _("Customer"), "project.customer.name"),
    Slot("owner", _("Account manager"), "project.owner.name"),
    Slot("department", _("Department"), "project.department.name"),
    Slot("state", _("State"), "project.get_state_display"),
    Slot("delivery_on", _("Delivery by"), "project.delivery_on"),
    Slot("delivery_place", _("Where to deliver"), "project.delivery_place"),
    Slot("arrived_on", _("Arrived"), "project.arrived_on"),
    Slot("amount", _("Amount with tax"), "project.amount"),
    Slot("remark", _("Remark"), "project.remark"),
)
LINE = (
    Slot("position", _("Line"), "position"),
    Slot("category_code", _("Code of the category"), "series.category.code"),
    Slot("category", _("Category"), "series.category.name"),
    Slot("series_code", _("Code of the series"), "series.code"),
    Slot("series", _("Series"), "series.name"),
    Slot("model", _("Model"), "__str__"),
    Slot("description", _("description"), "description"),
    Slot("quantity", _("Quantity"), "quantity"),
    Slot("unit", _("Unit"), "unit"),
    Slot("unit_price", _("Unit price (yuan)"), "unit_price"),
    Slot("amount", _("Amount (yuan)"), "amount"),
    Slot("warranty_years", _("Warranty (years)"), "warranty_years"),
)
LINES = Rows("lines", _("Equipment"), "lines", LINE)
TOTAL = Slot("total", _("Total"), "amount")
SIGNED = (
    Slot("sheet", _("Number of the sign-off sheet"), "sheet.number"),
    Slot("customer_signer", _("Customer's signature"), "sheet.customer_signer"),
    Slot("signed_on", _("Customer signed"), "sheet.signed_on"),
)
SETUP = registry.add(
    Form(
        code="projects.setup", kind="projects.project", label=_("Sales project set-up task"), clause="S0 2.2",
        template="projects/paper/setup.html", rows=_rows, facts=SetupFacts, number="project.task_number",
        decided=frozenset({P.SET_UP, P.ARRIVED, P.SIGNED_OFF, P.CLOSED}),
        slots=(*PROJECT, LINES, TOTAL, registry.boxes()),
    )
)  # fmt: skip
SIGNOFF = registry.add(
    Form(
        code="projects.signoff", kind="projects.project", label=_("Project equipment sign-off sheet"),
        clause="S0 2.4.3", template="projects/paper/signoff.html", rows=_rows, facts=SignoffFacts, number="number",
        mark=_sheet_mark, decided=frozenset({P.SIGNED_OFF, P.CLOSED}),
        slots=(
            *PROJECT, *SIGNED,
            Rows("devices", _("Devices with serial number, one row each"), "slots", (
                Slot("row", _("Row"), "row"),
                Slot("category", _("Category"), "line.series.category.name"),
                Slot("series", _("Series"), "line.series.name"),
                Slot("model", _("Model"), "line.__str__"),
                Slot("serial", _("Serial number"), "serial"),
                Slot("box", _("Box number"), "box"),
            )),
            Rows("plain", _("Without serial number"), "plain", LINE),
            Slot("quantity", _("Pieces in all"), "quantity"),
            registry.boxes(),
        ),
    )
)  # fmt: skip
CLOSING = registry.add(
    Form(
        code="projects.closing", kind="projects.project", label=_("Sales project closing notice"), clause="S0 2.5.1",
        template="projects/paper/closing.html", rows=_rows, facts=ClosingFacts, number="number", mark=_not_closed,
        decided=frozenset({P.CLOSED}),
        slots=(
            *PROJECT, *SIGNED, LINES, TOTAL,
            Slot("set_up_at", _("Set up"), "project.set_up_at"),
            Slot("closed_on", _("Closed"), "project.closed_on"),
            Slot("opened_by", _("Opened by"), "notice.opened_by.name"),
            Slot("opened_at", _("opened at"), "notice.opened_at"),
            Slot("note", _("Note"), "notice.note"),
            Rows("serials", _("Serial numbers"), "serials", (
                Slot("model", _("Model"), "line.__str__"),
                Slot("serials", _("Serial numbers"), "serials"),
            )),
            registry.boxes(),
        ),
    )
)  # fmt: skip
CHANGE = registry.add(
    Form(
        code="projects.change", kind="projects.equipmentchange", label=_("Application for an equipment change"),
        template="projects/paper/change.html", rows=change.shown, facts=ChangeFacts, number="change.number",
        decided=frozenset({E.IN_FORCE, E.REFUSED}),
        slots=(
            Slot("project", _("Project"), "change.project"),
            Slot("customer", _("Customer"), "change.project.customer.name"),
            Slot("owner", _("Account manager"), "change.project.owner.name"),
            Slot("reason", _("Reason"), "change.reason"),
            Slot("state", _("State"), "change.get_state_display"),
            Slot("cost_shown", _("May the reader see costs?"), "cost_shown"),
            Slot("amount_after", _("Amount after the change"), "change.amount_after"),
            Rows("facts", _("Figures before and after"), "facts", (
                Slot("label", _("what"), "label"), Slot("value", _("Value"), "value"),
            )),
            Rows("rows", _("Lines with what changes"), "compared.rows", (
                Slot("position", _("Line"), "position"),
                Slot("change", _("Change"), "word"),
                Rows("cells", _("Cells"), "cells", (
                    Slot("text", _("new"), "text"), Slot("was", _("before"), "was"),
                    Slot("is_number", _("Is it a number?"), "number"), Slot("is_gone", _("Is it taken out?"), "strike"),
                )),
                Slot("amount", _("Amount (yuan)"), "amount"),
            )),
            Slot("total", _("Total"), "compared.total"),
            registry.boxes(),
        ),
    )
)  # fmt: skip
CANCELLATION = registry.add(
    Form(
        code="projects.cancellation", kind="projects.cancellation", number="form.number",
        label=_("Approval form for cancelling a contract or project"), template="projects/paper/cancellation.html",
        rows=cancellation.shown, facts=CancellationFacts, decided=frozenset({C.CARRIED_OUT, C.REFUSED}),
        slots=(
            Slot("project", _("Project"), "form.project"),
            Slot("contract", _("Contract"), "form.project.contract.shown_number"),
            Slot("contract_kind", _("Kind of contract"), "form.project.contract.get_kind_display"),
            Slot("customer", _("Customer"), "form.project.customer.name"),
            Slot("amount", _("Amount (yuan)"), "form.project.amount"),
            Slot("owner", _("Account manager"), "form.project.owner.name"),
            Slot("department", _("Department"), "form.project.department.name"),
            Slot("cause", _("Cause"), "form.get_cause_display"),
            Slot("twin", _("The other project"), "form.twin"),
            Slot("explanation", _("explanation"), "form.explanation"),
            Slot("goods", _("State of the goods"), "form.goods"),
            Slot("money", _("State of the money"), "form.money"),
            Slot("goods_settled", _("purchases settled"), "form.goods_settled"),
            Slot("money_settled", _("money settled"), "form.money_settled"),
            Slot("state", _("State"), "form.get_state_display"),
            registry.boxes(),
        ),
    )
)  # fmt: skip
ORDER = registry.add(
    Form(
        code="projects.coordination", kind="projects.coordinationorder", label=_("Task coordination order"),
        template="projects/paper/coordination.html", rows=coordination.shown, facts=OrderFacts, number="order.number",
        slots=(
            Slot("project", _("Project"), "order.project"),
            Slot("customer", _("Customer"), "order.project.customer.name"),
            Slot("owner", _("Account manager"), "order.project.owner.name"),
            Slot("kind", _("Kind of support"), "order.get_kind_display"),
            Slot("subject", _("Matter"), "order.subject"),
            Slot("place", _("Place of work"), "order.place"),
            Slot("wanted_from", _("Wanted from"), "order.wanted_from"),
            Slot("wanted_to", _("Wanted until"), "order.wanted_to"),
            Slot("contact", _("Contact"), "order.contact_name"),
            Slot("contact_phone", _("Phone of the contact"), "order.contact_phone"),
            Slot("state", _("State"), "order.get_state_display"),
            Slot("needs", _("What is needed"), "order.needs"),
            Rows("days", _("Schedule"), "bookings", (
                Slot("day", _("Day"), "day"), Slot("technician", _("Technician"), "technician.name"),
                Slot("hours", _("Hours"), "hours"), Slot("note", _("note"), "note"),
            )),
            Slot("hours", _("Hours in all"), "order.booked_hours"),
            Slot("result", _("Result"), "order.result"),
            Slot("decline_reason", _("why declined"), "order.decline_reason"),
            registry.boxes(),
        ),
    )
)  # fmt: skip
