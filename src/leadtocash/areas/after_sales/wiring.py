"""What after-sales hears and shows: devices of closed projects, on the pages of projects and customers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.after_sales import actions, limits, permissions, queries, rules
from leadtocash.areas.after_sales.models import InstalledUnit
from leadtocash.areas.projects.events import ProjectClosed
from leadtocash.areas.projects.models import Project
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.search.sources import Source, sources
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels

#: devices printed on another record's page; the list shows all
SHOWN = 200


def _closed(event: ProjectClosed) -> None:
    actions.take_over(Project.objects.select_related("contract").get(pk=event.project_id), act=event.act)


listen(ProjectClosed, _closed)


def _units(request: HttpRequest, record: Any) -> dict[str, Any]:
    person: Any = request.user
    find = queries.of_project if isinstance(record, Project) else queries.of_customer
    rows = find(record.pk, person)
    units = list(rows[: SHOWN + 1])
    for unit in units:
        unit.warranty = rules.warranty_of(unit.warranty_until, timezone.localdate(), number(limits.ENDING))
        unit.tone = rules.TONES[unit.warranty]
    return {"units": units[:SHOWN], "more": len(units) > SHOWN, "of_customer": find is queries.of_customer}


def _count(user: Any, record: Any) -> int | None:
    if not allowed(user, permissions.VIEW):
        return None
    field = "project" if isinstance(record, Project) else "customer"
    return InstalledUnit.objects.visible_to(user).filter(**{field: record.pk}).count()


for name, kind in (("project-units", "projects.project"), ("customer-units", "customers.customer")):
    panels.add(
        name,
        Panel(
            kind=kind, place="tab", label=_("Installed devices"), template="after_sales/_units.html", context=_units,
            order=60, count=_count,
        ),
    )  # fmt: skip

entries.add(
    "installed",
    Entry(
        group="service", label=_("Installed base"), icon="server", url_name="after_sales:list", order=10,
        may=lambda person: allowed(person, permissions.VIEW),
    ),
)  # fmt: skip
sources.add(
    "after_sales.installedunit",
    Source(
        model=InstalledUnit, label=_("Installed base"), icon="server", names=("model",), numbers=("serial",),
        with_=("customer",), line=lambda u: f"{u.model} · {u.customer.name}",
    ),
)  # fmt: skip
