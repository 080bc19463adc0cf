"""The papers of customers, declared once: what each reads, and its layout."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.forms.dossier import DossierForm
from leadtocash.areas.customers.models import Dossier, StatusChange
from leadtocash.areas.customers.queries import knowing, status
from leadtocash.areas.customers.rules import status as rules
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing import registry
from leadtocash.foundation.printing.registry import Form, Rows, Slot
from leadtocash.foundation.web.formats import full_date

State = StatusChange.State


def _box(title: Any, name: str = "", note: str = "") -> dict[str, Any]:
    return {"title": title, "name": name, "note": note}


class StatusFacts:
    """A change of status with its evidence and who signed."""

    def __init__(self, change: StatusChange, person: User) -> None:
        self.change = change

    @property
    def evidence(self) -> list[dict[str, Any]]:
        names = rules.conditions(self.change.before, self.change.after)
        found = rules.shown(self.change, names) if names else []
        return [{"label": label, "text": text, "day": day} for label, text, day in found]

    @property
    def boxes(self) -> list[dict[str, Any]]:
        change = self.change
        asked = change.created_by.name if change.created_by else ""
        decided = change.decided_by.name if change.decided_by else ""
        said = f"{full_date(change.decided_at)} {change.get_state_display()}" if decided else ""
        return [
            _box(_("Account manager"), asked, full_date(change.created_at)),
            _box(_("Sales manager"), decided, said),
        ]


registry.marks.add("customers.statuschange", {State.WITHDRAWN: _("Void")})
registry.add(
    Form(
        code="customers.status_change", kind="customers.statuschange", number="change.number",
        label=_("Application for a change of customer status"), clause="S1 3.3.1",
        template="customers/paper/status_change.html", rows=status.shown, facts=StatusFacts,
        decided=frozenset({State.APPROVED, State.REFUSED}),
        slots=(
            Slot("customer", _("Customer"), "change.customer.name"),
            Slot("customer_number", _("Number of the customer"), "change.customer.number"),
            Slot("owner", _("Account manager"), "change.customer.holder"),
            Slot("department", _("Department"), "change.customer.department.name"),
            Slot("before", _("Status before"), "change.get_before_display"),
            Slot("after", _("New status"), "change.get_after_display"),
            Slot("state", _("State"), "change.get_state_display"),
            Slot("completeness", _("Completeness"), "change.customer.completeness"),
            Slot("reason", _("reason"), "change.reason"),
            Rows("evidence", _("What shows it"), "evidence", (
                Slot("label", _("Condition"), "label"), Slot("text", _("What shows it"), "text"),
                Slot("day", _("known since"), "day"),
            )),
            registry.boxes(),
        ),
    )
)  # fmt: skip


registry.add(
    Form(
        code="customers.dossier", kind="customers.dossier", number="customer.number",
        label=_("Dossier of a target customer"), clause="S3 4.1", template="customers/paper/dossier.html",
        rows=knowing.dossiers,
        slots=(
            Slot("customer", _("Customer"), "customer.name"),
            Slot("customer_number", _("Number of the customer"), "customer.number"),
            Slot("owner", _("Account manager"), "customer.holder"),
            Slot("department", _("Department"), "customer.department.name"),
            Slot("updated_at", _("Last written"), "updated_at"),
            *(Slot(name, Dossier.label_of(name), name) for name in DossierForm.Meta.fields),
            Rows("shareholders", _("Shareholders"), "shareholders", (
                Slot("name", _("shareholder"), "name"), Slot("share", _("share in percent"), "share"),
                Slot("note", _("note"), "note"),
            )),
            Rows("products", _("Products in use"), "products", (
                Slot("product", _("product and model"), "product"), Slot("source", _("whose"), "get_source_display"),
                Slot("maker", _("maker"), "maker"), Slot("quantity", _("quantity"), "quantity"),
                Slot("since_year", _("in use since"), "since_year"),
                Slot("chance", _("chance for us"), "get_chance_display"), Slot("note", _("note"), "note"),
            )),
        ),
    )
)  # fmt: skip
