"""What the area gives to the others: menu entries, files, search, pickers, import, merging."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.permissions import SEE_PHONE
from leadtocash.areas.market import actions, permissions, queries, rules
from leadtocash.areas.market.importing import Competitors, Partners
from leadtocash.areas.market.models import Competitor, Demand, MarketReport, Partner
from leadtocash.areas.market.tables import COMPETITORS, DEMANDS, PARTNERS, REPORTS
from leadtocash.foundation.access.fields import masked_email, masked_phone, protect
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.calendar.feed import dated
from leadtocash.foundation.calendar.feed import sources as deadlines
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.merging.registry import Key, Mergeable, mergeables
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.lists.pickers import Picker, pickers
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries

protect("market.partnercontact", "phone", permission=SEE_PHONE, mask=masked_phone)
protect("market.partnercontact", "email", permission=SEE_PHONE, mask=masked_email)
entries.add(
    "competitors",
    Entry(
        group="market", label=_("Competitors"), icon="tournament", url_name="market:competitors", order=10,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
entries.add(
    "partners",
    Entry(
        group="market", label=_("Partners"), icon="heart-handshake", url_name="market:partners", order=20,
        may=lambda person: allowed(person, permissions.VIEW_PARTNERS),
    ),
)  # fmt: skip
entries.add(
    "demands",
    Entry(
        group="market", label=_("Market demands"), icon="speakerphone", url_name="market:demands", order=30,
        may=lambda person: allowed(person, permissions.VIEW_DEMANDS),
    ),
)  # fmt: skip
entries.add(
    "market_reports",
    Entry(
        group="market", label=_("Market research reports"), icon="report-search", url_name="market:reports", order=40,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
entries.add(
    "close_reasons",
    Entry(
        group="administration", label=_("Reasons won or lost"), icon="list-check", url_name="market:reasons", order=60,
        may=lambda person: allowed(person, permissions.REASONS),
    ),
)  # fmt: skip
holders.add("market.competitor", Holder(permission=permissions.EDIT))
holders.add("market.partner", Holder(permission=permissions.EDIT_PARTNERS, categories={"agreement": _("Agreement")}))
holders.add("market.demand", Holder(permission=permissions.EDIT_DEMANDS))
holders.add(
    "market.marketreport",
    Holder(permission=permissions.WRITE_REPORTS, check=lambda report, category: rules.check_draft(state=report.state)),
)
sources.add(
    "market.competitor",
    Source(
        model=Competitor, label=_("Competitors"), icon="tournament", names=("name", "short_name"),
        line=lambda one: one.region,
    ),
)  # fmt: skip
sources.add(
    "market.partner",
    Source(
        model=Partner, label=_("Partners"), icon="heart-handshake", names=("name",), with_=("owner",),
        line=lambda one: f"{one.get_kind_display()} · {one.owner.name}",
    ),
)  # fmt: skip
sources.add(
    "market.demand",
    Source(
        model=Demand, label=_("Market demands"), icon="speakerphone", names=("title",), numbers=("number",),
        with_=("owner",), line=lambda one: f"{one.get_state_display()} · {one.owner.name}",
    ),
)  # fmt: skip
sources.add(
    "market.marketreport",
    Source(
        model=MarketReport, label=_("Market research reports"), icon="report-search", names=("title",),
        numbers=("number",), with_=("owner",), line=lambda one: f"{one.get_state_display()} · {one.owner.name}",
    ),
)  # fmt: skip
for _key, _label, _rows, _give in (
    ("partners", _("Partners"), queries.partners_of, actions.hand_over_partners),
    ("demands", _("Open market demands"), queries.open_demands_of, actions.hand_over_demands),
    ("market_reports", _("Drafts of market reports"), queries.drafts_of, actions.hand_over_reports),
):
    holdings.add(_key, Holding(label=_label, rows=_rows, hand_over=_give, order=25))
deadlines.add("market.agreement", dated(Partner, "agreed_until", _("Agreement ends: %(what)s")))
pickers.add(
    "market.competitor",
    Picker(rows=queries.findable, label=lambda one: one.name, hint=lambda one: one.short_name),
)
places.add("competitors", Place(page=COMPETITORS, url_name="market:competitors", permission=permissions.VIEW))
places.add("partners", Place(page=PARTNERS, url_name="market:partners", permission=permissions.VIEW_PARTNERS))
places.add("demands", Place(page=DEMANDS, url_name="market:demands", permission=permissions.VIEW_DEMANDS))
places.add("market_reports", Place(page=REPORTS, url_name="market:reports", permission=permissions.VIEW))
importables.add(Competitors.kind, Competitors())
importables.add(Partners.kind, Partners())
disposables.add("market.partner", Disposable(permission=permissions.EDIT_PARTNERS))
disposables.add("market.partnercontact", Disposable(permission=permissions.EDIT_PARTNERS))
disposables.add("market.demand", Disposable(permission=permissions.EDIT_DEMANDS))
disposables.add(
    "market.marketreport",
    Disposable(permission=permissions.WRITE_REPORTS, check=lambda report: rules.check_draft(state=report.state)),
)
disposables.add("market.competitor", Disposable(permission=permissions.EDIT))
disposables.add("market.priceseen", Disposable(permission=permissions.EDIT))
mergeables.add(
    "market.competitor",
    Mergeable(
        permission=permissions.MERGE,
        fields=("name", "short_name", "website", "region", "products", "strengths", "weaknesses", "background"),
        line=lambda one: one.region,
        keys=(Key(code="name", label=_("same name"), paths=("name_core",), score=80),),
        watches={"market.competitor": (("name",), "pk")},
        tidy=actions.fold,
    ),
)
mergeables.add(
    "market.partner",
    Mergeable(
        permission=permissions.MERGE_PARTNERS,
        fields=("name", "kind", "level", "region", "address", "scope", "agreed_from", "owner"),
        along={"agreed_from": ("agreed_until",), "owner": ("department",)},
        line=lambda one: f"{one.get_kind_display()} \u00b7 {one.owner.name}",
        keys=(Key(code="name", label=_("same name"), paths=("name_core",), score=80),),
        watches={"market.partner": (("name",), "pk")},
        fill_keys=actions.fill_cores,
        tidy=actions.fold_partner,
        after=actions.open_partner,
    ),
)
