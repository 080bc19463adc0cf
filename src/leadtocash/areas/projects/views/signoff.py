"""The sign-off page: serial numbers, scan, signer; checked while one types; handed in when complete (S0 2.4.3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.actions import signoff as actions
from leadtocash.areas.projects.forms.signoff import SheetForm, blocks_of, posted_rows
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.queries.projects import lines_of
from leadtocash.areas.projects.queries.signoff import SCAN, delivery_of
from leadtocash.areas.projects.rules import signoff as rules
from leadtocash.areas.projects.views.projects import shown_project
from leadtocash.areas.projects.views.shown import clock_shown
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.documents import actions as documents
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_http_methods(["GET", "POST"])
def signoff(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet. Saving keeps what is right and shows what is not; "hand in" then asks for the rest."""
    project = shown_project(request, pk)
    require(person_of(request), permissions.SIGN_OFF, project)
    delivery = delivery_of(project)
    rules.check_may_enter(project, delivery.sheet)
    form = SheetForm(request.POST or None, instance=delivery.sheet)
    checked = None
    if request.method == "POST" and form.is_valid():
        entered = submit(form, lambda: _save(request, project, form))
        if entered is not None and not entered.errors:
            return _after_saving(request, project, entered)
        if entered is not None:
            checked = entered.rows
            form = SheetForm(instance=delivery_of(project).sheet)
    elif request.method == "POST":
        checked = actions.check_serials(project, posted_rows(request.POST), person_of(request))
    return _page(request, project, form, checked)


def _save(request: HttpRequest, project: Project, form: SheetForm) -> actions.Entered:
    return actions.save_signoff(
        project,
        form.cleaned_data,
        posted_rows(request.POST),
        act=act_of(request),
        scans=request.FILES.getlist("scan"),
        revision=form.revision,
    )


def _after_saving(request: HttpRequest, project: Project, entered: actions.Entered) -> HttpResponse:
    if request.POST.get("save") == "hand_in":
        actions.hand_in(project, act=act_of(request))
        flash(request, _("Handed in; the project administrator checks it next."))
        return redirect(project)
    words = ngettext("Kept: %(n)s serial number.", "Kept: %(n)s serial numbers.", entered.count)
    flash(request, words % {"n": entered.count})
    return redirect("projects:signoff", pk=project.pk)


def _page(request: HttpRequest, project: Project, form: SheetForm, checked: Any) -> HttpResponse:
    delivery = delivery_of(project)
    stored = list(project.serials.all())
    blocks = blocks_of(delivery.lines, stored, checked)
    items = rules.items_for_signoff(delivery)
    context = {
        "project": project, "delivery": delivery, "form": form, "blocks": blocks,
        "bad": sum(block.bad for block in blocks),
        "saved": checked is not None and not form.errors,
        "signoff_clock": clock_shown(project, timezone.localdate()),
        "scans": documents.attachments_of(project, category=SCAN),
        "gate": {"title": _("Still missing"), "scope": _("for the sign-off"), "items": items},
        "missing_count": sum(not item.met for item in items),
        "title": _("Sign-off"), "subtitle": f"{project.code} \u00b7 {project.title}",
        "ratio": delivery.have / delivery.needed if delivery.needed else 1,
        "crumbs": [
            {"label": _("Sales projects"), "url": reverse("projects:list")},
            {"label": project.code, "url": project.get_absolute_url()},
            {"label": _("Sign-off")},
        ],
        "back_url": project.get_absolute_url(),
        "draft_key": f"signoff-{project.pk}-{delivery.sheet.revision if delivery.sheet else 0}",
    }  # fmt: skip
    return render(request, "projects/signoff.html", context, status=422 if form.errors else 200)


@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is wrong with the rows as they stand on the screen; nothing is stored."""
    project = fetch(Project, person_of(request), pk=pk)
    require(person_of(request), permissions.SIGN_OFF, project)
    lines = lines_of(project)
    rows = actions.check_serials(project, posted_rows(request.POST), person_of(request), lines)
    context = {
        "rows": rows, "good": sum(row.is_good for row in rows), "bad": [row for row in rows if row.error],
        "needed": sum(line.needed_serials for line in lines),
    }  # fmt: skip
    return render(request, "projects/_serial_check.html", context)


@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the signed sheet in."""
    project = fetch(Project, person_of(request), Project.objects.select_related("owner"), pk=pk)
    actions.hand_in(project, act=act_of(request))
    flash(request, _("Handed in; the project administrator checks it next."))
    return redirect(project)


@require_GET
def print_signoff(request: HttpRequest, pk: int) -> HttpResponse:
    """The sign-off sheet on paper, for the customer to sign and stamp."""
    return print_paper(request, "projects.signoff", pk)


urlpatterns = [
    path("projects/<int:pk>/signoff/", signoff, name="signoff"),
    path("projects/<int:pk>/signoff/submission/", hand_in, name="hand-in"),
    path("projects/<int:pk>/signoff/print/", print_signoff, name="print-signoff"),
    path("projects/<int:pk>/serials/check/", check, name="check-serials"),
]
