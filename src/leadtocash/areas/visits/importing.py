"""Past visits and calls from tables people kept so far (xlsx, csv)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.visits import actions, permissions
from leadtocash.areas.visits.models import Visit
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given, Importable, choosing
from leadtocash.foundation.kernel.act import Act

_BETWEEN = re.compile(r"[,;\u3001\uff0c\uff1b]")


class Visits(Importable):
    """What took place, with its minutes. Each belongs to who imports it; nothing that is there is changed."""

    kind, model, label = "visits.visit", Visit, gettext_lazy("Visits")
    list_name, list_url, order = "visits", "visits:list", 45
    updates = False
    note = gettext_lazy("They become yours: what took place, with what was said. Plans are made on the page.")
    columns = (
        Column(key="customer", label=gettext_lazy("customer"), required=True,
               names=gettext_lazy("company|account|customer name"), help=gettext_lazy("name, number or credit code")),
        Column(key="day", label=gettext_lazy("day"), required=True, parse=cells.day),
        choosing("kind", gettext_lazy("kind"), Visit.Kind.choices),
        Column(key="said", label=gettext_lazy("what was said"), required=True, parse=cells.paragraph),
        Column(key="purpose", label=gettext_lazy("purpose"),
               help=gettext_lazy("Empty: the first words of what was said.")),
        Column(key="opportunity", label=gettext_lazy("opportunity number"), names=gettext_lazy("number")),
        Column(key="contacts", label=gettext_lazy("people met"), help=gettext_lazy("names, commas between them")),
        Column(key="place", label=gettext_lazy("meeting place")),
        Column(key="next_step", label=gettext_lazy("next step")),
        Column(key="next_step_on", label=gettext_lazy("next step on"), parse=cells.day),
    )  # fmt: skip

    def may(self, person: User) -> bool:
        return allowed(person, permissions.EDIT)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        told = (row.values.get(name, "") for name in ("customer", "day", "said"))
        return [("said", " ".join(str(one) for one in told))]

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        known = customers.named(act.person, {row.values["customer"] for row in rows if "customer" in row.values})
        numbers = {row.values["opportunity"].upper() for row in rows if row.values.get("opportunity")}
        deals = {one.number: one for one in Opportunity.objects.visible_to(act.person).filter(number__in=numbers)}
        for row in rows:
            if "customer" in row.values:
                row.values["customer"] = known.get(row.values["customer"])
                if row.values["customer"] is None:
                    row.refuse("customer", _("There is no such customer, or you may not see it."))
            if row.values.get("opportunity"):
                row.values["opportunity"] = deals.get(row.values["opportunity"].upper())
                if row.values["opportunity"] is None:
                    row.refuse("opportunity", _("There is no opportunity with this number, or you may not see it."))
        self._met([row for row in rows if row.values.get("contacts") and row.values.get("customer")], act)

    def _met(self, rows: Sequence[Given], act: Act) -> None:
        """The people named, among those of the row's customer."""
        there = queries.contacts_of({row.values["customer"].pk for row in rows}, act.person)
        known = {(one.customer_id, one.name): one for one in there}
        for row in rows:
            names = [name.strip() for name in _BETWEEN.split(row.values["contacts"]) if name.strip()]
            found = [known.get((row.values["customer"].pk, name)) for name in names]
            row.values["contacts"] = found
            missing = [name for name, one in zip(names, found, strict=True) if one is None]
            if missing:
                row.refuse("contacts", _("%(names)s: not known at this customer.") % {"names": ", ".join(missing)})

    def make(self, row: Given, *, act: Act) -> models.Model:
        return actions.log_visit(row.values, act=act)

    def remove(self, records: Sequence[Any], *, act: Act) -> None:
        opened = Participation.objects.filter(kind=kind_of(Visit), record_id__in=[one.pk for one in records])
        opened.delete()
        super().remove(records, act=act)
