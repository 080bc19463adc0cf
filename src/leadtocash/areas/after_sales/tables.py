"""The installed base as a list, found by serial number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.after_sales import limits, queries, rules
from leadtocash.areas.after_sales.models import InstalledUnit
from leadtocash.foundation.kernel.text import clean_serial
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web.lists import Choice, Column, DateRange, ListPage, Person, Relation, Text, View
from leadtocash.foundation.web.lists.filters import Params
from leadtocash.foundation.web.lists.page import Empty

Warranty = InstalledUnit.Warranty


@dataclass(frozen=True, kw_only=True)
class WarrantyState(Choice):
    """One warranty state or several, as of today."""

    def narrow(self, rows: models.QuerySet[Any], params: Params, person: Any) -> models.QuerySet[Any]:
        wanted, today = models.Q(), timezone.localdate()
        for state in self.chosen(params, person):
            wanted |= queries.warranty_q(state, today)
        return rows.filter(wanted)


@dataclass(frozen=True, kw_only=True)
class UnitPage(ListPage):
    """Searches serial numbers as they are stored: upper case, no blanks, full-width signs folded."""

    def narrowed(
        self, rows: models.QuerySet[Any], params: Mapping[str, str], person: Any, today: date
    ) -> models.QuerySet[Any]:
        words = params.get("search", "")
        return super().narrowed(rows, {**params, "search": clean_serial(words)} if words else params, person, today)


def warranty_tag(row: InstalledUnit) -> tuple[str, Any]:
    state = rules.warranty_of(row.warranty_until, timezone.localdate(), number(limits.ENDING))
    return rules.TONES[state], state.label


def _view(state: str, label: Any) -> View:
    return View(
        key=state, label=label, narrow=lambda rows, person, today: rows.filter(queries.warranty_q(state, today))
    )


UNITS = UnitPage(
    name="installed-base",
    title=_("Installed base"),
    rows=queries.listed,
    order="-warranty_from",
    search=("serial__startswith",),
    search_hint=_("Serial number, or how it begins"),
    columns=[
        Column(key="serial", label=_("Serial number"), kind="link", order="serial", slot="a"),
        Column(key="model", label=_("Model"), order="model", slot="c"),
        Column(key="customer", label=_("Customer"), value="customer.name", order="customer__name", slot="d"),
        Column(key="project", label=_("Project code"), value="project.code", kind="code", order="project__code"),
        Column(key="place", label=_("Place of delivery")),
        Column(key="warranty_from", label=_("Warranty from"), kind="date", order="warranty_from"),
        Column(
            key="warranty_until", label=_("Warranty until"), value=lambda row: row.warranty_until, kind="date",
            order="warranty_until", slot="e",
        ),
        Column(key="warranty", label=_("Warranty"), tag=warranty_tag, slot="b"),
        Column(key="owner", label=_("Account manager"), value="project.owner.name", kind="person", slot="f"),
    ],
    filters=[
        WarrantyState(name="warranty", label=_("Warranty"), options=Warranty.choices),
        Relation(name="customer", label=_("Customer"), field="customer_id", picks="customers.customer"),
        Relation(name="project", label=_("Project"), field="project_id", picks="projects.project"),
        Text(name="model", label=_("Model")),
        Text(name="place", label=_("Place of delivery")),
        DateRange(name="warranty_until", label=_("Warranty until"), ahead=True),
        DateRange(name="warranty_from", label=_("Warranty from")),
        Person(name="owner", label=_("Account manager"), field="project__owner_id"),
    ],
    views=[
        _view(Warranty.COVERED, _("In maker's warranty")),
        _view(Warranty.ENDING, _("Ends within 90 days")),
        _view(Warranty.ENDED, _("Warranty over")),
    ],
    empty=Empty(
        title=_("No device installed yet"),
        text=_("When a project is closed, its devices come here with their serial numbers and warranty."),
    ),
)  # fmt: skip
