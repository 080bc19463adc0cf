"""What the opportunities area gives to the others: menu entry, files, a tab on the customer's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import knowledge
from leadtocash.areas.customers.pool import Keeper, keepers
from leadtocash.areas.market import queries as market
from leadtocash.areas.opportunities import actions, figures, packing, permissions, queries, requested, rules
from leadtocash.areas.opportunities.actions import asking
from leadtocash.areas.opportunities.actions.stages import pass_review
from leadtocash.areas.opportunities.criteria import DOCUMENTS
from leadtocash.areas.opportunities.importing.sheets import Opportunities
from leadtocash.areas.opportunities.keeping import check_kept
from leadtocash.areas.opportunities.models import Opportunity, StageReview, WaiverRequest
from leadtocash.areas.opportunities.tables import OPPORTUNITIES
from leadtocash.areas.opportunities.tables_methods import METHODS
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.authority.matrix import examples
from leadtocash.foundation.calendar.feed import dated
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.documents.retention import retentions
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.packs.registry import parts
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.lists.pickers import Picker, pickers
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels
from leadtocash.foundation.workflow.events import ProcessEnded
from leadtocash.foundation.workflow.examples import example_of
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.registry import Fact, Signer, Subject, lists, services, subjects

SHOWN = 100

entries.add(
    "opportunities",
    Entry(
        group="sales", label=_("Opportunities"), icon="target-arrow", url_name="opportunities:list", order=30,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
entries.add(
    "sales-methods",
    Entry(
        group="policy", label=_("Sales methods"), icon="stairs", url_name="opportunities:methods", order=30,
        may=lambda person: allowed(person, permissions.SEE_METHODS),
    ),
)  # fmt: skip
holders.add("opportunities.opportunity", Holder(permission=permissions.EDIT, categories=DOCUMENTS))
parts.add("methods", packing.PART)


def _facts(review: StageReview) -> dict[str, Any]:
    return {"amount": review.opportunity.amount, "by_matrix": not review.stage.review_by}


def _reviewers(record: Any, _instance: ProcessInstance) -> list[Signer]:
    """Whoever holds the role the method names, nearest to the deal's department."""
    return [Signer(slot="reviewer", role=record.stage.review_by)]


def _above_reviewer(record: Any, _instance: ProcessInstance) -> list[Signer]:
    """The superior of whoever reviews at this criterion's stage."""
    return [Signer(slot="above", person=requested.above_reviewer(record))]


def _taken_back(event: ProcessEnded) -> None:
    """The applicant, or an administrator, gave a request up."""
    kinds: dict[str, type[StageReview | WaiverRequest]] = {
        asking.REVIEW: StageReview, asking.WAIVER: WaiverRequest
    }  # fmt: skip
    if event.process in kinds and event.is_taken_back:
        actions.withdraw_request(kinds[event.process].objects.get(pk=event.record_id), act=event.act)


for _kind, _facts_of, _types in (
    ("opportunities.stagereview", _facts, {
        "amount": Fact(_("expected amount"), "money"), "by_matrix": Fact(_("by the authority table"), "flag"),
    }),
    ("opportunities.waiverrequest", None, {}),
):  # fmt: skip
    subjects.add(
        _kind,
        Subject(
            title=lambda request: f"{request.opportunity.number} {request.opportunity.name}",
            owner=lambda request: request.opportunity.owner,
            department=lambda request: request.opportunity.department,
            url=lambda request: request.get_absolute_url(),
            facts=_facts_of or (lambda _request: {}),
            fact_types=_types,
            amount="opportunity__amount",
        ),
    )
_of_deal = ("opportunity__number__icontains", "opportunity__name__icontains")
examples.add(asking.STAGE_REVIEW, example_of("opportunities.stagereview", search=_of_deal))
services.add("opportunities.pass_review", pass_review)
services.add("opportunities.refuse_review", asking.refuse_review)
services.add("opportunities.grant_waiver", asking.grant_waiver)
services.add("opportunities.refuse_waiver", asking.refuse_waiver)
lists.add("opportunities.reviewers", _reviewers)
lists.add("opportunities.above_reviewer", _above_reviewer)
listen(ProcessEnded, _taken_back)


def _of_customer(request: HttpRequest, customer: Any) -> dict[str, Any]:
    person = person_of(request)
    rows = queries.of_customer(customer, person)
    return {
        "opportunities": rows[:SHOWN],
        "may_open": allowed(person, permissions.EDIT),
    }


panels.add(
    "customer_opportunities",
    Panel(
        kind="customers.customer",
        place="tab",
        label=_("Opportunities"),
        template="opportunities/_of_customer.html",
        context=_of_customer,
        order=20,
        count=lambda person, customer: queries.of_customer(customer, person).count(),
    ),
)


def _against(request: HttpRequest, competitor: Any) -> dict[str, Any]:
    """How often, and for how much, we won and lost against a competitor, in deals this person may see."""
    person = person_of(request)
    found = queries.record_against(competitor, person)
    names = {one.pk: str(one) for one in market.reasons(person)}
    return {
        "sums": [
            {"label": label, "n": sum(row["n"] for row in rows), "amount": sum(row["amount"] for row in rows)}
            for label, rows in (
                (_("Won against them"), [row for row in found if row["state"] == rules.WON]),
                (_("Lost to them"), [row for row in found if row["got_it"]]),
                (_("Lost to others"), [row for row in found if row["state"] == rules.LOST and not row["got_it"]]),
            )
        ],
        "reasons": [
            {**row, "name": names[row["closed_for"]]} for row in sorted(found, key=lambda row: -row["n"])
            if row["closed_for"]
        ],
        "deals": queries.decided_against(competitor, person)[:SHOWN],
    }  # fmt: skip


panels.add(
    "competitor_deals",
    Panel(
        kind="market.competitor",
        place="tab",
        label=_("Wins and losses"),
        template="opportunities/_against.html",
        context=_against,
        order=20,
        count=lambda person, competitor: queries.decided_against(competitor, person).count(),
    ),
)
sources.add(
    "opportunities.opportunity",
    Source(
        model=Opportunity, label=_("Opportunities"), icon="target", names=("name", "customer__name"),
        numbers=("number",), with_=("owner", "customer"), line=lambda o: f"{o.customer.name} · {o.owner.name}",
    ),
)  # fmt: skip
holdings.add(
    "opportunities",
    Holding(
        label=_("Open opportunities"), rows=queries.open_of, hand_over=actions.hand_over_opportunities, order=20
    ),
)  # fmt: skip
deadlines.add(
    "opportunities.next_step",
    dated(Opportunity, "next_step_on", _("Next step: %(what)s"), state=Opportunity.State.OPEN),
)
pickers.add("opportunities.opportunity", Picker(rows=queries.pickable, label=lambda o: o.name, hint=lambda o: o.number))
places.add("sales_methods", Place(page=METHODS, url_name="opportunities:methods", permission=permissions.SEE_METHODS))
places.add("opportunities", Place(page=OPPORTUNITIES, url_name="opportunities:list", permission=permissions.VIEW))
disposables.add(
    "opportunities.opportunity",
    Disposable(permission=permissions.EDIT, check=lambda one: rules.check_not_won(state=one.state, number=one.number)),
)
retentions.add("opportunities.opportunity", check_kept)
importables.add(Opportunities.kind, Opportunities())
checks.add("pipeline", figures.drifted)
knowledge.sources.add("opportunities", queries.known_of)
keepers.add("opportunities", Keeper(_("Open opportunities"), queries.with_open_deals))
