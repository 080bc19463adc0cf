"""The contract's printed forms: the review form with what every department said, and a cover sheet for the file."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts import queries
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.views import showing
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.documents.actions import attachments_of
from leadtocash.foundation.printing import registry
from leadtocash.foundation.printing.registry import Form, Rows, Slot
from leadtocash.foundation.web.formats import full_date

S = Contract.State
registry.marks.add(
    "contracts.contract",
    {S.DRAFT: _("Draft"), S.IN_REVIEW: _("In review"), S.CANCELLED: _("Void"), S.REPLACED: _("Replaced")},
)


class ContractFacts:
    """What the papers of a contract read."""

    def __init__(self, contract: Contract, person: User) -> None:
        self.contract = contract

    @cached_property
    def plan(self) -> dict[str, Any]:
        return showing.plan(self.contract)

    @cached_property
    def _opinions(self) -> dict[str, Any]:
        return showing.opinions(self.contract, now=timezone.localtime())

    @property
    def files(self) -> list[Any]:
        return list(attachments_of(self.contract))

    @property
    def opinions(self) -> list[dict[str, Any]]:
        """One row for each thing said, the departments first."""
        words = {"approved": gettext("agrees"), "rejected": gettext("rejects"), "returned": gettext("sends back")}
        return [
            {
                "department": row["label"], "round": number, "outcome": words.get(said.outcome, gettext("to be said")),
                "comment": said.comment, "who": said.who, "at": said.at,
            }
            for row in (*self._opinions["rows"], *self._opinions["upper"])
            for number, cell in enumerate(row["cells"], 1)
            if (said := cell["said"])
        ]  # fmt: skip

    @property
    def authority(self) -> list[Any]:
        """The rounds that were given out by a row of the authority table."""
        return [one for one in self._opinions["approvals"] if one.row]

    @property
    def boxes(self) -> list[dict[str, Any]]:
        contract = self.contract
        first = {"title": _("Account manager"), "name": contract.owner.name, "note": full_date(contract.submitted_at)}
        upper = [_signed(row) for row in self._opinions["upper"]] or [
            {"title": _("By authority"), "name": "", "note": ""}
        ]
        return [first, *upper, {"title": _("Contract administrator"), "name": "", "note": ""}]


def _signed(row: dict[str, Any]) -> dict[str, Any]:
    said = row["cells"][-1]["said"] if row["cells"] else None
    if said is None or said.outcome != "approved":
        return {"title": row["label"], "name": "", "note": ""}
    return {"title": row["label"], "name": said.who, "note": full_date(said.at)}


CONTRACT = (
    Slot("title", _("Subject"), "contract.title"),
    Slot("kind", _("Kind"), "contract.get_kind_display"),
    Slot("text_kind", _("contract text"), "contract.get_text_kind_display"),
    Slot("state", _("State"), "contract.get_state_display"),
    Slot("is_virtual", _("Virtual contract"), "contract.is_virtual"),
    Slot("customer", _("Customer"), "contract.customer.name"),
    Slot("credit", _("Credit"), "contract.customer.get_credit_display"),
    Slot("owner", _("Account manager"), "contract.owner.name"),
    Slot("department", _("Department"), "contract.department.name"),
    Slot("project_code", _("Project code"), "contract.project_code"),
    Slot("amount", _("Amount with tax (yuan)"), "contract.amount"),
    Slot("tax_amount", _("tax"), "contract.tax_amount"),
    Slot("cost_amount", _("Cost, for those who may see it"), "contract.cost_amount"),
    Slot("margin_percent", _("Margin, for those who may see it"), "contract.margin_percent"),
    Slot("delivery_on", _("Delivery by"), "contract.delivery_on"),
    Slot("delivery_place", _("place of delivery"), "contract.delivery_place"),
    Slot("expected_signing_on", _("formal contract expected on"), "contract.expected_signing_on"),
    Slot("answerable", _("Answers for it"), "contract.answerable.name"),
    Slot("virtual_reason", _("why work must begin before signing"), "contract.virtual_reason"),
    Slot("technical_terms", _("technical terms"), "contract.technical_terms"),
    Slot("acceptance_needed", _("Is acceptance agreed?"), "contract.acceptance_needed"),
    Slot("acceptance_terms", _("acceptance terms"), "contract.acceptance_terms"),
    Slot("warranty_terms", _("warranty terms"), "contract.warranty_terms"),
    Slot("penalty_terms", _("penalties"), "contract.penalty_terms"),
    Rows("lines", _("Lines"), "contract.lines", (
        Slot("position", _("line"), "position"),
        Slot("description", _("description"), "description"),
        Slot("model", _("model"), "product.model"),
        Slot("quantity", _("quantity"), "quantity"),
        Slot("unit", _("Unit"), "unit"),
        Slot("unit_price", _("unit price with tax"), "unit_price"),
        Slot("tax_rate", _("tax %"), "tax_rate"),
        Slot("amount", _("Amount (yuan)"), "amount"),
    )),
    Rows("plan", _("Payment plan"), "plan.terms", (
        Slot("event", _("due on"), "get_event_display"),
        Slot("days_after", _("days after"), "days_after"),
        Slot("percent", _("percent"), "percent"),
        Slot("amount", _("Amount (yuan)"), "amount"),
        Slot("note", _("note"), "note"),
    )),
    Slot("plan_percent", _("Percent of the payment plan in all"), "plan.percent"),
    Slot("plan_total", _("Total of the payment plan"), "plan.total"),
    Rows("files", _("Files"), "files", (Slot("name", _("name"), "name"),)),
)  # fmt: skip
REVIEW = registry.add(
    Form(
        code="contracts.review", kind="contracts.contract", label=_("Contract review form"), clause="S3 4.5",
        template="contracts/paper/review.html", rows=queries.detailed, facts=ContractFacts,
        number="contract.shown_number", decided=frozenset({S.REGISTERED, S.REPLACED}),
        slots=(
            *CONTRACT,
            Rows("opinions", _("Opinions of the departments"), "opinions", (
                Slot("department", _("Department"), "department"),
                Slot("round", _("Round"), "round"),
                Slot("outcome", _("Opinion"), "outcome"),
                Slot("comment", _("Comment"), "comment"),
                Slot("who", _("Signed by"), "who"),
                Slot("at", _("Day"), "at"),
            )),
            Rows("authority", _("By authority"), "authority", (
                Slot("round", _("Round"), "number"), Slot("row", _("Row of the authority table"), "row"),
            )),
            registry.boxes(),
        ),
    )
)  # fmt: skip
COVER = registry.add(
    Form(
        code="contracts.cover", kind="contracts.contract", label=_("Contract file cover"),
        template="contracts/paper/cover.html", rows=queries.detailed, facts=ContractFacts,
        number="contract.shown_number",
        slots=(
            *CONTRACT,
            Slot("registered_at", _("Registered"), "contract.registered_at"),
        ),
    )
)  # fmt: skip
