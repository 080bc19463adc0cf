"""Opportunities from tables people upload (xlsx, csv)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.opportunities import actions, gates, permissions, queries
from leadtocash.areas.opportunities.models import Opportunity, Stage
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given, Importable, choosing
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import name_key


class Opportunities(Importable):
    """Deals one hopes for; found again by their number. Each belongs to who imports it."""

    kind, model, label = "opportunities.opportunity", Opportunity, gettext_lazy("Opportunities")
    list_name, list_url, order = "opportunities", "opportunities:list", 40
    note = gettext_lazy("They become yours. With the number of one that is there already, that one is meant.")
    columns = (
        Column(key="number", label=gettext_lazy("opportunity number"), names=gettext_lazy("number"),
               help=gettext_lazy("only to change one that is there already")),
        Column(key="name", label=gettext_lazy("opportunity"), required=True,
               names=gettext_lazy("opportunity name|deal|subject")),
        Column(key="customer", label=gettext_lazy("customer"), names=gettext_lazy("company|account|customer name"),
               help=gettext_lazy("name, number or credit code")),
        Column(key="stage", label=gettext_lazy("stage"),
               help=gettext_lazy("a stage by its name; empty: the first one; through the same gate as on the page")),
        Column(key="amount", label=gettext_lazy("expected amount"), parse=cells.amount, names=gettext_lazy("amount")),
        Column(key="expected_close_on", label=gettext_lazy("expected signing"), parse=cells.day,
               names=gettext_lazy("close date")),
        choosing("forecast", gettext_lazy("counts in the forecast as"), Opportunity.Forecast.choices),
        Column(key="source", label=gettext_lazy("source")),
        Column(key="next_step", label=gettext_lazy("next step")),
        Column(key="next_step_on", label=gettext_lazy("next step on"), parse=cells.day),
        Column(key="need", label=gettext_lazy("need"), parse=cells.paragraph),
    )  # fmt: skip

    def may(self, person: User) -> bool:
        return allowed(person, permissions.EDIT)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        number = row.values.get("number", "").upper()
        named = f"{name_key(row.values.get('name', ''))} {name_key(row.values.get('customer', ''))}"
        return [("number", number)] if number else [("name", named)]

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        known = customers.named(act.person, {row.values["customer"] for row in rows if "customer" in row.values})
        numbers = [row.values["number"].upper() for row in rows if "number" in row.values]
        seen = {one.number: one for one in Opportunity.objects.visible_to(act.person).filter(number__in=numbers)}
        stages: dict[str, Stage] = {}
        for method in queries.methods():
            for stage in method.stages.all():
                for name in (stage.name, stage.name_en):
                    stages.setdefault(name.casefold(), stage)
        for row in rows:
            self._named(row, "customer", known, _("There is no such customer, or you may not see it."))
            self._named(row, "stage", {word: stages.get(word.casefold()) for word in [row.values.get("stage", "")]},
                        _("There is no such stage."))  # fmt: skip
            if "number" in row.values:
                row.twin = seen.get(row.values.pop("number").upper())
                if row.twin is None:
                    row.refuse("number", _("There is no opportunity with this number, or you may not see it."))
        self._alike([row for row in rows if row.twin is None and row.values.get("customer")], act)

    def _named(self, row: Given, key: str, found: Mapping[str, Any], sentence: str) -> None:
        if key in row.values:
            row.values[key] = found.get(row.values[key])
            if row.values[key] is None:
                row.refuse(key, sentence)

    def _alike(self, rows: Sequence[Given], act: Act) -> None:
        """An open one of the same name for the same customer may be the same."""
        seen = Opportunity.objects.visible_to(act.person).filter(state=Opportunity.State.OPEN)
        there = seen.filter(customer__in={row.values["customer"].pk for row in rows})
        known = {(who, name_key(name)): pk for pk, who, name in there.values_list("pk", "customer_id", "name")}
        met = [(row, known.get((row.values["customer"].pk, name_key(row.values["name"])))) for row in rows]
        likes = Opportunity.objects.in_bulk([pk for _row, pk in met if pk])
        for row, pk in met:
            row.like = str(likes[pk]) if pk else ""

    def create(self, rows: Sequence[Given], *, act: Act, trial: bool) -> None:
        first, department = queries.first_stage(), main_department(act.person)

        def begun(row: Given) -> Opportunity:
            values = {"stage": first, **self.data_of(row)}
            opportunity = actions.begin_opportunity(values, department=department, act=act)
            recording.check_new(opportunity, act=act, later=["number"])
            if opportunity.stage_id != first.pk:  # no gate lies before the first
                gates.check(opportunity, opportunity.stage, today=act.today, new=True)
            return opportunity

        for row in rows:
            self.begin(row, partial(begun, row))
        if not trial:
            actions.register_opportunities([row.record for row in rows if not row.faults], act=act)

    def data_of(self, row: Given) -> dict[str, Any]:
        """A stage named for one that is there already is that of its own version."""
        given = super().data_of(row)
        if row.twin is not None and "stage" in given:
            given["stage"] = queries.own_stage(row.twin, given["stage"])
        return given

    def alter(self, row: Given, values: Mapping[str, Any], *, act: Act) -> models.Model:
        return self._changed(row.twin, values, act=act, reason=_("Import"))

    def restore(self, record: Any, values: Mapping[str, Any], *, act: Act) -> None:
        stage = queries.stage(values["stage"]) if "stage" in values else None
        given = {**values, "stage": stage} if stage is not None else values
        self._changed(record, given, act=act, reason=_("The import was taken back."))

    def _changed(self, record: Any, values: Mapping[str, Any], *, act: Act, reason: str) -> models.Model:
        """Its data first: the gate before another stage may ask for them."""
        given = dict(values)
        stage = given.pop("stage", None)
        changed = actions.change_opportunity(record, given, act=act) if given else record
        return actions.change_stage(changed, stage, act=act, reason=reason) if stage is not None else changed
