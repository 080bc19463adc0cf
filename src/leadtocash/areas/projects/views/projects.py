"""List and page of sales projects."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.actions.closing import notice_of
from leadtocash.areas.projects.models import Project, SignoffSheet
from leadtocash.areas.projects.queries import projects as queries
from leadtocash.areas.projects.queries.signoff import delivery_of
from leadtocash.areas.projects.queries.steps import CLOSING, confirmations, open_steps
from leadtocash.areas.projects.rules.signoff import Delivery
from leadtocash.areas.projects.tables.projects import PROJECTS
from leadtocash.areas.projects.views import shown
from leadtocash.areas.projects.views.verbs import menu_of, verbs_of
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.gate import allowed, fetch
from leadtocash.foundation.calendar import days
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.details import Tab, render_detail
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, PROJECTS)


def shown_project(request: HttpRequest, pk: int) -> Project:
    """The project of an address with what its pages print, if this person may see it, else 404."""
    rows = Project.objects.select_related(*queries.RELATED, "acceptance")
    return fetch(Project, person_of(request), rows, pk=pk)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    project, person, today = shown_project(request, pk), person_of(request), timezone.localdate()
    delivery, notice = delivery_of(project), notice_of(project)
    archiving = notice is not None and "archive" in open_steps(project, CLOSING)
    return render_detail(
        request,
        "projects/detail.html",
        project,
        title=project.title,
        code=project.code,
        crumbs=[{"label": _("Sales projects"), "url": reverse("projects:list")}, {"label": project.code}],
        tags=shown.tags_of(project),
        verbs=verbs_of(person, delivery, notice, archiving=archiving),
        more=menu_of(person, delivery, notice),
        facts=shown.facts_of(person, project),
        steps=shown.steps_of(project, today),
        clock=shown.clock_shown(project, today),
        free_days=_free_days(project),
        delivery=delivery,
        note=_note(delivery),
        gate=shown.gate_of(delivery, notice),
        tabs=_tabs(person, delivery, notice),
    )


def _tabs(person: Any, delivery: Delivery, notice: Any) -> list[Tab]:
    project = delivery.project
    sees_cost = sees(person, project, "cost_amount")
    purchases = queries.purchases_of(project)
    return [
        Tab(
            key="equipment", label=_("Equipment and sign-off"), template="projects/_equipment.html",
            count=sum(line.quantity for line in delivery.lines),
            context=lambda: {
                "rows": shown.lines_shown(delivery), "sheet": delivery.sheet, "notice": notice,
                "serials": list(project.serials.select_related("line")), "confirmations": confirmations(project),
                "quantity": sum(line.quantity for line in delivery.lines),
                "amount": sum(line.amount for line in delivery.lines),
                "acceptance": getattr(project, "acceptance", None),
            },
        ),
        Tab(
            key="purchasing", label=_("Purchasing"), template="projects/_purchasing.html", count=len(purchases),
            context=lambda: {
                "lines": delivery.lines, "purchases": purchases, "sees_cost": sees_cost,
                "may_buy": allowed(person, permissions.BUY, project) and project.state == Project.State.SET_UP,
                "cost_now": queries.cost_now(delivery.lines, purchases),
            },
        ),
        Tab(key="data", label=_("Set-up data"), template="projects/_data.html"),
    ]  # fmt: skip


def _note(delivery: Delivery) -> dict[str, str] | None:
    project, sheet = delivery.project, delivery.sheet
    if sheet is not None and sheet.state == SignoffSheet.State.RETURNED:
        return {
            "tone": "late", "text": _("The signed sheet came back: %(reason)s") % {"reason": sheet.return_reason},
            "url": reverse("projects:signoff", args=[project.pk]), "action": _("Correct it"),
        }  # fmt: skip
    if project.is_virtual and project.state != Project.State.CANCELLED:
        return {
            "tone": "wait",
            "text": _("This project runs on virtual contract %(number)s; the formal one is not signed yet.")
            % {"number": project.contract.shown_number},
        }  # fmt: skip
    return None


def _free_days(project: Project) -> int:
    if project.arrived_on is None or project.signoff_due_on is None:
        return 0
    return len(days.not_counted(project.arrived_on, project.signoff_due_on))


urlpatterns = [
    path("projects/", listing, name="list"),
    path("projects/<int:pk>/", detail, name="detail"),
]
