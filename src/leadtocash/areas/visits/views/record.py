"""Pages of visits: read the request, call one action, answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.customers.models import Contact
from leadtocash.areas.visits import actions, permissions
from leadtocash.areas.visits.forms.visits import (
    CancelForm,
    CommitmentSheet,
    LogForm,
    MinutesForm,
    MoveForm,
    PlanForm,
)
from leadtocash.areas.visits.models import Commitment, Visit
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.areas.visits.rules import visits as rules
from leadtocash.areas.visits.tables.visits import COMMITMENTS, VISITS
from leadtocash.areas.visits.views import showing
from leadtocash.areas.visits.views.forms import form_page
from leadtocash.areas.visits.words import tag_of
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list
from leadtocash.foundation.web.picking import answer


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, VISITS, template="visits/list.html")


@require_GET
def commitments(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(person_of(request), permissions.VIEW)
    return render_list(request, COMMITMENTS)


@require_GET
def contacts(request: HttpRequest) -> JsonResponse:
    """Contacts for a picker: ?q= a part of the name."""
    rows = Contact.objects.visible_to(person_of(request)).select_related("customer").order_by("name", "pk")
    return answer(request, lambda words: rows.filter(name__icontains=words), hint="customer")


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person, act = person_of(request), act_of(request)
    visit = fetch(Visit, person, queries.with_everything(), pk=pk)
    may_edit = allowed(person, permissions.EDIT, visit)
    verbs, more = showing.verbs(visit, today=act.today) if may_edit else ([], [])
    state, label = tag_of(visit, act.today)
    minutes = Tab(
        key="minutes", label=_("Minutes"), template="visits/_minutes.html",
        context=lambda: showing.minutes(visit, person, may_edit=may_edit),
    )  # fmt: skip
    return render_detail(
        request,
        "visits/detail.html",
        visit,
        title=visit.purpose,
        code=visit.number,
        crumbs=[{"label": _("Visits"), "url": reverse("visits:list")}, {"label": visit.number}],
        tags=[{"state": state, "label": label}, {"state": "plain", "label": visit.get_kind_display()}],
        facts=showing.facts(visit, person),
        note=showing.note(visit, now=act.at),
        gate=showing.gate(visit),
        verbs=verbs,
        more=[*more, showing.printing(visit)],
        tabs=[minutes],
    )


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a visit; ?customer= or ?opportunity= fills it in."""
    person, act = person_of(request), act_of(request)
    require(person, permissions.EDIT)
    first = {"day": request.GET.get("day") or act.today, **named_in(request)}
    form = PlanForm(request.POST or None, initial=first, person=person)
    if request.method == "POST" and form.is_valid():
        made = submit(form, lambda: actions.plan_visit(form.cleaned_data, act=act))
        if made is not None:
            flash(request, _("Planned for %(day)s.") % {"day": made.day.isoformat()})
            return redirect(made)
    return form_page(request, form, title=_("Plan a visit"), back=_back(first), submit_label=_("Plan"))


@require_http_methods(["GET", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Log what took place; ?customer=, ?opportunity= or ?kind= fills it in."""
    person, act = person_of(request), act_of(request)
    require(person, permissions.EDIT)
    first = {"day": act.today, "kind": request.GET.get("kind", Visit.Kind.CALL), **named_in(request)}
    form = LogForm(request.POST or None, initial=first, person=person)
    sheet = CommitmentSheet(request.POST or None, prefix="commitments")
    if request.method == "POST" and form.is_valid() and sheet.is_valid():
        made = submit(form, lambda: actions.log_visit(form.cleaned_data, sheet.values(), act=act))
        if made is not None:
            flash(request, _("Logged %(number)s.") % {"number": made.number})
            return redirect(made)
    return form_page(request, form, title=_("Log"), back=_back(first), sheet=sheet)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    visit = _mine(request, pk)
    rules.check_planned(state=visit.state, number=visit.number)
    form = PlanForm(request.POST or None, instance=visit, person=person_of(request))
    if request.method == "POST" and form.is_valid():
        act = act_of(request)
        changed = submit(
            form, lambda: actions.change_visit(visit, form.cleaned_data, act=act, revision=form.revision)
        )  # fmt: skip
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed)
    return form_page(request, form, title=_("Change the plan"), back=visit.get_absolute_url(), code=visit.number)


@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said: for a planned visit that has taken place, or to correct what was written."""
    visit, act = _mine(request, pk), act_of(request)
    rules.check_can_be_held(state=visit.state, number=visit.number, day=visit.day, today=act.today)
    form = MinutesForm(request.POST or None, instance=visit, person=person_of(request))
    initial = None if request.POST else [showing.row(one) for one in visit.commitments.all() if one.kept_on is None]
    sheet = CommitmentSheet(request.POST or None, prefix="commitments", initial=initial)
    if request.method == "POST" and form.is_valid() and sheet.is_valid():
        written = submit(
            form,
            lambda: actions.write_minutes(visit, form.cleaned_data, sheet.values(), act=act, revision=form.revision),
        )
        if written is not None:
            flash(request, _("Minutes saved."))
            return redirect(written)
    return form_page(
        request, form, title=_("Minutes"), back=visit.get_absolute_url(), sheet=sheet, code=visit.number,
        subtitle=f"{visit.customer} · {visit.purpose}",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def cancellation(request: HttpRequest, pk: int) -> HttpResponse:
    visit = _mine(request, pk)
    rules.check_planned(state=visit.state, number=visit.number)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        cancelled = submit(form, lambda: actions.cancel_visit(visit, reason=reason, act=act_of(request)))
        if cancelled is not None:
            flash(request, _("Cancelled."))
            return redirect(cancelled)
    return form_page(
        request, form, title=_("Cancel the visit"), back=visit.get_absolute_url(), subtitle=visit.purpose,
        submit_label=_("Cancel the visit"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def day(request: HttpRequest, pk: int) -> HttpResponse:
    """Move to another day: by the form, or an entry of the calendar dropped on it (`to`)."""
    visit = _mine(request, pk)
    given = {"day": request.POST.get("to") or request.POST.get("day", "")}
    form = MoveForm(given) if request.method == "POST" else MoveForm(initial={"day": visit.day})
    if request.method == "POST" and form.is_valid():
        moved = submit(form, lambda: actions.move_visit(visit, form.cleaned_data["day"], act=act_of(request)))
        if moved is not None:
            flash(request, _("Moved to %(day)s.") % {"day": moved.day.isoformat()})
            return redirect(moved)
    return form_page(
        request, form, title=_("Move to another day"), back=visit.get_absolute_url(), subtitle=visit.purpose
    )


@require_POST
def arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """One touch at the customer's door."""
    visit = actions.arrive(_mine(request, pk), act=act_of(request))
    flash(request, _("Arrived; write the minutes when you are done."))
    return redirect("visits:minutes" if request.POST.get("then") == "minutes" else "visits:detail", visit.pk)


@require_POST
def holding(request: HttpRequest, pk: int) -> HttpResponse:
    """It took place; the minutes follow."""
    visit = actions.hold_visit(_mine(request, pk), act=act_of(request))
    due = visit.minutes_due_on.isoformat() if visit.minutes_due_on else ""
    flash(request, _("Noted. The minutes are due on %(day)s.") % {"day": due})
    return redirect(visit)


@require_POST
def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    """A commitment is kept (`kept=1`) or open again."""
    rows = Commitment.objects.select_related("visit__customer")
    one = fetch(Commitment, person_of(request), rows, pk=pk)
    actions.settle(one, kept=request.POST.get("kept") == "1", act=act_of(request))
    return redirect(one.visit)


@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    return print_paper(request, "visits.minutes", pk)


def _mine(request: HttpRequest, pk: int) -> Visit:
    visit = fetch(Visit, person_of(request), queries.with_everything(), pk=pk)
    require(person_of(request), permissions.EDIT, visit)
    return visit


def named_in(request: HttpRequest) -> dict[str, Any]:
    """The deal and customer the address names, as far as the person sees them."""
    deal = queries.deal(request.GET.get("opportunity", ""), person_of(request))
    if deal is not None:
        return {"opportunity": deal.pk, "customer": deal.customer_id}
    return {"customer": request.GET.get("customer")}


def _back(first: dict[str, Any]) -> str:
    if first.get("opportunity"):
        return f"{reverse('opportunities:detail', args=[first['opportunity']])}?tab=visits"
    known = str(first.get("customer") or "")
    if known.isdigit():
        return f"{reverse('customers:detail', args=[known])}?tab=visits"
    return reverse("visits:list")


urlpatterns = [
    path("visits/", listing, name="list"),
    path("visits/new/", plan, name="new"),
    path("visits/log/", log, name="log"),
    path("visits/commitments/", commitments, name="commitments"),
    path("visits/contacts/", contacts, name="contacts"),
    path("visits/<int:pk>/", detail, name="detail"),
    path("visits/<int:pk>/edit/", edit, name="edit"),
    path("visits/<int:pk>/minutes/", minutes, name="minutes"),
    path("visits/<int:pk>/day/", day, name="day"),
    path("visits/<int:pk>/arrival/", arrival, name="arrival"),
    path("visits/<int:pk>/holding/", holding, name="holding"),
    path("visits/<int:pk>/cancellation/", cancellation, name="cancellation"),
    path("visits/<int:pk>/print/", printed, name="print"),
    path("visits/commitments/<int:pk>/settlement/", settlement, name="settlement"),
]
