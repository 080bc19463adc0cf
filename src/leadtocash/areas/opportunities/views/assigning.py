"""Give opportunities to another account manager, move their expected signing: one, or many together."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadtocash.areas.opportunities import actions, permissions
from leadtocash.areas.opportunities.forms.deals import CategoryForm, ClosingForm
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tables import OPPORTUNITIES
from leadtocash.areas.opportunities.views.forms import form_page
from leadtocash.areas.opportunities.views.moving import bulk_version
from leadtocash.foundation.access.assigning import AssignForm, assign_deed
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import Form, submit
from leadtocash.foundation.web.lists.bulk import Deed, bulk_view


@require_http_methods(["GET", "POST"])
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the opportunity to another account manager."""
    opportunity = fetch(Opportunity, person_of(request), pk=pk)
    require(person_of(request), permissions.ASSIGN, opportunity)
    form = AssignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given, act = form.cleaned_data, act_of(request)
        actions.assign_opportunity(opportunity, given["owner"], act=act, reason=given["reason"])
        flash(request, _("Given to %(name)s.") % {"name": given["owner"].name})
        return redirect("opportunities:list")
    back = opportunity.get_absolute_url()
    return form_page(request, form, title=_("Assign"), back=back, subtitle=opportunity.name)


@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Move the expected signing: by the form, or an entry of the calendar dropped on another day (`to`)."""
    opportunity = fetch(Opportunity, person_of(request), pk=pk)
    require(person_of(request), permissions.EDIT, opportunity)
    given = {"expected_close_on": request.POST.get("to") or request.POST.get("expected_close_on", "")}
    form = ClosingForm(given) if request.method == "POST" else ClosingForm(initial=vars(opportunity))
    if request.method == "POST" and form.is_valid():
        moved = submit(form, lambda: actions.change_opportunity(opportunity, form.cleaned_data, act=act_of(request)))
        if moved:
            flash(request, _("Saved."))
            return redirect(moved)
    back = opportunity.get_absolute_url()
    return form_page(request, form, title=_("Move the expected signing"), back=back, subtitle=opportunity.name)


bulk = bulk_view(
    OPPORTUNITIES,
    {
        "assign": assign_deed(actions.assign_opportunity, permissions.ASSIGN),
        "closing": Deed(
            label=gettext_lazy("Move the expected signing"),
            form=lambda data, person: ClosingForm(data),
            do=lambda row, given, act: actions.change_opportunity(row, given, act=act),
            may=lambda person: allowed(person, permissions.EDIT),
        ),
        "category": Deed(
            label=gettext_lazy("Count in the forecast as"),
            form=lambda data, person: CategoryForm(data),
            do=lambda row, given, act: actions.change_opportunity(row, given, act=act),
            may=lambda person: allowed(person, permissions.EDIT),
        ),
        "version": Deed(
            label=gettext_lazy("Follow the new version of the method"),
            form=lambda data, person: Form(data),
            do=bulk_version,
            may=lambda person: allowed(person, permissions.EDIT),
            note=gettext_lazy(
                "Each goes into the stage of its own name, with its evidence, if the gates of the new version let it "
                "pass; the others stay, and what they miss is told."
            ),
        ),
    },
)
