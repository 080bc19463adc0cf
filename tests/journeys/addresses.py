"""Which pages are opened and pictured, of which record and by whom: person -> (name of the picture, address)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet

from leadtocash.areas.bids.models import Bid
from leadtocash.areas.customers.models import Contact, Customer, Dispute, Dossier, StatusChange
from leadtocash.areas.leads.models import Lead
from leadtocash.areas.market.models import Competitor, Demand, MarketReport, Partner
from leadtocash.areas.opportunities.models import Criterion, Opportunity, SalesMethod, StageReview
from leadtocash.areas.presales.models import PresalesProject
from leadtocash.areas.visits.models import AccountPlan, SalesJournal, Trial, Visit
from leadtocash.areas.winning.models import Evidence, Need, Rival

Pages = list[tuple[str, str]]


def url_of(record: Any, more: str = "") -> str:
    """The page of a record, or one below it; the first page where the demo company has none."""
    return f"{record.get_absolute_url()}{more}" if record is not None else "/"


def of_winning() -> dict[str, Pages]:
    """The pages of finding customers and winning deals."""
    deal = _told_most(Opportunity.objects.filter(state="open", owner__username="wangmin"))
    mine = Visit.objects.filter(owner__username="wangmin")
    held, planned = mine.filter(state="done").exclude(said="").last(), mine.filter(state="planned").first()
    dossier = Dossier.objects.filter(customer__owner__username="wangmin").first()
    stakeholder = deal.stakeholders.annotate(n=Count("standings")).order_by("-n", "pk").first() if deal else None
    return {
        "wangmin": [
            *_deal(deal),
            ("stakeholder", url_of(stakeholder)),
            ("stakeholder-form", url_of(stakeholder, "edit/")),
            ("need-form", _below(Need.objects.filter(opportunity=deal).first(), "/needs/{}/edit/")),
            ("rival-form", _below(Rival.objects.filter(opportunity=deal).first(), "/rivals/{}/edit/")),
            ("route", f"/visits/route/?day={planned.day.isoformat()}" if planned else "/visits/route/"),
            ("visits", "/visits/"),
            ("visits-week", "/visits/?as=calendar"),
            ("visit", url_of(held)),
            ("visit-planned", url_of(planned)),
            ("visit-minutes", url_of(held, "minutes/")),
            ("visit-log", "/visits/log/"),
            ("visit-form", "/visits/new/"),
            ("commitments", "/visits/commitments/"),
            ("trial-form", "/trials/new/"),
            ("journal-form", "/journals/new/"),
            ("customer-known", url_of(deal.customer if deal else None)),
            ("customer-contacts", url_of(deal.customer if deal else None, "?tab=contacts")),
            ("customer-status-form", url_of(deal.customer if deal else None, "status/")),
            ("contact-form", url_of(deal.customer if deal else None, "contacts/new/")),
            ("leads-pool", "/leads/pool/"),
            ("lead-form", "/leads/new/"),
            ("customer-dossier-form", url_of(dossier.customer if dossier else None, "dossier/edit/")),
            ("dispute-form", "/customers/disputes/new/"),
            ("bid-form", "/bids/new/"),
        ],
        "chenlx": [
            *_customers(),
            *_leads(),
            ("opportunities-pipeline", "/opportunities/pipeline/"),
            ("waivers", "/opportunities/waivers/"),
            ("waivers-report", "/opportunities/waivers/report/"),
            ("stage-review", _below(StageReview.objects.last(), "/stage-reviews/{}/")),
            ("stakeholders", "/stakeholders/"),
            ("needs", "/needs/"),
            ("values", "/value-statements/"),
            ("rivals", "/rivals/"),
            ("barriers", "/barriers/"),
            ("evidence-library", "/evidence/"),
            ("evidence", url_of(Evidence.objects.first())),
            ("trials", "/trials/"),
            ("trial", url_of(Trial.objects.first())),
            ("journals", "/journals/"),
            ("journal", url_of(SalesJournal.objects.first())),
            ("account-plans", "/account-plans/"),
            ("account-plan", url_of(AccountPlan.objects.first())),
            ("visits-team", "/visits/team/"),
            *_forecast(),
        ],
        "qianhui": [("customer-credit", url_of(Customer.objects.first(), "credit/"))],
        "luohao": _rules(),
        "guolin": _market(),
        "fengyi": [*_presales(), *_bids()],
    }


def _told_most(deals: QuerySet[Opportunity]) -> Opportunity | None:
    return deals.annotate(n=Count("stakeholders")).order_by("-n", "pk").first()


def _below(record: Any, address: str) -> str:
    return address.format(record.pk) if record is not None else "/"


def _deal(deal: Opportunity | None) -> Pages:
    if deal is None:
        return []
    asked = Criterion.objects.filter(stage__method=deal.stage.method, check_name="").order_by("stage__position").first()
    tabs = (
        "gate",
        "visits_of_deal",
        "stakeholders",
        "needs",
        "competition",
        "presales",
        "deal_bids",
        "forecast_of_deal",
    )
    return [
        ("deal", url_of(deal)),
        *((f"deal-{tab.removeprefix('deal_').removesuffix('_of_deal')}", url_of(deal, f"?tab={tab}")) for tab in tabs),
        ("deal-form", url_of(deal, "edit/")),
        ("deal-criterion", url_of(deal, f"criteria/{asked.pk}/") if asked else "/"),
        ("deal-buyer", url_of(deal, "buyer/")),
        ("deal-loss", url_of(deal, "loss/")),
        ("stakeholder-new", url_of(deal, "stakeholders/new/")),
    ]


def _customers() -> Pages:
    return [
        ("customer-pool", "/customers/pool/"),
        ("customer-dossier", url_of(Dossier.objects.first())),
        ("contacts", "/contacts/"),
        ("contact", url_of(Contact.objects.annotate(n=Count("ties")).order_by("-n", "pk").first())),
        ("status-changes", "/status-changes/"),
        ("status-change", url_of(StatusChange.objects.last())),
        ("disputes", "/customers/disputes/"),
        ("dispute", url_of(Dispute.objects.first())),
    ]


def _leads() -> Pages:
    return [
        ("leads", "/leads/"),
        ("leads-board", "/leads/?as=board"),
        ("lead", url_of(Lead.objects.filter(state="qualified").first())),
        ("lead-funnel", "/leads/funnel/"),
    ]


def _rules() -> Pages:
    """What the sales director sets up."""
    method = SalesMethod.objects.filter(state="in_force").order_by("pk").first()
    return [
        ("customer-rules", "/customers/rules/"),
        ("customer-rule-form", "/customers/rules/new/"),
        ("lead-sources", "/leads/sources/"),
        ("sales-methods", "/sales-methods/"),
        ("sales-method", url_of(method)),
        ("sales-method-form", "/sales-methods/new/"),
    ]


def _forecast() -> Pages:
    pages = ("week", "changes", "trend", "watch", "stages", "quality", "calls", "targets")
    return [("forecast", "/forecast/"), *((f"forecast-{page}", f"/forecast/{page}/") for page in pages)]


def _market() -> Pages:
    return [
        ("competitors", "/competitors/"),
        ("competitor", url_of(Competitor.objects.first())),
        ("competitor-prices", url_of(Competitor.objects.first(), "?tab=prices")),
        ("competitor-form", "/competitors/new/"),
        ("prices-seen", "/competitor-prices/"),
        ("close-reasons", "/close-reasons/"),
        ("partners", "/partners/"),
        ("partner", url_of(Partner.objects.first())),
        ("demands", "/demands/"),
        ("demand", url_of(Demand.objects.first())),
        ("market-reports", "/market-reports/"),
        ("market-report", url_of(MarketReport.objects.first())),
    ]


def _presales() -> Pages:
    project = PresalesProject.objects.filter(state__in=("watching", "planning")).order_by("-state").first()
    tabs = ("report", "team", "elements", "plan", "cost", "closing")
    return [
        ("presales", "/presales/"),
        ("presales-project", url_of(project)),
        *((f"presales-{tab}", url_of(project, f"?tab={tab}")) for tab in tabs),
        ("presales-actions", "/presales/actions/"),
        ("presales-risks", "/presales/risks/"),
        ("presales-talks", "/presales/communication/"),
        ("presales-costs", "/presales/costs/"),
    ]


def _bids() -> Pages:
    bid = Bid.objects.filter(state="lost").first() or Bid.objects.first()
    tabs = ("checklist", "bond", "opening")
    return [
        ("bids", "/bids/"),
        ("bid-preparing", url_of(Bid.objects.filter(state="preparing").first())),
        ("bid", url_of(bid)),
        *((f"bid-{tab}", url_of(bid, f"?tab={tab}")) for tab in tabs),
        ("bid-bonds", "/bids/bonds/"),
        ("bid-items", "/bid-items/"),
        ("bid-checklist-template", "/bid-checklist/"),
    ]
