"""The set-up task: complete, keep, submit (S0 2.3.2)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.products.queries import on_sale
from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.actions import setup as actions
from leadtocash.areas.projects.actions.authority import PROJECT
from leadtocash.areas.projects.forms.setup import SHOWN, SetupForm
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.queries.projects import lines_of
from leadtocash.areas.projects.queries.steps import role_titles
from leadtocash.areas.projects.rules import setup as rules
from leadtocash.areas.projects.tables.projects import contract_tag, state_tag
from leadtocash.areas.projects.views.projects import shown_project
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.authority import matrix
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.formats import pct, working_days
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.workflow.actions import WARNING


@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; "save" keeps a draft, otherwise it is submitted at once."""
    project = shown_project(request, pk)
    require(person_of(request), permissions.PREPARE, project)
    restarts = actions.check_change(project, act=act_of(request))
    lines = lines_of(project)
    form = SetupForm(
        request.POST or None, instance=project, lines=lines, choices=_offered(request, lines), person=person_of(request)
    )
    if request.method == "POST" and form.is_valid():
        done = submit(form, lambda: _carry_out(request, project, form))
        if done is not None:
            return redirect(reverse("projects:setup", args=[pk]) if _is_draft(request) else project.get_absolute_url())
    return _page(request, project, form, lines, restarts=restarts)


def _carry_out(request: HttpRequest, project: Project, form: SetupForm) -> Project:
    act = act_of(request)
    if _is_draft(request):
        kept = actions.save_setup(project, form.values(), form.line_values(), act=act, revision=form.revision)
        flash(request, _("Kept as a draft."))
        return kept
    done = actions.complete_setup(project, form.values(), form.line_values(), act=act, revision=form.revision)
    flash(request, _("Submitted; the project administrator checks it next."))
    return done


def _is_draft(request: HttpRequest) -> bool:
    return request.POST.get("save") == "draft"


def _offered(request: HttpRequest, lines: list[Any]) -> list[Any]:
    """The first models of the catalogue, only where a line has none yet."""
    if request.method == "GET" and all(line.product_id or line.is_service for line in lines):
        return []
    return list(on_sale(person_of(request))[:SHOWN])


def _page(request: HttpRequest, project: Project, form: SetupForm, lines: list[Any], *, restarts: bool) -> HttpResponse:
    items = rules.items_for_submission(project, lines)
    missing = sum(not item.met for item in items)
    context = {
        "form": form, "project": project, "title": _("Set-up task"),
        "subtitle": f"{project.code} \u00b7 {project.task_number}",
        "tag": dict(zip(("state", "label"), state_tag(project), strict=True)),
        "crumbs": [
            {"label": _("Sales projects"), "url": reverse("projects:list")},
            {"label": project.code, "url": project.get_absolute_url()},
            {"label": _("Set-up task")},
        ],
        "missing": items, "missing_count": missing, "approvers": _approvers(project, person_of(request)),
        "save_label": _("Keep as draft"), "submit_label": _("Submit for approval"),
        "cancel_url": project.get_absolute_url(),
        "note": {"tone": "wait", "text": WARNING} if restarts else None,
        "hint": _("What the contract says is shown in grey; it changes only with it."),
        "draft_key": f"project-setup-{project.pk}-{project.revision}",
        "contract_tag": contract_tag(project),
        "quantity": sum(line.quantity for line in lines), "amount": sum(line.amount for line in lines),
    }  # fmt: skip
    return render(request, "projects/setup.html", context, status=422 if form.errors else 200)


def _approvers(project: Project, person: User) -> dict[str, Any]:
    """Who checks and approves after submitting, by the authority table, and why."""
    admins = _names(with_role("project_admin", department=project.department))
    entries = [{"title": _("Project administrator %(names)s") % {"names": admins},
                "text": _("Codes and models by the rules"),
                "limit": working_days(1)}]  # fmt: skip
    facts = {
        "amount": project.amount, "margin": project.margin_share,
        "contract_kind": "virtual" if project.is_virtual else "formal",
    }  # fmt: skip
    try:
        ruling = matrix.approvers(PROJECT, facts, project.department, on=timezone.localdate())
    except RuleError as refusal:
        return {"clause": "S0 2.1.2", "note": refusal.message, "entries": entries}
    titles = role_titles(ruling.roles)
    for role in ruling.roles:
        names = _names(with_role(role, department=project.department))
        entries.append({"title": f"{titles.get(role, role)} {names}", "text": "", "limit": working_days(2)})
    margin = pct(project.margin_share) if sees(person, project, "margin_share") else _("hidden")
    note = _("Row %(row)s of the authority table: amount %(amount)s, margin %(margin)s.") % {
        "row": ruling.row.code, "amount": f"{project.amount:,.2f}", "margin": margin,
    }  # fmt: skip
    return {"clause": ruling.row.clause, "note": note, "entries": entries}


def _names(people: list[Any]) -> str:
    return joined(person.name for person in people)


@require_POST
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Submit what is there."""
    project = fetch(Project, person_of(request), pk=pk)
    actions.submit_setup(project, act=act_of(request))
    flash(request, _("Submitted; the project administrator checks it next."))
    return redirect(project)


@require_GET
def print_setup(request: HttpRequest, pk: int) -> HttpResponse:
    """The set-up task on paper."""
    return print_paper(request, "projects.setup", pk)


urlpatterns = [
    path("projects/<int:pk>/setup/", setup, name="setup"),
    path("projects/<int:pk>/submission/", submission, name="submission"),
    path("projects/<int:pk>/setup/print/", print_setup, name="print-setup"),
]
