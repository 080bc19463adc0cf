"""The planned actions of pre-sales projects from tables people drew up elsewhere (xlsx, csv)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.presales import actions, permissions
from leadtocash.areas.presales.models import Element, ElementAction, PresalesProject
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given, Importable, choosing
from leadtocash.foundation.exchange.people import put_people
from leadtocash.foundation.kernel.act import Act


class PlannedActions(Importable):
    """Each row one action of a project's plan; several projects in one table."""

    kind, model, label = "presales.elementaction", ElementAction, gettext_lazy("Planned actions")
    list_name, list_url, order = "presales_actions", "presales:actions", 47
    updates = False
    note = gettext_lazy("Into projects whose team works. Who is left empty lies with you.")
    columns = (
        Column(key="project", label=gettext_lazy("pre-sales number"), required=True,
               names=gettext_lazy("project|number"), example="LXPS-2026-0001"),
        choosing("kind", gettext_lazy("element"), Element.Kind.choices, required=True),
        Column(key="what", label=gettext_lazy("what to do"), required=True, names=gettext_lazy("action|task")),
        Column(key="owner", label=gettext_lazy("who"), names=gettext_lazy("responsible|owner"),
               help=gettext_lazy("name or sign-in name")),
        Column(key="starts_on", label=gettext_lazy("starts on"), parse=cells.day, names=gettext_lazy("begin|start")),
        Column(key="due_on", label=gettext_lazy("until"), required=True, parse=cells.day,
               names=gettext_lazy("end|due on")),
    )  # fmt: skip

    def may(self, person: User) -> bool:
        return allowed(person, permissions.EDIT)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        told = (row.values.get(name, "") for name in ("project", "kind", "what", "due_on"))
        return [("what", " ".join(str(one) for one in told).casefold())]

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        numbers = {row.values["project"].upper() for row in rows if "project" in row.values}
        found = PresalesProject.objects.visible_to(act.person).filter(number__in=numbers)
        known = {one.number: one for one in found.select_related("opportunity")}
        planned = ElementAction.objects.filter(project__in=known.values())
        there = {(one.project_id, one.kind, one.what): one for one in planned}
        put_people(rows, "owner", default=act.person)
        for row in rows:
            project = known.get(str(row.values.get("project", "")).upper())
            if project is None:
                row.refuse("project", _("There is no pre-sales project with this number, or you may not see it."))
                continue
            row.values["project"] = project
            row.twin = there.get((project.pk, row.values.get("kind", ""), row.values.get("what", "")))

    def make(self, row: Given, *, act: Act) -> models.Model:
        values = {name: row.values[name] for name in ("kind", "what", "owner", "starts_on", "due_on")
                  if name in row.values}  # fmt: skip
        return actions.add_part(row.values["project"], ElementAction(**values), act=act)
