"""Contract drafts from tables: one row one contract with one line; they go through review as any draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.contracts import actions, permissions
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.customers import queries as customers
from leadtocash.areas.products.models import Product
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given, Importable, choosing
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import name_key

LINE = ("product", "description", "quantity", "unit", "unit_price", "tax_rate")


class Contracts(Importable):
    """Drafts; a number and a project code are given by registration, as to any other."""

    kind, model, label = "contracts.contract", Contract, gettext_lazy("Contracts")
    list_name, list_url, order, updates = "contracts", "contracts:list", 50, False
    note = gettext_lazy("They become drafts of yours, one row one contract with one line; review follows as always.")
    columns = (
        Column(key="title", label=gettext_lazy("subject"), required=True, names=gettext_lazy("contract name|contract")),
        Column(key="customer", label=gettext_lazy("customer"), required=True,
               names=gettext_lazy("company|account|customer name"), help=gettext_lazy("name, number or credit code")),
        choosing("kind", gettext_lazy("contract kind"), Contract.Kind.choices),
        choosing("text_kind", gettext_lazy("contract text"), Contract.Text.choices),
        Column(key="signed_on", label=gettext_lazy("signed on"), parse=cells.day, names=gettext_lazy("signing date")),
        Column(key="delivery_on", label=gettext_lazy("delivery by"), parse=cells.day),
        Column(key="delivery_place", label=gettext_lazy("place of delivery")),
        Column(key="product", label=gettext_lazy("product"), names=gettext_lazy("product model|model"),
               help=gettext_lazy("a model of the catalogue")),
        Column(key="description", label=gettext_lazy("description")),
        Column(key="quantity", label=gettext_lazy("quantity"), parse=cells.whole),
        Column(key="unit", label=gettext_lazy("unit")),
        Column(key="unit_price", label=gettext_lazy("unit price with tax"), parse=cells.amount,
               names=gettext_lazy("price|unit price")),
        Column(key="tax_rate", label=gettext_lazy("tax rate %"), parse=cells.amount),
        Column(key="technical_terms", label=gettext_lazy("technical terms"), parse=cells.paragraph),
        Column(key="delivery_terms", label=gettext_lazy("delivery terms"), parse=cells.paragraph),
        Column(key="warranty_terms", label=gettext_lazy("warranty terms"), parse=cells.paragraph),
    )  # fmt: skip
    fields = {f"lines.0.{name}": name for name in LINE}

    def may(self, person: User) -> bool:
        return allowed(person, permissions.EDIT)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        return [("title", f"{name_key(row.values.get('title', ''))} {name_key(row.values.get('customer', ''))}")]

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        known = customers.named(act.person, {row.values["customer"] for row in rows})
        models_said = {row.values["product"] for row in rows if "product" in row.values}
        products = {one.model: one for one in Product.objects.filter(model__in=models_said, is_active=True)}
        for row in rows:
            row.values["customer"] = known.get(row.values["customer"])
            if row.values["customer"] is None:
                row.refuse("customer", _("There is no such customer, or you may not see it."))
            if "product" in row.values and row.values["product"] not in products:
                row.refuse("product", _("There is no such model on sale."))
            elif "product" in row.values:
                row.values["product"] = products[row.values["product"]]
        good = [row for row in rows if not row.faults]
        there = Contract.objects.visible_to(act.person).filter(customer__in={r.values["customer"].pk for r in good})
        titles = {(one.customer_id, name_key(one.title)): one for one in there.exclude(state=Contract.State.CANCELLED)}
        for row in good:
            like = titles.get((row.values["customer"].pk, name_key(row.values["title"])))
            row.like = str(like) if like else ""

    def make(self, row: Given, *, act: Act) -> models.Model:
        header = {key: value for key, value in row.values.items() if key not in LINE}
        line = {key: value for key, value in row.values.items() if key in LINE}
        if line and "product" not in line:
            line.setdefault("description", row.values["title"])
        return actions.draft_contract(header, lines=[line] if line else [], act=act)

    def alter(self, row: Given, values: Mapping[str, Any], *, act: Act) -> models.Model:
        raise NotImplementedError  # a draft has no key by which it could be found again
