"""What is late: by person, department and step, with the list behind each number; and who is slow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.lists import Column, Flag
from leadtocash.foundation.web.lists.export import FORMS, Table, table_answer
from leadtocash.foundation.web.lists.filters import Choice, Person
from leadtocash.foundation.web.lists.page import Empty, ListPage
from leadtocash.foundation.web.lists.rendering import render_list
from leadtocash.foundation.workflow import lateness
from leadtocash.foundation.workflow.clocks import tag_of
from leadtocash.foundation.workflow.models import ProcessDefinition, WorkItem
from leadtocash.foundation.workflow.permissions import LATE

WAYS = get_args(lateness.By)
LABELS = {"person": _("By person"), "department": _("By department"), "step": _("By step")}


# ---------------------------------------------------------------- the list behind the numbers
def _departments(_person: Any) -> Iterable[tuple[str, Any]]:
    rows = Department.objects.filter(is_active=True).order_by("path").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def _processes(_person: Any) -> Iterable[tuple[str, Any]]:
    rows = ProcessDefinition.objects.order_by("key", "-version").distinct("key").defer("bpmn")
    return [(one.key, one.label) for one in rows]


def _steps(person: Any) -> Iterable[tuple[str, Any]]:
    rows = lateness.waiting(person, now=timezone.localtime()).order_by().distinct()
    names = lateness.StepNames()
    found = rows.values_list("instance__process", "activity__node")
    return [(node, names.of(process, node)[0]) for process, node in found]


@dataclass(frozen=True, kw_only=True)
class _InDepartment(Choice):
    """By the department of the person's main position, as the overview counts."""

    def narrow(self, rows: models.QuerySet[Any], params: Mapping[str, str], person: Any) -> models.QuerySet[Any]:
        wanted = params.get(self.name, "")
        return rows.filter(assignee__in=lateness.people_of(int(wanted))) if _number(wanted) else rows


class _Late(Flag):
    """Past its limit at the moment of asking; the others are due within two working days."""

    def narrow(self, rows: models.QuerySet[Any], params: Mapping[str, str], person: Any) -> models.QuerySet[Any]:
        late = replace(self, condition=Q(due_at__lt=timezone.localtime()))
        return super(_Late, late).narrow(rows, params, person)


def _rows(person: Any) -> models.QuerySet[WorkItem]:
    return lateness.nodes_of(lateness.waiting(person, now=timezone.localtime()))


def _clock(item: WorkItem) -> tuple[str, str]:
    return tag_of(item, now=timezone.localtime())


def _step(item: WorkItem) -> str:
    return f"{item.step.label} · {item.label}" if item.label else item.step.label


LATE_ITEMS = ListPage(
    name="late-work",
    title=_("Late work, one by one"),
    rows=_rows,
    columns=(
        Column(key="title", label=_("Document"), value="instance.title", slot="a"),
        Column(key="who", label=_("Lies with"), value="assignee.name", slot="b"),
        Column(key="step", label=_("Step"), value=_step, slot="c"),
        Column(key="process", label=_("Process"), value="instance.definition.label", slot="d"),
        Column(key="since", label=_("Since"), value="opened_at", kind="datetime", order="opened_at", slot="f"),
        Column(key="due", label=_("Due"), value="due_at", kind="date", order="due_at"),
        Column(key="clock", label=_("Time left"), kind="tag", tag=_clock, slot="e"),
    ),
    order="due_at",
    empty=Empty(title=_("Nothing is overdue"), text=_("Work past its limit, or soon at it, appears here.")),
    filters=(
        _Late(name="late", label=_("Overdue")),
        Person(name="person", label=_("Person"), field="assignee"),
        _InDepartment(name="department", label=_("Department"), options=_departments),
        Choice(name="process", label=_("Process"), field="instance__process", options=_processes),
        Choice(name="step", label=_("Step"), field="activity__node", options=_steps),
    ),
    search=("instance__title__icontains",),
    search_hint=_("Document"),
)


@require_GET
def items(request: HttpRequest) -> Any:
    """The work behind a number of the overview."""
    return render_list(request, LATE_ITEMS)


# ---------------------------------------------------------------- the overview
@require_GET
def overview(request: HttpRequest) -> HttpResponseBase:
    """How much is late, with whom, in which department, at which step."""
    person, now = person_of(request), timezone.localtime()
    by = request.GET.get("by", "")
    if by == "pace":
        return _pace_page(request, person)
    by = by if by in WAYS else "person"
    found = lateness.overview(person, by, now=now)  # type: ignore[arg-type]
    if (form := request.GET.get("export")) in FORMS:
        columns = [Column(key="label", label=LABELS[by]), *_NUMBERS]
        table = Table(f"late-work-{by}", _("What is late"), columns, [*found.lines, found.whole], str(LABELS[by]))
        return table_answer(request, table, form)
    lines = [
        {"line": line, "url": _link(by, line.key, late="1"), "soon_url": _link(by, line.key, late="0")}
        for line in found.lines
    ]
    context = {"by": by, "lines": lines, "whole": found.whole, **_frame(person, by)}
    return render(request, "workflow/late.html", context)


_NUMBERS = (
    Column(key="note", label=_("Department or process")),
    Column(key="late", label=_("Overdue"), kind="number"),
    Column(key="worst", label=_("Worst, working days over"), kind="number"),
    Column(key="average", label=_("On average, working days over"), kind="number"),
    Column(key="soon", label=_("Due within two days"), kind="number"),
)
_PACES = (
    Column(key="person", label=_("Person")),
    Column(key="step", label=_("Step")),
    Column(key="process", label=_("Process")),
    Column(key="days", label=_("Median, working days"), kind="number"),
    Column(key="count", label=_("How many"), kind="number"),
)


def _pace_page(request: HttpRequest, person: User) -> HttpResponseBase:
    """The page comes at once; the figures, counted over all that was finished of late, follow as a part of it."""
    if (form := request.GET.get("export")) in FORMS:
        rows = lateness.paces(person, now=timezone.localtime())
        return table_answer(
            request, Table("late-work-pace", _("What is late"), _PACES, rows, gettext("How fast")), form
        )
    if request.GET.get("part") == "paces":
        return render(request, "workflow/_paces.html", {"paces": lateness.paces(person, now=timezone.localtime())})
    return render(request, "workflow/late.html", {"by": "pace", **_frame(person, "pace")})


def _frame(person: User, by: str) -> dict[str, Any]:
    tabs: list[dict[str, Any]] = [{"key": key, "label": label} for key, label in LABELS.items()]
    tabs.append({"key": "pace", "label": _("How fast")})
    for tab in tabs:
        tab |= {"url": f"{reverse('workflow:late-work')}?by={tab['key']}", "current": tab["key"] == by}
    return {"tabs": tabs, "wide": allowed(person, LATE), "items_url": reverse("workflow:late-items")}


def _link(by: str, key: Any, **more: str) -> str:
    asked = {"process": key[0], "step": key[1]} if by == "step" else {by: str(key)}
    return f"{reverse('workflow:late-items')}?{urlencode({**asked, **more})}"


def _number(text: str) -> bool:
    return text.isdigit() and len(text) < 15


urlpatterns = [
    path("late-work/", overview, name="late-work"),
    path("late-work/items/", items, name="late-items"),
]
