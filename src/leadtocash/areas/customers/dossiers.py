"""Dossiers of target customers from tables people upload (CRM-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import actions, permissions, queries, rules
from leadtocash.areas.customers.models import Dossier
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given, Importable
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import name_key


class Dossiers(Importable):
    """The sections of the dossier of a customer that is there already; each customer has one."""

    kind, model, label = "customers.dossier", Dossier, gettext_lazy("Customer dossiers")
    list_url, order = "customers:list", 21
    columns = (
        Column(key="customer", label=gettext_lazy("customer"), required=True,
               names=gettext_lazy("company|account|client|organisation|customer name|customer number"),
               help=gettext_lazy("name, number or credit code")),
        *(Column(key=name, label=Dossier.label_of(name), parse=cells.paragraph) for name in rules.SECTIONS),
    )  # fmt: skip

    def may(self, person: User) -> bool:
        return allowed(person, permissions.EDIT)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        return [("customer", name_key(row.values.get("customer", "")))]

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        known = queries.named(act.person, {row.values["customer"] for row in rows})
        there = {one.customer_id: one for one in queries.dossiers_of(list(known.values()))}
        for row in rows:
            customer = known.get(row.values["customer"])
            if customer is None:
                row.refuse("customer", _("There is no such customer, or you may not see it."))
            row.values["customer"] = customer
            row.twin = there.get(customer.pk) if customer is not None else None

    def data_of(self, row: Given) -> dict[str, Any]:
        return {name: value for name, value in row.values.items() if name in rules.SECTIONS}

    def make(self, row: Given, *, act: Act) -> models.Model:
        return actions.save_dossier(row.values["customer"], self.data_of(row), act=act)

    def alter(self, row: Given, values: Mapping[str, Any], *, act: Act) -> models.Model:
        return actions.save_dossier(row.values["customer"], values, act=act)

    def restore(self, record: Any, values: Mapping[str, Any], *, act: Act) -> None:
        actions.save_dossier(record.customer, values, act=act)
