"""Competitors and partners from tables people upload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.market import actions, permissions, queries
from leadtocash.areas.market.models import Competitor, Partner
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given, Importable, choosing
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import name_key


class Competitors(Importable):
    """Competitors; found again by their name or short name."""

    kind, model, label = "market.competitor", Competitor, _("Competitors")
    list_name, list_url, order = "competitors", "market:competitors", 45
    columns = (
        Column(key="name", label=_("competitor"), required=True, names=_("company|name|rival")),
        Column(key="short_name", label=_("short name")),
        Column(key="website", label=_("website")),
        Column(key="region", label=_("where they sell"), names=_("region")),
        Column(key="products", label=_("their products"), parse=cells.paragraph, names=_("products")),
        Column(key="strengths", label=_("strengths"), parse=cells.paragraph),
        Column(key="weaknesses", label=_("weaknesses"), parse=cells.paragraph),
        Column(key="background", label=_("background"), parse=cells.paragraph),
    )

    def may(self, person: User) -> bool:
        return allowed(person, permissions.EDIT)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        return [("name", name_key(row.values.get("name", "")))]

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        known = queries.named(act.person, {row.values["name"] for row in rows})
        for row in rows:
            row.twin = known.get(row.values["name"])

    def make(self, row: Given, *, act: Act) -> models.Model:
        return actions.create_competitor(self.data_of(row), act=act)

    def alter(self, row: Given, values: Mapping[str, Any], *, act: Act) -> models.Model:
        return actions.change_competitor(row.twin, values, act=act)

    def restore(self, record: Any, values: Mapping[str, Any], *, act: Act) -> None:
        actions.change_competitor(record, values, act=act)


class Partners(Importable):
    """Partners; found again by their name. Each is looked after by who imports it."""

    kind, model, label = "market.partner", Partner, _("Partners")
    list_name, list_url, order = "partners", "market:partners", 46
    columns = (
        Column(key="name", label=_("partner"), required=True, names=_("company|name")),
        choosing("kind", _("kind of partner"), Partner.Kind.choices),
        choosing("level", _("partner level"), Partner.Level.choices),
        Column(key="region", label=_("region")),
        Column(key="address", label=_("address")),
        Column(key="agreed_from", label=_("agreement from"), parse=cells.day),
        Column(key="agreed_until", label=_("agreement until"), parse=cells.day),
        Column(key="scope", label=_("what was agreed"), parse=cells.paragraph),
    )

    def may(self, person: User) -> bool:
        return allowed(person, permissions.EDIT_PARTNERS)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        return [("name", name_key(row.values.get("name", "")))]

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        known = queries.partners_named(act.person, {row.values["name"] for row in rows})
        for row in rows:
            row.twin = known.get(row.values["name"])

    def make(self, row: Given, *, act: Act) -> models.Model:
        return actions.create_partner(self.data_of(row), act=act)

    def alter(self, row: Given, values: Mapping[str, Any], *, act: Act) -> models.Model:
        return actions.change_partner(row.twin, values, act=act)

    def restore(self, record: Any, values: Mapping[str, Any], *, act: Act) -> None:
        actions.change_partner(record, values, act=act)
