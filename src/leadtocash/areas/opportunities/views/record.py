"""Pages of opportunities: read the request, call one action, answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.opportunities import actions, gates, keeping, permissions, queries, rules
from leadtocash.areas.opportunities.advice import Scene, best
from leadtocash.areas.opportunities.forms.deals import LineSheet, OpportunityForm
from leadtocash.areas.opportunities.models import Opportunity, Stage
from leadtocash.areas.opportunities.tables import OPPORTUNITIES
from leadtocash.areas.opportunities.views import showing
from leadtocash.areas.opportunities.views.forms import form_page
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list
from leadtocash.foundation.web.picking import answer

BLANK_ROWS = 3


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, OPPORTUNITIES)


@require_GET
def options(request: HttpRequest) -> JsonResponse:
    """Opportunities for a picker: ?q= a part of name or number."""
    return answer(request, lambda words: queries.pickable(person_of(request), words), hint="customer")


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person, act = person_of(request), act_of(request)
    opportunity = fetch(Opportunity, person, queries.with_everything(), pk=pk)
    may_edit = allowed(person, permissions.EDIT, opportunity)
    stages, before, after = queries.neighbours(opportunity)
    asked, missing = _asked(opportunity, stages, today=act.today)
    here = [item for item in asked if item.stage.pk == opportunity.stage_id]
    onward = sum(not item.passed for item in here)
    unmet = len(missing) + sum(not item.passed for item in asked)
    verbs, more = showing.verbs(opportunity, before=before, after=after, missing=unmet, onward=onward)
    verbs, more = (verbs, more) if may_edit else ([], [])
    if opportunity.state == rules.OPEN and allowed(person, permissions.ASSIGN, opportunity):
        more = [showing.assigning(opportunity), *more]
    return render_detail(
        request,
        "opportunities/detail.html",
        opportunity,
        title=opportunity.name,
        code=opportunity.number,
        crumbs=[{"label": _("Opportunities"), "url": reverse("opportunities:list")}, {"label": opportunity.number}],
        tags=showing.tags(opportunity),
        facts=showing.facts(opportunity, sees_customer=showing.sees_customer(person, opportunity)),
        sides=showing.sides(opportunity, stages, today=act.today),
        best=showing.best_step(
            best(Scene(deal=opportunity, today=act.today, items=here, after=after)), may_edit=may_edit
        ),
        note=showing.note(opportunity, person, today=act.today),
        gate=showing.gate(after, here, missing),
        verbs=verbs,
        more=more,
        side=showing.side(opportunity),
        kept_until=keeping.kept_until(opportunity),
        tabs=[
            _overview(opportunity, may_edit=may_edit),
            _gate_tab(opportunity, stages, asked, person=person, today=act.today),
        ],
        may_edit=may_edit,
    )


def _overview(opportunity: Opportunity, *, may_edit: bool) -> Tab:
    lines = list(opportunity.lines.all())
    return Tab(
        key="overview",
        label=_("Overview"),
        template="opportunities/_overview.html",
        context=lambda: {"lines": lines, "lines_total": showing.total(lines), "may_edit": may_edit},
    )


def _gate_tab(
    opportunity: Opportunity, stages: Sequence[Stage], asked: Sequence[gates.Item], *, person: User, today: date
) -> Tab:
    unmet = sum(not item.passed for item in asked if item.stage.pk == opportunity.stage_id)
    return Tab(
        key="gate", label=_("Gates and tasks"), template="opportunities/_gate_tab.html", count=unmet or None,
        context=lambda: {
            **showing.whole_gate(opportunity, stages, asked, today=today),
            "may_waive": allowed(person, permissions.WAIVE, opportunity),
        },
    )  # fmt: skip


def _asked(opportunity: Opportunity, stages: Sequence[Stage], *, today: date) -> tuple[list[gates.Item], list[Missing]]:
    """What the gates from here on ask for, and what the deal lacks to be won; nothing for a closed one."""
    if opportunity.state != rules.OPEN:
        return [], []
    ahead = [stage for stage in stages if stage.position >= opportunity.stage.position]
    return gates.items(opportunity, ahead, today=today), actions.missing_to_win(opportunity)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    require(person, permissions.EDIT)
    first = {"customer": request.GET.get("customer"), "stage": queries.first_stage().pk}
    form = OpportunityForm(request.POST or None, initial=first, person=person)
    sheet = LineSheet(request.POST or None, prefix="lines", person=person)
    sheet.extra = BLANK_ROWS
    if request.method == "POST" and _both_right(form, sheet):
        values, lines = form.cleaned_data, sheet.values()
        made = submit(form, lambda: actions.create_opportunity(values, act=act_of(request), lines=lines))
        if made is not None:
            flash(request, _("Opened %(number)s.") % {"number": made.number})
            return redirect(made)
    return form_page(request, form, title=_("New opportunity"), back=reverse("opportunities:list"), sheet=sheet)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    opportunity = fetch(Opportunity, person, queries.with_everything(), pk=pk)
    require(person, permissions.EDIT, opportunity)
    rules.check_open(state=opportunity.state, number=opportunity.number)
    form = OpportunityForm(request.POST or None, instance=opportunity, person=person)
    # What is sent is the whole sheet; measured against the stored lines the unchanged ones would count as empty rows.
    initial = None if request.POST else [showing.row(line) for line in opportunity.lines.all()]
    sheet = LineSheet(request.POST or None, prefix="lines", initial=initial, person=person)
    sheet.extra = 1
    if request.method == "POST" and _both_right(form, sheet):
        act, values, lines = act_of(request), form.cleaned_data, sheet.values()
        changed = submit(
            form,
            lambda: actions.change_opportunity(opportunity, values, act=act, revision=form.revision, lines=lines),
        )
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed)
    return form_page(
        request, form, title=opportunity.name, back=opportunity.get_absolute_url(), sheet=sheet,
        code=opportunity.number,
    )  # fmt: skip


def _both_right(form: OpportunityForm, sheet: Any) -> bool:
    right = form.is_valid()
    return bool(sheet.is_right()) and right
