"""What the area gives to the others: menu entries, files, search, pickers, import, merging."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.market import actions, permissions, queries
from leadtocash.areas.market.importing import Competitors
from leadtocash.areas.market.models import Competitor
from leadtocash.areas.market.tables import COMPETITORS
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.merging.registry import Key, Mergeable, mergeables
from leadtocash.foundation.recycling.registry import Disposable, disposables
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.lists.pickers import Picker, pickers
from leadtocash.foundation.web.lists.places import Place, places
from leadtocash.foundation.web.navigation import Entry, entries

entries.add(
    "competitors",
    Entry(
        group="sales", label=_("Competitors"), icon="tournament", url_name="market:competitors", order=50,
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
sources.add(
    "market.competitor",
    Source(
        model=Competitor, label=_("Competitors"), icon="tournament", names=("name", "short_name"),
        line=lambda one: one.region,
    ),
)  # fmt: skip
pickers.add(
    "market.competitor",
    Picker(rows=queries.findable, label=lambda one: one.name, hint=lambda one: one.short_name),
)
places.add("competitors", Place(page=COMPETITORS, url_name="market:competitors", permission=permissions.VIEW))
importables.add(Competitors.kind, Competitors())
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
