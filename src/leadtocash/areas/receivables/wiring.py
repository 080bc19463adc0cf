"""What the receivables area hears, shows and checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts.events import ContractCancelled, ContractRegistered, ContractReplaced
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.customers.credit import Using, usings
from leadtocash.areas.projects.events import (
    ProjectAccepted,
    ProjectArrived,
    ProjectCancelled,
    ProjectClosed,
    ProjectSetUp,
    ProjectSignedOff,
)
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.permissions import SEE_MARGIN
from leadtocash.areas.projects.rules.cancellation import MoneyFact, money_facts
from leadtocash.areas.receivables import actions, permissions, queries, rules
from leadtocash.areas.receivables.actions.handing_over import hand_over_owing
from leadtocash.areas.receivables.importing import Receipts
from leadtocash.areas.receivables.models import Receipt, Receivable
from leadtocash.areas.receivables.queries.holdings import owed_by, owing_of
from leadtocash.areas.receivables.tables import RECEIPTS, RECEIVABLES
from leadtocash.foundation.access.fields import protect
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.calendar.feed import dated
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.merging.registry import partings
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels

protect("receivables.revenueentry", "cost_amount", "margin", "margin_percent", permission=SEE_MARGIN)


# ---------------------------------------------------------------- what follows from contracts and projects
ProjectMoved = ProjectSetUp | ProjectArrived | ProjectSignedOff | ProjectAccepted


def _matched_across(kind: str, customers: Sequence[Any]) -> Iterator[Missing]:
    """Customers are several again: money of one must not count for what the other owes."""
    if kind == "customers.customer":
        for number, amount in queries.matched_across(customer.pk for customer in customers):
            words = gettext("%(amount)s yuan of receipt %(number)s count for what the other customer owes.")
            yield Missing(what=words % {"number": number, "amount": f"{amount:,}"})


def _registered(event: ContractRegistered) -> None:
    actions.fit_plan(Contract.objects.get(pk=event.contract_id), act=event.act)


def _replaced(event: ContractReplaced) -> None:
    actions.fit_plan(Contract.objects.get(pk=event.formal_id), act=event.act)


def _contract_cancelled(event: ContractCancelled) -> None:
    contract = Contract.objects.get(pk=event.contract_id)
    actions.close_open(contract, Receivable.Cause.CONTRACT_CANCELLED, act=event.act)


def _project_cancelled(event: ProjectCancelled) -> None:
    contract = Contract.objects.get(projects=event.project_id)
    if not contract.projects.exclude(state=Project.State.CANCELLED).exists():
        actions.close_open(contract, Receivable.Cause.PROJECT_CANCELLED, act=event.act)


def _project_set_up(event: ProjectSetUp) -> None:
    actions.reopen(Contract.objects.get(projects=event.project_id), act=event.act)


def _project_moved(event: ProjectMoved) -> None:
    actions.refresh_due_dates(Contract.objects.get(projects=event.project_id), act=event.act)


def _project_closed(event: ProjectClosed) -> None:
    project = Project.objects.select_related("contract").get(pk=event.project_id)
    actions.refresh_due_dates(project.contract, act=event.act)
    actions.enter_revenue(project, act=event.act)


listen(ContractRegistered, _registered)
listen(ContractReplaced, _replaced)
listen(ContractCancelled, _contract_cancelled)
listen(ProjectSetUp, _project_set_up)
listen(ProjectArrived, _project_moved)
listen(ProjectSignedOff, _project_moved)
listen(ProjectAccepted, _project_moved)
listen(ProjectCancelled, _project_cancelled)
listen(ProjectClosed, _project_closed)
checks.add("ledger", queries.ledger_problems)
holders.add("receivables.receipt", Holder(permission=permissions.MANAGE, categories={"bank_slip": _("Bank slip")}))


# ---------------------------------------------------------------- what the cancellation form says of the money
def _facts(project: Project) -> list[MoneyFact]:
    state = queries.state_of_money(project.contract_id)
    return [
        MoneyFact(str(_("Contract amount")), state.amount),
        MoneyFact(str(_("Received")), state.received),
        MoneyFact(str(_("Still owed")), state.open_amount),
    ]


money_facts.add("receivables", _facts)


# ---------------------------------------------------------------- on the pages of contracts and projects
def _contract_of(record: Any) -> Contract:
    return record.contract if isinstance(record, Project) else record


def _bar(request: HttpRequest, record: Any) -> dict[str, Any] | None:
    if not allowed(request.user, permissions.VIEW):  # type: ignore[arg-type]
        return None
    bar = queries.money_bar(_contract_of(record), timezone.localdate())
    return {"money_bar": bar} if bar else None


def _money(request: HttpRequest, record: Any) -> dict[str, Any]:
    person: Any = request.user
    if not allowed(person, permissions.VIEW):
        return {"hidden": True}
    contract, today = _contract_of(record), timezone.localdate()
    rows = list(queries.of_contract(contract))
    for row in rows:
        row.contract = contract
        row.state = rules.state_of(row, today)
        row.tone = rules.TONES[row.state]
        row.late = (today - row.due_on).days if row.state == Receivable.State.OVERDUE else 0
    return {
        "receivables": rows,
        "money": queries.state_of_money(contract.pk),
        "allocations": queries.allocations_of(contract, person),
        "may_record": allowed(person, permissions.MANAGE),
        "customer_id": contract.customer_id,
    }


def _count(user: Any, record: Any) -> int | None:
    if not allowed(user, permissions.VIEW):
        return None
    contract_id = record.contract_id if isinstance(record, Project) else record.pk
    return Receivable.objects.filter(contract=contract_id, closed_on=None).count()


for kind in ("contracts.contract", "projects.project"):
    area = kind.partition(".")[0]
    panels.add(
        f"{area}-money-bar",
        Panel(kind=kind, place="top", label=_("Money"), template="receivables/_bar.html", context=_bar, order=20),
    )
    panels.add(
        "money" if area == "contracts" else "project-money",
        Panel(
            kind=kind, place="tab", label=_("Money received"), template="receivables/_money.html", context=_money,
            order=40, count=_count,
        ),
    )  # fmt: skip


# ---------------------------------------------------------------- menu
def _overdue(person: Any) -> tuple[int, bool]:
    rows = queries.listed_receivables(person).filter(
        contract__owner=person, open_amount__gt=0, due_on__lt=timezone.localdate()
    )
    count = rows.order_by().values("pk")[:100].count()
    return count, count > 0


def _to_confirm(person: Any) -> tuple[int, bool]:
    if not allowed(person, permissions.RECOGNISE):
        return 0, False
    return queries.listed_revenue(person).filter(state="to_confirm").order_by().values("pk")[:100].count(), False


entries.add(
    "receivables",
    Entry(
        group="projects", label=_("Receivables"), icon="coins", url_name="receivables:list", order=40,
        may=lambda person: allowed(person, permissions.VIEW), count=_overdue,
    ),
)  # fmt: skip
entries.add(
    "receipts",
    Entry(
        group="projects", label=_("Receipts"), icon="cash", url_name="receivables:receipts", order=41,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
entries.add(
    "revenue",
    Entry(
        group="projects", label=_("Revenue"), icon="report-money", url_name="receivables:revenue", order=42,
        may=lambda person: allowed(person, permissions.VIEW_REVENUE), count=_to_confirm,
    ),
)  # fmt: skip
sources.add(
    "receivables.receivable",
    Source(
        model=Receivable, label=_("Receivables"), icon="coins", names=("contract__title", "contract__customer__name"),
        numbers=("contract__number", "contract__project_code"), with_=("contract__customer",),
        line=lambda r: f"{r.contract.customer.name} · {r.amount:,}",
    ),
)  # fmt: skip
sources.add(
    "receivables.receipt",
    Source(
        model=Receipt, label=_("Receipts"), icon="cash", names=("customer__name",),
        numbers=("number", "bank_reference"), with_=("customer",), title=lambda r: r.number,
        line=lambda r: f"{r.customer.name} · {r.received_on.isoformat()} · {r.amount:,}",
    ),
)  # fmt: skip
holdings.add(
    "receivables",
    Holding(
        label=_("Contracts with money owed, project over"), rows=owing_of, hand_over=hand_over_owing, order=50
    ),
)  # fmt: skip
deadlines.add(
    "receivables.due",
    dated(
        Receivable,
        "due_on",
        _("Receivable due: %(what)s"),
        owner="contract__owner",
        related="contract",
        open_amount__gt=0,
    ),
)
partings.add("receivables", _matched_across)
places.add("receivables", Place(page=RECEIVABLES, url_name="receivables:list", permission=permissions.VIEW))
places.add("receipts", Place(page=RECEIPTS, url_name="receivables:receipts", permission=permissions.VIEW))
disposables.add("receivables.receipt", Disposable(permission=permissions.MANAGE, check=rules.check_deletable))
importables.add(Receipts.kind, Receipts())
usings.add("receivables", Using(_("Delivered and not paid"), owed_by, lambda person: allowed(person, permissions.VIEW)))
