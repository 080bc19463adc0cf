"""Pages of equipment changes: read the request, call one action, answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.actions import change as actions
from leadtocash.areas.projects.forms.change import ReasonForm, sheet
from leadtocash.areas.projects.models import EquipmentChange, Project
from leadtocash.areas.projects.queries import change as queries
from leadtocash.areas.projects.rules import change as rules
from leadtocash.areas.projects.rules.states import check_not_frozen
from leadtocash.areas.projects.tables.change import CHANGES
from leadtocash.areas.projects.views import change_pages as pages
from leadtocash.areas.projects.views.verbs import more_verbs
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list
from leadtocash.foundation.workflow.actions import WARNING, restarts_on_edit

State = EquipmentChange.State
#: the form of a change under approval, whose approval begins again by saving
RESTARTING = {"note": {"tone": "wait", "text": WARNING}, "submit_label": gettext_lazy("Save, restart the approval")}


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, CHANGES)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    change: EquipmentChange = fetch(EquipmentChange, person, queries.shown(), pk=pk)
    sees_margin = sees(person, change, "cost_after")
    missing = _missing(change) if change.state == State.DRAFT else []
    return render_detail(
        request,
        "projects/change_detail.html",
        change,
        title=_("Equipment change %(number)s") % {"number": change.number},
        code=change.number,
        subtitle=change.project.title,
        crumbs=_crumbs(change.project, change.number),
        tags=[{"state": rules.TONES[State(change.state)], "label": change.get_state_display()}],
        facts=pages.facts(change, sees_margin=sees_margin),
        note=pages.note(change),
        gate={"title": _("Missing before you can submit"), "items": missing} if missing else None,
        verbs=_verbs(change, person, len(missing)),
        more=[Verb(label=_("Print"), url=reverse("projects:equipment-change-print", args=[pk]), icon="printer")],
        tabs=[
            Tab(
                key="lines",
                label=_("Lines"),
                template="projects/change_lines.html",
                context=lambda: pages.comparison(pages.rows_of(change), sees_margin=sees_margin),
                count=change.lines.count(),
            )
        ],
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a change: the sheet begins with the lines in force."""
    person = person_of(request)
    project: Project = fetch(Project, person, Project.objects.select_related("owner"), pk=pk)
    require(person, permissions.CHANGE, project)
    rules.check_can_ask(project, queries.open_change(project), queries.papers_out(project))
    lines = queries.lines_of(project)
    reason = ReasonForm(request.POST or None)
    rows = sheet(request.POST or None, lines=lines, with_cost=sees(person, project, "cost_amount"))
    if request.method == "POST" and reason.is_valid() and rows.is_valid():
        wanted = rows.lines({line.pk: line for line in lines})
        made = submit(
            reason,
            lambda: actions.draft_change(project, reason.cleaned_data["reason"], wanted, act=act_of(request)),
        )
        if made is not None:
            flash(request, _("Draft saved. Look at the difference, then submit it."))
            return redirect(made)
    return _form(request, project, reason, rows, title=_("New equipment change"), back=project.get_absolute_url())


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter reason and lines anew; ?fresh=1 begins again with the lines in force."""
    person = person_of(request)
    change: EquipmentChange = fetch(EquipmentChange, person, queries.shown(), pk=pk)
    require(person, permissions.CHANGE, change)
    restarts = actions.check_edit(change, act=act_of(request))
    in_force = queries.lines_of(change.project)
    shown = in_force if request.GET.get("fresh") else list(change.lines.select_related("product"))
    reason = ReasonForm(request.POST or None, initial={"reason": change.reason})
    rows = sheet(request.POST or None, lines=shown, with_cost=sees(person, change, "cost_after"))
    if request.method == "POST" and reason.is_valid() and rows.is_valid():
        wanted = rows.lines({line.pk: line for line in in_force})
        seen = request.POST.get("revision", "")
        done = submit(
            reason,
            lambda: actions.edit_change(
                change,
                reason.cleaned_data["reason"],
                wanted,
                act=act_of(request),
                revision=int(seen) if seen.isdigit() else None,
            ),
        )
        if done is not None:
            said = _("Saved; the approval has begun again.")
            flash(request, said if restarts else _("Draft saved. Look at the difference, then submit it."))
            return redirect(done)
    return _form(
        request, change.project, reason, rows, title=change.number, back=change.get_absolute_url(),
        revision=request.POST.get("revision") or change.revision,
        prefill={"url": "?fresh=1", "label": _("Begin again with the list in force")},
        **(RESTARTING if restarts else {}),
    )  # fmt: skip


@require_POST
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    change: EquipmentChange = fetch(EquipmentChange, person_of(request), pk=pk)
    actions.submit_change(change, act=act_of(request))
    flash(request, _("Submitted: commerce and finance have it now."))
    return redirect(change)


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    change: EquipmentChange = fetch(EquipmentChange, person_of(request), pk=pk)
    actions.drop_change(change, act=act_of(request))
    flash(request, _("Draft dropped; nothing has changed."))
    return redirect(change.project)


@require_GET
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions of the equipment list side by side (?from=1&to=2; the last change when not named)."""
    person = person_of(request)
    project: Project = fetch(Project, person, pk=pk)
    sees_margin = sees(person, project, "cost_amount")
    context = pages.versions(project, request.GET, sees_margin=sees_margin)
    crumbs = _crumbs(project, _("Versions"))
    return render(request, "projects/change_versions.html", {"project": project, "crumbs": crumbs, **context})


@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    return print_paper(request, "projects.change", pk)


def verbs_for(project: Project, user: User, today: date) -> list[Verb]:
    """What a project's page offers: ask for an equipment change; held before set-up and while one is open."""
    if not allowed(user, permissions.CHANGE, project):
        return []
    missing = rules.asking_missing(project, queries.open_change(project), queries.papers_out(project))
    url = rules.edit_url(project)
    return [Verb(label=_("Equipment change"), url=url, icon="replace", missing=len(missing))]


def _missing(change: EquipmentChange) -> list[Any]:
    project = change.project
    in_force = queries.lines_of(project)
    lines = list(change.lines.select_related("series__category", "line"))
    found = rules.line_problems(
        lines, {line.pk: line for line in in_force}, queries.taken(in_force), url=change.get_absolute_url()
    )
    return [*found, *queries.papers_out(project)]


def _verbs(change: EquipmentChange, person: User, missing: int) -> list[Verb]:
    if not allowed(person, permissions.CHANGE, change):
        return []

    def url(name: str) -> str:
        return reverse(f"projects:{name}", args=[change.pk])

    if restarts_on_edit(change, process=actions.PROCESS):
        return [Verb(label=_("Edit"), url=url("equipment-change-edit"), icon="pencil")]
    if change.state != State.DRAFT:
        return []
    return [
        Verb(label=_("Drop"), url=url("equipment-change-withdrawal"), post=True, icon="trash",
             confirm=_("Drop the draft %(number)s?") % {"number": change.number}),
        Verb(label=_("Edit"), url=url("equipment-change-edit"), icon="pencil"),
        Verb(label=_("Submit"), url=url("equipment-change-submission"), post=True, icon="send", primary=True,
             missing=missing),
    ]  # fmt: skip


def _crumbs(project: Project, last: str) -> list[dict[str, str]]:
    return [
        {"label": _("Sales projects"), "url": reverse("projects:list")},
        {"label": project.code, "url": project.get_absolute_url()},
        {"label": last},
    ]


def _form(
    request: HttpRequest, project: Project, reason: ReasonForm, rows: Any, *, title: str, back: str, **context: Any
) -> HttpResponse:
    check_not_frozen(project)
    page = {
        "form": reason,
        "rows": rows,
        "products": queries.on_sale(),
        "project": project,
        "title": title,
        "subtitle": str(project),
        "cancel_url": back,
        "crumbs": _crumbs(project, title),
        "submit_label": _("Save the draft"),
        "approvers": pages.who_decides(project, timezone.localdate()),
        **context,
    }
    return render(request, "projects/change_form.html", page, status=422 if reason.is_bound else 200)


more_verbs.add("change", lambda person, project: (verbs_for(project, person, timezone.localdate()), []))

urlpatterns = [
    path("equipment-changes/", listing, name="equipment-changes"),
    path("equipment-changes/<int:pk>/", detail, name="equipment-change"),
    path("equipment-changes/<int:pk>/edit/", edit, name="equipment-change-edit"),
    path("equipment-changes/<int:pk>/submission/", submission, name="equipment-change-submission"),
    path("equipment-changes/<int:pk>/withdrawal/", withdrawal, name="equipment-change-withdrawal"),
    path("equipment-changes/<int:pk>/print/", printed, name="equipment-change-print"),
    path("projects/<int:pk>/equipment-changes/new/", new, name="new-equipment-change"),
    path("projects/<int:pk>/equipment-versions/", versions, name="equipment-versions"),
]
