"""Serial numbers from tables: each row one device of a project's line, checked as on the sign-off sheet (S0 2.4.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.actions.signoff import add_serials, enter_serials
from leadtocash.areas.projects.models import EquipmentLine, Project, SerialNumber
from leadtocash.areas.projects.rules.serials import Row
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange.importable import Column, Given, Importable
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.kernel.text import clean_serial


class Serials(Importable):
    """Numbers of arrived equipment; several projects in one table."""

    kind, model, label = "projects.serialnumber", SerialNumber, gettext_lazy("Serial numbers")
    list_url, order, updates = "projects:list", 60, False
    columns = (
        Column(key="project", label=gettext_lazy("project code"), required=True,
               names=gettext_lazy("project|project number")),
        Column(key="line", label=gettext_lazy("model"), names=gettext_lazy("product|line"),
               help=gettext_lazy("model, description or line number; may be empty where the project has one line")),
        Column(key="serial", label=gettext_lazy("serial number"), required=True, names=gettext_lazy("S/N|SN")),
        Column(key="box", label=gettext_lazy("box number"), names=gettext_lazy("carton")),
    )  # fmt: skip

    def may(self, person: User) -> bool:
        return allowed(person, permissions.SIGN_OFF)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        serial = clean_serial(row.values.get("serial", ""))
        return [("serial", serial)] if serial else []

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        codes = {row.values["project"].upper() for row in rows}
        projects = {one.code.upper(): one for one in Project.objects.visible_to(act.person).filter(code__in=codes)}
        lines: dict[int, list[EquipmentLine]] = defaultdict(list)
        for line in EquipmentLine.objects.filter(project__in=projects.values(), needs_serial=True, is_service=False):
            lines[line.project_id].append(line)
        there = {(s.project_id, s.serial): s for s in SerialNumber.objects.filter(project__in=projects.values())}
        for row in rows:
            project = projects.get(row.values["project"].upper())
            if project is None:
                row.refuse("project", _("There is no such project, or you may not see it."))
                continue
            row.values["project"] = project
            row.twin = there.get((project.pk, clean_serial(row.values["serial"])))
            found = _lines(lines[project.pk], row.values.get("line", ""))
            if len(found) == 1:
                row.values["line"] = found[0]
            else:
                several = _("Several lines of the project are called so; write the number of the line.")
                row.refuse("line", several if found else _("The project has no such line with serial numbers."))

    def create(self, rows: Sequence[Given], *, act: Act, trial: bool) -> None:
        by_project: dict[Project, list[Given]] = defaultdict(list)
        for row in rows:
            by_project[row.values["project"]].append(row)
        for project, some in by_project.items():
            wanted = [
                Row(line=r.values["line"].pk, serial=r.values["serial"], box=r.values.get("box", "")) for r in some
            ]
            try:
                with transaction.atomic():
                    entered = add_serials(project, wanted, act=act)
            except (RuleError, NotAllowed) as error:
                for row in some:
                    row.refuse_all(error)
                continue
            stored = {one.serial: one for one in project.serials.all()}
            for row, checked in zip(some, entered.rows, strict=True):
                row.record = stored.get(checked.serial) if not checked.error else None
                if checked.error:
                    row.refuse("serial", checked.error)

    def remove(self, records: Sequence[Any], *, act: Act) -> None:
        gone = {one.pk for one in records}
        for project in Project.objects.filter(pk__in={one.project_id for one in records}):
            kept = [s for s in project.serials.order_by("pk") if s.pk not in gone]
            enter_serials(project, [Row(line=s.line_id, serial=s.serial, box=s.box) for s in kept], act=act)

    def url_of(self, record: Any) -> str:
        return str(record.project.get_absolute_url())


def _lines(lines: list[EquipmentLine], said: str) -> list[EquipmentLine]:
    if not said:
        return lines
    word = said.casefold()
    named = [line for line in lines if word in (line.model.casefold(), line.description.casefold())]
    return named or [line for line in lines if str(line.position) == word]
