"""What the contracts area gives to the others: menu, files, process subject, checks; what it hears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts import actions, permissions, queries, rules
from leadtocash.areas.contracts.actions.checking import sums_add_up
from leadtocash.areas.contracts.actions.handing_over import hand_over_contracts
from leadtocash.areas.contracts.importing import Contracts
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.queries.holdings import unfinished_of
from leadtocash.areas.contracts.tables import CONTRACTS, VIRTUAL
from leadtocash.areas.opportunities import papers
from leadtocash.areas.opportunities.events import OpportunityReopened
from leadtocash.foundation.access.fields import protect
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.authority.matrix import examples
from leadtocash.foundation.calendar.feed import dated
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.lists.pickers import Picker, pickers
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels
from leadtocash.foundation.workflow.events import ProcessEnded, WorkItemsOpened
from leadtocash.foundation.workflow.examples import example_of
from leadtocash.foundation.workflow.registry import (
    Fact,
    FactValue,
    Link,
    Subject,
    list_names,
    lists,
    services,
    subjects,
)

KIND = "contracts.contract"
SHOWN = 50

protect(KIND, "cost_amount", "margin", "margin_percent", "margin_share", permission=permissions.SEE_MARGIN)
protect("contracts.contractline", "unit_cost", permission=permissions.SEE_MARGIN)


def _facts(contract: Contract) -> Mapping[str, FactValue]:
    return {
        "amount": contract.amount,
        "margin": contract.margin_share,
        "contract_kind": contract.kind,
        "asks_departments": bool(queries.to_be_asked(contract)),
    }


def _do(contract: Contract, step: str) -> Link | None:
    if step == queries.REGISTER:
        return Link(_("Register"), reverse("contracts:registration", args=[contract.pk]))
    if step == queries.REVISE:
        return Link(_("Change the contract"), reverse("contracts:edit", args=[contract.pk]))
    return None


def _taken_back(event: ProcessEnded) -> None:
    """The applicant withdrew the review before anybody spoke, or it was given up half-way: a draft again."""
    if event.process == queries.REVIEW and event.is_taken_back:
        contract = Contract.objects.get(pk=event.record_id)
        if event.outcome == "withdrawn":
            actions.take_back(contract, act=event.act)
        else:
            actions.reopen_draft(contract, act=event.act)
    if event.process == actions.CANCELLATION and event.is_taken_back:
        actions.forget_cancellation(Contract.objects.get(pk=event.record_id), act=event.act)


def _back_at_revising(event: WorkItemsOpened) -> None:
    """Somebody sent it straight back to the account manager, or he took his submission back."""
    at_revising = (one for one in event.items if one.activity.node == queries.REVISE)
    item = next((one for one in at_revising if one.instance.process == queries.REVIEW), None)
    if item is None:
        return
    contract = Contract.objects.get(pk=item.instance.record_id)
    if event.act.by is not None and event.act.by.pk == item.assignee_id:
        actions.take_back(contract, act=event.act)
    else:
        actions.return_contract(contract, act=event.act, instance=item.instance)


subjects.add(
    KIND,
    Subject(
        title=lambda contract: f"{contract.shown_number} {contract.title}",
        owner=lambda contract: contract.owner,
        department=lambda contract: contract.department,
        url=lambda contract: contract.get_absolute_url(),
        facts=_facts,
        fact_types={
            "amount": Fact(_("amount with tax"), "money"),
            "margin": Fact(_("gross margin"), "number"),
            "contract_kind": Fact(_("contract kind"), "choice", dict(Contract.Kind.choices)),
            "asks_departments": Fact(_("Departments to be asked"), "flag"),
        },
        do=_do,
        amount="amount",
    ),
)
_example = example_of(
    KIND,
    search=("number__icontains", "draft_number__icontains", "title__icontains"),
    margin=permissions.SEE_MARGIN,
)
examples.add(actions.CONTRACT_DOCUMENT, _example)
examples.add(actions.CANCELLATION_DOCUMENT, _example)
lists.add("contracts.reviewers", actions.reviewers)
lists.add(actions.IN_ORDER, actions.units_in_order)
list_names.add(actions.IN_ORDER, _("R&D, experts, service unit, auditors, finance"))
services.add("contracts.return", actions.return_contract)
services.add("contracts.pass", actions.pass_contract)
services.add("contracts.cancel", actions.carry_out_cancellation)
services.add("contracts.keep", actions.keep_contract)


def _reopened(event: OpportunityReopened) -> None:
    if event.was_won:
        rules.check_reopening(queries.live_contract_of(event.opportunity_id))


listen(OpportunityReopened, _reopened)
listen(ProcessEnded, _taken_back)
listen(WorkItemsOpened, _back_at_revising)


def _check_files(contract: Any, category: str) -> None:
    rules.check_files_open(contract, category, queries.holders(contract))


holders.add(
    KIND,
    Holder(
        permission=permissions.ATTACH,
        categories={
            "contract_text": _("Contract text"),
            "technical": _("Technical papers"),
            "scan": _("Signed scan"),
            "other": _("Other"),
        },
        check=_check_files,
    ),
)


def _belongs_to(request: HttpRequest, contract: Contract) -> dict[str, Any]:
    """Where it comes from and what came of it; a link only to what this person may open."""
    person = person_of(request)
    pairs = [
        (gettext("Customer"), contract.customer),
        (gettext("Opportunity"), contract.opportunity),
        (gettext("Replaces the virtual contract"), contract.replaces),
        (gettext("Replaced by"), getattr(contract, "replaced_by", None)),
    ]
    links = [
        {
            "label": label,
            "text": str(record),
            "url": record.get_absolute_url() if allowed(person, record.access.view, record) else "",
        }
        for label, record in pairs
        if record is not None
    ]
    return {"links": links}


def _before_the_sale(request: HttpRequest, contract: Contract) -> dict[str, Any]:
    """The records of its deal with their files, as far as this person sees them."""
    deal = contract.opportunity
    return {"parts": papers.of_deal(deal, person_of(request)) if deal is not None else []}


def _uploading(request: HttpRequest, contract: Contract) -> dict[str, Any] | None:
    """The form that attaches a file of a category, for those who may and while it is open."""
    holder = holders.get(KIND)
    closed = (Contract.State.IN_REVIEW, Contract.State.CANCELLED)
    if contract.state in closed or not allowed(person_of(request), holder.permission, contract):
        return None
    later = contract.state != Contract.State.DRAFT
    categories = [(code, words) for code, words in holder.categories.items() if not later or code in ("scan", "other")]
    url = reverse("documents:attach", args=[KIND, contract.pk])
    return {"upload": {"url": url, "categories": categories, "next": contract.get_absolute_url()}}


def _of_customer(request: HttpRequest, customer: Any) -> dict[str, Any]:
    """The customer's contracts that this person may see."""
    rows = queries.listed(person_of(request)).filter(customer=customer).order_by("-updated_at")[:SHOWN]
    new = f"{reverse('contracts:new')}?customer={customer.pk}"
    return _shown(list(rows), new if allowed(person_of(request), permissions.EDIT) else "")


def _count_of_customer(user: Any, customer: Any) -> int:
    """How many contracts of the customer this person may see."""
    return Contract.objects.visible_to(user).filter(customer=customer).count()


def _of_opportunity(request: HttpRequest, opportunity: Any) -> dict[str, Any] | None:
    """What was drafted from the opportunity (its own page offers to draft)."""
    rows = list(queries.of_opportunity(person_of(request), opportunity.pk)[:SHOWN])
    return _shown(rows, "") if rows else None


def _shown(rows: list[Contract], new: str) -> dict[str, Any]:
    shown = []
    for contract in rows:
        state, label = queries.state_tag(contract)
        shown.append({"contract": contract, "state": state, "label": label})
    return {"contracts": shown, "new_url": new}


panels.add(
    "contracts.links",
    Panel(
        kind=KIND, place="side", label=_("Belongs to"), template="contracts/_links.html",
        context=_belongs_to, order=80,
    ),
)  # fmt: skip
panels.add(
    "contracts.before_the_sale",
    Panel(
        kind=KIND, place="tab", label=_("Pre-sales records"), template="contracts/_before_the_sale.html",
        context=_before_the_sale, order=60, applies=lambda contract: contract.opportunity_id is not None,
    ),
)  # fmt: skip
panels.add(
    "contracts.upload",
    Panel(
        kind=KIND, place="side", label=_("Attach a file"), template="contracts/_upload.html",
        context=_uploading, order=85,
    ),
)  # fmt: skip
panels.add(
    "contracts.of_customer",
    Panel(
        kind="customers.customer", place="tab", label=_("Contracts"), template="contracts/_of_customer.html",
        context=_of_customer, count=_count_of_customer, order=30,
    ),
)  # fmt: skip
panels.add(
    "contracts.of_opportunity",
    Panel(
        kind="opportunities.opportunity", place="side", label=_("Contract"), template="contracts/_of_opportunity.html",
        context=_of_opportunity, order=20,
    ),
)  # fmt: skip
checks.add("contracts.sums", sums_add_up)
entries.add(
    "contracts",
    Entry(
        group="contracts", label=_("Contracts"), icon="file-text", url_name="contracts:list", order=10,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
entries.add(
    "virtual-contracts",
    Entry(
        group="contracts", label=_("Virtual contracts"), icon="file-alert", url_name="contracts:virtual", order=20,
        may=lambda person: allowed(person, permissions.SEE_VIRTUAL),
    ),
)  # fmt: skip
sources.add(
    KIND,
    Source(
        model=Contract, label=_("Contracts"), icon="file-text", names=("title", "customer__name"),
        numbers=("number", "draft_number", "project_code"), with_=("owner",),
        line=lambda c: f"{c.get_state_display()} · {c.owner.name}",
    ),
)  # fmt: skip
holdings.add(
    "contracts",
    Holding(label=_("Contracts in preparation"), rows=unfinished_of, hand_over=hand_over_contracts, order=30),
)
pickers.add("contracts.contract", Picker(rows=queries.findable, label=lambda c: f"{c.shown_number} {c.title}"))
deadlines.add(
    "contracts.delivery",
    dated(Contract, "delivery_on", _("Delivery by contract: %(what)s"), state=Contract.State.REGISTERED),
)
deadlines.add(
    "contracts.signing",
    dated(Contract, "expected_signing_on", _("Formal contract expected: %(what)s"), state=Contract.State.REGISTERED),
)
places.add("contracts", Place(page=CONTRACTS, url_name="contracts:list", permission=permissions.VIEW))
places.add("virtual-contracts", Place(page=VIRTUAL, url_name="contracts:virtual", permission=permissions.SEE_VIRTUAL))
disposables.add(KIND, Disposable(permission=permissions.EDIT, check=rules.check_editable))
importables.add(Contracts.kind, Contracts())
