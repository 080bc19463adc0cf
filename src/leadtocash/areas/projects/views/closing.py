"""Closing, archive, acceptance, and setting up anew (S0 2.5)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.actions import closing as actions
from leadtocash.areas.projects.forms.signoff import AcceptanceForm, ArchiveForm, ClosingForm
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.queries.signoff import delivery_of
from leadtocash.areas.projects.queries.steps import CLOSING, open_steps
from leadtocash.areas.projects.rules import closing as rules
from leadtocash.areas.projects.rules.signoff import items_before_closing
from leadtocash.areas.projects.views.projects import shown_project
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the closing: the basis is shown, the departments are told. Refused with what is missing."""
    project = shown_project(request, pk)
    require(person_of(request), permissions.CLOSE, project)
    delivery = delivery_of(project)
    rules.check_opening(delivery, actions.notice_of(project))
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        notice = submit(
            form, lambda: actions.open_closing(project, note=form.cleaned_data["note"], act=act_of(request))
        )
        if notice is not None:
            flash(request, _("Closing notice %(number)s went to the departments.") % {"number": notice.number})
            return redirect(project)
    context = {
        "missing": items_before_closing(delivery), "delivery": delivery,
        "submit_label": _("Send the notice round"), "who": _confirmers(project),
    }  # fmt: skip
    return _form(request, form, project, title=_("Close the project"), template="projects/closing.html", **context)


def _confirmers(project: Project) -> list[str]:
    roles = ("commerce_rep", "finance", "tech_support")
    names = [person.name for role in roles for person in with_role(role, department=project.department)[:1]]
    return [*names, project.owner.name]


@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """The archivist takes the papers; the project is closed by it."""
    project = shown_project(request, pk)
    require(person_of(request), permissions.ARCHIVE, project)
    rules.check_archiving(project, actions.notice_of(project), confirmed="archive" in open_steps(project, CLOSING))
    form = ArchiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = submit(form, lambda: actions.archive(project, place=form.cleaned_data["place"], act=act_of(request)))
        if done is not None:
            flash(request, _("%(code)s is closed.") % {"code": project.code})
            return redirect(project)
    note = {"tone": "wait", "text": _("With this the project is closed; it takes no more changes (policy 2.5.3).")}
    return _form(request, form, project, title=_("Archive the papers"), submit_label=_("Archive and close"), note=note)


@require_http_methods(["GET", "POST"])
def acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the acceptance report."""
    project = shown_project(request, pk)
    require(person_of(request), permissions.RECORD_ACCEPTANCE, project)
    recorded = hasattr(project, "acceptance")
    rules.check_acceptance(project, needed=project.contract.acceptance_needed, recorded=recorded)
    form = AcceptanceForm(request.POST or None, request.FILES or None, initial={"accepted_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        report = submit(form, lambda: actions.record_acceptance(project, act=act_of(request), **form.cleaned_data))
        if report is not None:
            flash(request, _("Acceptance recorded."))
            return redirect(project)
    return _form(request, form, project, title=_("Acceptance report"), submit_label=_("Record"))


@require_POST
def successor(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a closed project up anew: a contract is drafted from its lines."""
    project = fetch(Project, person_of(request), Project.objects.select_related("owner", "contract"), pk=pk)
    contract = actions.draft_successor(project, act=act_of(request))
    flash(
        request,
        _("Contract %(number)s drafted from %(code)s.") % {"number": contract.shown_number, "code": project.code},
    )
    return redirect(contract)


@require_GET
def print_closing(request: HttpRequest, pk: int) -> HttpResponse:
    """The closing notice on paper, with the confirmations given."""
    return print_paper(request, "projects.closing", pk)


def _form(
    request: HttpRequest, form: Any, project: Project, *, title: str, template: str = "web/form.html", **context: Any
) -> HttpResponse:
    crumbs = [
        {"label": _("Sales projects"), "url": reverse("projects:list")},
        {"label": project.code, "url": project.get_absolute_url()},
        {"label": title},
    ]
    page = {
        "form": form, "title": title, "subtitle": f"{project.code} \u00b7 {project.title}", "crumbs": crumbs,
        "cancel_url": project.get_absolute_url(), **context,
    }  # fmt: skip
    return render(request, template, page, status=422 if form.errors else 200)


urlpatterns = [
    path("projects/<int:pk>/closing/", closing, name="closing"),
    path("projects/<int:pk>/closing/print/", print_closing, name="print-closing"),
    path("projects/<int:pk>/archive/", archive, name="archive"),
    path("projects/<int:pk>/acceptance/", acceptance, name="acceptance"),
    path("projects/<int:pk>/successor/", successor, name="successor"),
]
