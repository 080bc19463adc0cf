"""What is decided about a lead: taken up, judged, qualified, converted, dropped, given away, taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from leadtocash.areas.leads import actions, permissions, queries, rules
from leadtocash.areas.leads.forms import ConversionForm, DropForm, ManForm, ReasonForm
from leadtocash.areas.leads.models import Lead
from leadtocash.areas.leads.tables import LEADS, POOL
from leadtocash.areas.leads.views.forms import form_page
from leadtocash.foundation.access.assigning import AssignForm, assign_deed
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import Form, submit
from leadtocash.foundation.web.lists.bulk import Deed, bulk_view


@require_POST
def taking_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The customer was spoken to."""
    return redirect(actions.take_up_lead(_lead(request, pk), act=act_of(request)))


@require_http_methods(["GET", "POST"])
def man(request: HttpRequest, pk: int) -> HttpResponse:
    """Money, authority and need."""
    lead = _lead(request, pk)
    require(person_of(request), permissions.EDIT, lead)
    rules.check_owned(lead)
    form = ManForm(request.POST or None, instance=lead)
    act = act_of(request)
    if _done(request, form, lambda: actions.judge_lead(lead, form.cleaned_data, act=act, revision=form.revision)):
        flash(request, _("Saved."))
        return redirect(lead)
    return _page(request, form, lead, title=_("Money, authority, need"), submit_label=_("Save"))


@require_POST
def qualification(request: HttpRequest, pk: int) -> HttpResponse:
    """It is worth pursuing."""
    return redirect(actions.qualify_lead(_lead(request, pk), act=act_of(request)))


@require_http_methods(["GET", "POST"])
def conversion(request: HttpRequest, pk: int) -> HttpResponse:
    """It becomes an opportunity."""
    lead, person = _lead(request, pk), person_of(request)
    require(person, permissions.EDIT, lead)
    rules.check_conversion(lead)
    form = ConversionForm(request.POST or None, initial=actions.conversion_of(lead, person), person=person)
    if request.method == "POST" and form.is_valid():
        converted = submit(form, lambda: actions.convert_lead(lead, form.cleaned_data, act=act_of(request)))
        if converted is not None and converted.opportunity is not None:
            flash(request, _("Opened %(number)s.") % {"number": converted.opportunity.number})
            return redirect(converted.opportunity)
    return _page(request, form, lead, title=_("Convert"), submit_label=_("Open the opportunity"))


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """It is given up, with a reason."""
    lead = _lead(request, pk)
    rules.check_open(lead)
    form = DropForm(request.POST or None)
    if _done(request, form, lambda: actions.drop_lead(lead, act=act_of(request), **form.cleaned_data)):
        flash(request, _("Dropped."))
        return redirect(lead)
    return _page(request, form, lead, title=_("Drop"))


@require_http_methods(["GET", "POST"])
def reopening(request: HttpRequest, pk: int) -> HttpResponse:
    """A dropped one is worked on again."""
    lead = _lead(request, pk)
    rules.check_reopening(lead)
    form = ReasonForm(request.POST or None)
    if _done(request, form, lambda: actions.reopen_lead(lead, act=act_of(request), **form.cleaned_data)):
        return redirect(lead)
    return _page(request, form, lead, title=_("Open again"))


@require_http_methods(["GET", "POST"])
def pooling(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody works on it any more: it goes into the pool."""
    lead = _lead(request, pk)
    rules.check_owned(lead)
    form = ReasonForm(request.POST or None)
    if _done(request, form, lambda: actions.pool_lead(lead, act=act_of(request), **form.cleaned_data)):
        flash(request, _("Put into the pool."))
        return redirect("leads:list")
    return _page(request, form, lead, title=_("Put into the pool"))


@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else works on it."""
    lead = _lead(request, pk)
    require(person_of(request), permissions.ASSIGN, lead)
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.assign_lead(lead, given["owner"], act=act_of(request), reason=given["reason"])
        flash(request, _("Given to %(name)s.") % {"name": given["owner"].name})
        return redirect("leads:list")
    return _page(request, form, lead, title=_("Assign"))


@require_POST
def taking(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it from the pool."""
    lead = get_object_or_404(queries.takeable(person_of(request)), pk=pk)
    taken = actions.take_lead(lead, act=act_of(request))
    flash(request, _("Lead %(number)s is yours.") % {"number": taken.number})
    return redirect(taken)


bulk = bulk_view(
    LEADS,
    {
        "assign": assign_deed(actions.assign_lead, permissions.ASSIGN),
        "drop": Deed(
            label=gettext_lazy("Drop"),
            form=lambda data, person: DropForm(data),
            do=lambda row, given, act: actions.drop_lead(row, act=act, **given),
            may=lambda person: allowed(person, permissions.EDIT),
        ),
    },
)
pool_bulk = bulk_view(
    POOL,
    {
        "take": Deed(
            label=gettext_lazy("Take"),
            form=lambda data, person: Form(data),
            do=lambda row, given, act: actions.take_lead(row, act=act),
            may=lambda person: allowed(person, permissions.TAKE),
        ),
    },
)


def _lead(request: HttpRequest, pk: int) -> Lead:
    return fetch(Lead, person_of(request), queries.with_everything(), pk=pk)


def _done(request: HttpRequest, form: Any, action: Callable[[], Any]) -> bool:
    return request.method == "POST" and form.is_valid() and submit(form, action) is not None


def _page(request: HttpRequest, form: Any, lead: Lead, *, title: str, **context: Any) -> HttpResponse:
    shown = {"subtitle": str(lead), "submit_label": title, "action": request.path, **context}
    return form_page(request, form, title=title, back=lead.get_absolute_url(), **shown)
