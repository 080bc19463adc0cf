"""Pages of the people of a buying centre: read the request, call one action, answer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning import actions, permissions, queries, showing
from leadtocash.areas.winning.forms import (
    InfluenceForm,
    MoveForm,
    NewStakeholderForm,
    StakeholderForm,
    StandingForm,
    TakeOverForm,
)
from leadtocash.areas.winning.models import Stakeholder
from leadtocash.areas.winning.tables import STAKEHOLDERS
from leadtocash.areas.winning.views.forms import answer_form, check_editable, editable_deal
from leadtocash.foundation.access.gate import allowed, fetch
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list

RELATED = ("contact__customer", "opportunity__owner", "opportunity__customer", "opportunity__department")


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, STAKEHOLDERS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    one, act = _found(request, pk), act_of(request)
    may_edit = allowed(act.person, permissions.EDIT, one) and one.opportunity.state == Opportunity.State.OPEN
    verbs = [
        Verb(label=_("Edit"), url=reverse("winning:edit-stakeholder", args=[pk]), icon="pencil"),
        Verb(label=_("Change the standing"), url=reverse("winning:standing", args=[pk]), icon="user-check"),
        Verb(label=_("Influence on another"), url=reverse("winning:influence", args=[pk]), icon="arrow-right"),
    ]
    return render_detail(
        request, "winning/stakeholder.html", one,
        title=one.contact.name, subtitle=one.contact.position, tags=showing.tags(one),
        crumbs=[
            {"label": _("Opportunities"), "url": reverse("opportunities:list")},
            {"label": one.opportunity.number, "url": showing.tab_of(one.opportunity)},
            {"label": one.contact.name},
        ],
        facts=showing.facts(one, today=act.today), verbs=verbs if may_edit else [],
        tabs=[
            Tab(
                key="data", label=_("Data"), template="winning/_stakeholder.html",
                context=lambda: showing.person(one, may_edit=may_edit),
            )
        ],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    deal, act = editable_deal(request, pk), act_of(request)
    form = NewStakeholderForm(request.POST or None, deal=deal, person=act.person)
    return answer_form(
        request, form, lambda: actions.add_stakeholder(deal, act=act, **form.parts()), deal=deal,
        title=_("New stakeholder"), back=showing.tab_of(deal),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def known(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over people known from other deals of the customer."""
    deal, act = editable_deal(request, pk), act_of(request)
    form = TakeOverForm(request.POST or None, deal=deal, person=act.person)
    return answer_form(
        request, form, lambda: actions.take_over(deal, list(form.cleaned_data["known"]), act=act), deal=deal,
        title=_("Take over known people"), back=showing.tab_of(deal), submit_label=_("Take over"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    one, act = _editable(request, pk), act_of(request)
    form = StakeholderForm(request.POST or None, instance=one, deal=one.opportunity, person=act.person)
    return answer_form(
        request, form,
        lambda: actions.change_stakeholder(one, form.cleaned_data, act=act, revision=form.revision),
        deal=one.opportunity, title=one.contact.name, back=one.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody stands to us otherwise."""
    one, act = _editable(request, pk), act_of(request)
    first = {"standing": one.standing, "on": act.today}
    form = StandingForm(request.POST or None, request.FILES or None, initial=first)
    return answer_form(
        request, form, lambda: actions.change_standing(one, act=act, **form.cleaned_data), deal=one.opportunity,
        title=_("Standing of %(name)s") % {"name": one}, back=one.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def influence(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw an arrow, or change one (?target=); the map posts here, too, and gets itself anew."""
    one, act = _editable(request, pk), act_of(request)
    form = InfluenceForm(request.POST or None, source=one, initial=showing.arrow(one, request.GET.get("target", "")))
    if "on_map" in request.POST:
        if not form.is_valid():
            raise RuleError(_("The place on the map did not arrive. Load the page again."), code="place_invalid")
        actions.set_influence(one, act=act, **form.cleaned_data)
        return _map(request, one.opportunity)
    return answer_form(
        request, form, lambda: actions.set_influence(one, act=act, **form.cleaned_data), deal=one.opportunity,
        title=_("Influence of %(name)s") % {"name": one}, back=showing.tab_of(one.opportunity),
    )  # fmt: skip


@require_POST
def no_influence(request: HttpRequest, pk: int, target: int) -> HttpResponse:
    """Take an arrow away."""
    one = _editable(request, pk)
    other = queries.others(one).filter(pk=target).first()
    if other is None:
        raise Http404
    actions.remove_influence(one, other, act=act_of(request))
    return redirect(one)


@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """A person was dropped somewhere on the map: the map as it is then."""
    one, form = _editable(request, pk), MoveForm(request.POST)
    if not form.is_valid():
        raise RuleError(_("The place on the map did not arrive. Load the page again."), code="place_invalid")
    given = dict(form.cleaned_data)
    revision = given.pop("revision")
    submit(form, lambda: actions.change_stakeholder(one, given, act=act_of(request), revision=revision))
    return _map(request, one.opportunity)


@require_GET
def print_map(request: HttpRequest, pk: int) -> HttpResponse:
    """The map as PDF."""
    return print_paper(request, "winning.map", pk)


def _map(request: HttpRequest, deal: Opportunity) -> HttpResponse:
    centre = queries.BuyingCentre(deal, act_of(request).today)
    return render(request, "winning/_map.html", showing.drawn(centre, may_edit=True))


def _found(request: HttpRequest, pk: int) -> Stakeholder:
    return fetch(Stakeholder, person_of(request), Stakeholder.objects.select_related(*RELATED), pk=pk)


def _editable(request: HttpRequest, pk: int) -> Stakeholder:
    one = _found(request, pk)
    check_editable(request, one.opportunity)
    return one
