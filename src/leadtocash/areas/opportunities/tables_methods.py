"""The list of sales methods and their versions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities import permissions, queries
from leadtocash.areas.opportunities.models import SalesMethod
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.web.lists import Choice, Column, Flag, ListPage, Text, View
from leadtocash.foundation.web.lists.page import Empty, Primary

State = SalesMethod.State
STATES = {State.DRAFT: "wait", State.IN_FORCE: "done", State.RETIRED: "void"}


def _state(method: Any) -> tuple[str, str]:
    return STATES[State(method.state)], str(method.get_state_display())


def _default(method: Any) -> str:
    return gettext("yes") if method.is_default else ""


METHODS = ListPage(
    name="sales_methods",
    title=_("Sales methods"),
    rows=queries.listed_methods,
    computed=queries.METHOD_COMPUTED,
    order="-updated_at",
    search=("name__icontains", "name_en__icontains", "code__icontains"),
    search_hint=_("Name or code"),
    columns=[
        Column(key="name", label=_("Sales method"), value=str, order="name", slot="a"),
        Column(key="code", label=_("Code"), kind="code", order="code", slot="c"),
        Column(key="version", label=_("Version"), kind="number", order="version", slot="d"),
        Column(key="state", label=_("State"), order="state", tag=_state, slot="e"),
        Column(key="is_default", label=_("Default"), value=_default, order="is_default"),
        Column(key="stages", label=_("Stages"), kind="number", value="stages_count"),
        Column(key="followers", label=_("Open deals that follow it"), kind="number", order="followers", slot="f"),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at"),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=State.choices),
        Flag(name="is_default", label=_("Default")),
        Text(name="code", label=_("Code")),
    ],
    views=[
        View(key="in_force", label=_("In force"), narrow=lambda rows, person, today: rows.filter(state=State.IN_FORCE)),
        View(key="draft", label=_("Drafts"), narrow=lambda rows, person, today: rows.filter(state=State.DRAFT)),
        View(
            key="retired", label=_("Out of force"), narrow=lambda rows, person, today: rows.filter(state=State.RETIRED)
        ),
    ],
    primary=Primary(
        label=_("New sales method"), url_name="opportunities:new-method",
        may=lambda person: allowed(person, permissions.METHODS),
    ),
    empty=Empty(title=_("No sales method yet"), text=_("Begin with one of your own, or take over a policy pack.")),
)  # fmt: skip
