"""Leads from tables (xlsx, csv): lists of visitors of an exhibition, exports of a site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.leads import actions, permissions, queries, rules
from leadtocash.areas.leads.models import Lead
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given, Importable, choosing
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import name_core, name_key, phone_key


class Leads(Importable):
    """Leads; found again by their number. Who works on each is said by the assignment rules, or by the file."""

    kind, model, label = "leads.lead", Lead, gettext_lazy("Leads")
    list_name, list_url, order = "leads", "leads:list", 30
    note = gettext_lazy("They go to people by the assignment rules. What may be there already is shown before.")
    columns = (
        Column(key="number", label=gettext_lazy("lead number"), names=gettext_lazy("number"),
               help=gettext_lazy("only to change one that is there already")),
        Column(key="company", label=gettext_lazy("company"), required=True,
               names=gettext_lazy("customer|account|client|organisation|customer name")),
        Column(key="contact", label=gettext_lazy("contact"), names=gettext_lazy("contact name|contact person")),
        Column(key="position", label=gettext_lazy("job title")),
        Column(key="phone", label=gettext_lazy("phone"), names=gettext_lazy("mobile|telephone")),
        Column(key="email", label=gettext_lazy("e-mail"), names=gettext_lazy("mail")),
        Column(key="region", label=gettext_lazy("place"), names=gettext_lazy("region|city")),
        Column(key="industry", label=gettext_lazy("industry"), names=gettext_lazy("sector")),
        Column(key="source", label=gettext_lazy("source"), required=True,
               help=gettext_lazy("the name or code of one of the sources")),
        Column(key="source_detail", label=gettext_lazy("which one"), names=gettext_lazy("campaign|exhibition")),
        Column(key="need", label=gettext_lazy("need"), parse=cells.paragraph, names=gettext_lazy("remark|note")),
        choosing("to", gettext_lazy("who works on it"), actions.To.choices),
    )  # fmt: skip

    def may(self, person: User) -> bool:
        return allowed(person, permissions.EDIT)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        if number := row.values.get("number", "").upper():
            return [("number", number)]
        company, phone = name_key(row.values.get("company", "")), phone_key(row.values.get("phone", ""))
        return [("company", f"{company} {phone} {name_key(row.values.get('contact', ''))}")]

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        numbers = [row.values["number"].upper() for row in rows if "number" in row.values]
        seen = {one.number: one for one in Lead.objects.visible_to(act.person).filter(number__in=numbers)}
        named: dict[str, Any] = {}
        for source in queries.sources():
            named |= {word.casefold(): source for word in (source.code, source.name, source.name_en) if word}
        for row in rows:
            row.values["source"] = named.get(row.values["source"].casefold()) if "source" in row.values else None
            if row.values["source"] is None:
                row.refuse("source", _("There is no such source."))
            if "number" in row.values:
                row.twin = seen.get(row.values.pop("number").upper())
                if row.twin is None:
                    row.refuse("number", _("There is no lead with this number, or you may not see it."))
        self._alike([row for row in rows if row.twin is None and "company" in row.values], act)

    def _alike(self, rows: Sequence[Given], act: Act) -> None:
        """What a row may be, among the open leads and the customers this person sees."""
        cores = {id(row): name_core(row.values["company"]) for row in rows}
        phones = {id(row): phone_key(row.values.get("phone", "")) for row in rows}
        known = queries.open_alike(
            act.person, cores.values(), phones.values() if sees(act.person, Lead, "phone") else ()
        )
        by_core = {one.name_core: one for one in known} | {
            one.name_core: one for one in customers.similar(act.person, cores.values())
        }
        by_phone = {one.phone_key: one for one in known if one.phone_key}
        for row in rows:
            like = by_core.get(cores[id(row)]) or by_phone.get(phones[id(row)])
            row.like = str(like) if like else ""

    def create(self, rows: Sequence[Given], *, act: Act, trial: bool) -> None:
        router = actions.Router(act)
        placed: dict[int, bool] = {}

        def begun(row: Given) -> Lead:
            values = self.data_of(row)
            lead = actions.begin_lead(values, act=act)
            rules.check_reachable(lead)
            placed[id(row)] = router.place(lead, row.values.get("to", actions.To.RULE))
            recording.check_new(lead, act=act, later=["number"])
            return lead

        for row in rows:
            self.begin(row, partial(begun, row))
        good = [row for row in rows if not row.faults]
        if not trial:
            actions.register_leads([row.record for row in good], [placed[id(row)] for row in good], act=act)

    def alter(self, row: Given, values: Mapping[str, Any], *, act: Act) -> models.Model:
        return actions.change_lead(row.twin, values, act=act)

    def restore(self, record: Any, values: Mapping[str, Any], *, act: Act) -> None:
        actions.change_lead(record, values, act=act)
