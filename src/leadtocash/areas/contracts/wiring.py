"""What the contracts area gives to the others: menu, files, process subject, checks; what it hears."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts import actions, permissions, queries, rules
from leadtocash.areas.contracts.actions.checking import sums_add_up
from leadtocash.areas.contracts.models import Contract
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.workflow.events import ProcessEnded, WorkItemsOpened
from leadtocash.foundation.workflow.models import WorkItem
from leadtocash.foundation.workflow.registry import Fact, FactValue, Link, Subject, lists, services, subjects

KIND = "contracts.contract"


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
    """The applicant withdrew the review before anybody spoke."""
    if event.process == queries.REVIEW and event.outcome == "withdrawn":
        actions.take_back(Contract.objects.get(pk=event.record_id), act=event.act)
    if event.process == actions.CANCELLATION and event.outcome == "withdrawn":
        actions.forget_cancellation(Contract.objects.get(pk=event.record_id), act=event.act)


def _back_at_revising(event: WorkItemsOpened) -> None:
    """Somebody sent it straight back to the account manager, or he took his submission back."""
    item = (
        WorkItem.objects.filter(pk__in=event.item_ids, activity__node=queries.REVISE, instance__process=queries.REVIEW)
        .select_related("instance")
        .first()
    )
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
    ),
)
lists.add("contracts.reviewers", actions.reviewers)
services.add("contracts.return", actions.return_contract)
services.add("contracts.pass", actions.pass_contract)
services.add("contracts.cancel", actions.carry_out_cancellation)
services.add("contracts.keep", actions.keep_contract)
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
