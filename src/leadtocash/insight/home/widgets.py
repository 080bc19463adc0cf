"""What the desk can show. Each widget is fetched by itself, so that a slow one holds up none of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts import permissions as contracts
from leadtocash.areas.opportunities import permissions as opportunities
from leadtocash.areas.projects import permissions as projects
from leadtocash.areas.receivables import permissions as receivables
from leadtocash.areas.visits import permissions as visits
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.organisation import main_place
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.insight.home import charts, lines
from leadtocash.insight.home.scopes import COMPANY, MINE, TEAM, Scope


@dataclass(frozen=True, kw_only=True)
class Widget:
    """sides: where it can stand; permission: who is offered it, "" everybody; give: what its template takes; wide: it
    needs the whole width."""

    label: Promise
    template: str
    give: Callable[[User, Scope, datetime, date], Mapping[str, Any]]
    sides: tuple[str, ...] = (MINE, TEAM, COMPANY)
    permission: str = ""
    clause: str = ""
    wide: bool = False


widgets: Registry[Widget] = Registry("widget")
ALL_OF_US = (TEAM, COMPANY)

widgets.add(
    "todo", Widget(label=_("To do"), template="home/_todo_list.html", give=lines.todo, sides=(MINE,), wide=True)
)
widgets.add(
    "visits",
    Widget(label=_("Today's visits"), template="home/_visits.html", give=lines.visits, sides=(MINE,),
           permission=visits.EDIT),
)  # fmt: skip
widgets.add("days", Widget(label=_("The next two weeks"), template="home/_days.html", give=lines.days, sides=(MINE,)))
widgets.add(
    "clocks",
    Widget(label=_("Sign-off clocks"), template="home/_clocks.html", give=lines.clocks, permission=projects.VIEW,
           clause="S0 2.4.3"),
)  # fmt: skip
widgets.add(
    "funnel",
    Widget(label=_("Open opportunities by stage"), template="home/_chart.html", give=charts.funnel,
           permission=opportunities.VIEW),
)  # fmt: skip
widgets.add(
    "money",
    Widget(label=_("Money expected and received"), template="home/_chart.html", give=charts.money,
           permission=receivables.VIEW),
)  # fmt: skip
widgets.add(
    "projects",
    Widget(label=_("Projects by state and age"), template="home/_chart.html", give=charts.projects,
           permission=projects.VIEW),
)  # fmt: skip
widgets.add(
    "people",
    Widget(label=_("Person by person"), template="home/_people.html", give=lines.people, sides=ALL_OF_US,
           permission=opportunities.VIEW, wide=True),
)  # fmt: skip
widgets.add(
    "virtual",
    Widget(label=_("Open virtual contracts"), template="home/_virtual.html", give=lines.virtual,
           permission=contracts.SEE_VIRTUAL, clause="S0 1.3.4"),
)  # fmt: skip

#: what comes first for whom, by the role of the main position; the rest follows in the order above
FIRST = {
    "account_manager": ("todo", "visits"),
    "finance": ("todo", "money"),
    "project_admin": ("todo", "clocks", "projects"),
    "commerce_rep": ("todo", "projects"),
    "contract_admin": ("todo", "virtual"),
}


def offered(person: User, side: str) -> dict[str, Widget]:
    """The widgets this person may put on a side of his desk, in the order they are first shown."""
    found = {
        key: widget for key, widget in widgets.items()
        if side in widget.sides and (not widget.permission or allowed(person, widget.permission))
    }  # fmt: skip
    place = main_place(person)
    first = [key for key in FIRST.get(place.role.code if place else "", ()) if key in found]
    return {key: found[key] for key in [*first, *(key for key in found if key not in first)]}
