"""Receipts from tables, as the bank exports them; taken back by voiding, for money is never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.receivables import actions, permissions
from leadtocash.areas.receivables.models import Receipt
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given, Importable
from leadtocash.foundation.kernel.act import Act


class Receipts(Importable):
    """Money received; the same bank reference of the same day is there already. Matching is done afterwards."""

    kind, model, label = "receivables.receipt", Receipt, gettext_lazy("Receipts")
    list_name, list_url, order, updates = "receipts", "receivables:receipts", 70, False
    note = gettext_lazy("Undoing voids them, once nothing is matched; money is never deleted.")
    columns = (
        Column(key="customer", label=gettext_lazy("customer"), required=True,
               names=gettext_lazy("payer|company|customer name"), help=gettext_lazy("name, number or credit code")),
        Column(key="received_on", label=gettext_lazy("received on"), required=True, parse=cells.day,
               names=gettext_lazy("date|transaction date")),
        Column(key="amount", label=gettext_lazy("amount received"), required=True, parse=cells.amount,
               names=gettext_lazy("amount|credit amount")),
        Column(key="bank_reference", label=gettext_lazy("bank reference"), required=True,
               names=gettext_lazy("reference|transaction number")),
        Column(key="remark", label=gettext_lazy("remark"), names=gettext_lazy("purpose|note")),
    )  # fmt: skip

    def may(self, person: User) -> bool:
        return allowed(person, permissions.MANAGE)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        day, reference = row.values.get("received_on"), row.values.get("bank_reference", "").upper()
        return [("bank_reference", f"{day} {reference}")] if day and reference else []

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        known = customers.named(act.person, {row.values["customer"] for row in rows})
        references = {row.values["bank_reference"].upper() for row in rows}
        there = Receipt.objects.visible_to(act.person).filter(bank_reference__in=references, voided_on=None)
        twins = {(one.bank_reference, one.received_on): one for one in there}
        for row in rows:
            row.values["customer"] = known.get(row.values["customer"])
            if row.values["customer"] is None:
                row.refuse("customer", _("There is no such customer, or you may not see it."))
            row.twin = twins.get((row.values["bank_reference"].upper(), row.values["received_on"]))

    def make(self, row: Given, *, act: Act) -> models.Model:
        return actions.record_receipt(self.data_of(row), act=act)

    def remove(self, records: Sequence[Any], *, act: Act) -> None:
        for receipt in records:
            actions.void_receipt(receipt, _("Import undone"), act=act)
