"""Pages of bids: register, show, change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.bids import actions, permissions, queries, rules
from leadtocash.areas.bids.deadlines import dues
from leadtocash.areas.bids.forms import BidForm
from leadtocash.areas.bids.models import Bid
from leadtocash.areas.bids.tables import BIDS, BONDS, ITEMS
from leadtocash.areas.bids.views import showing
from leadtocash.areas.opportunities import queries as deals
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.calendar.feed import calendar_of
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import render_form, submit
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, BIDS)


@require_GET
def bonds(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, BONDS)


@require_GET
def items(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, ITEMS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person, act = person_of(request), act_of(request)
    bid = fetch(Bid, person, queries.with_everything(), pk=pk)
    missing = actions.missing_to_submit(bid) if bid.state in rules.BEFORE else []
    may = {name: allowed(person, code, bid) for name, code in showing.RIGHTS.items()}
    verbs, more = showing.verbs(bid, may=may, missing=len(missing))
    return render_detail(
        request,
        "web/detail.html",
        bid,
        title=bid.title,
        code=bid.number,
        crumbs=[{"label": _("Bids"), "url": reverse("bids:list")}, {"label": bid.number}],
        tags=showing.tags(bid),
        facts=showing.facts(bid, sees_deal=deals.seen(person).filter(pk=bid.opportunity_id).exists()),
        steps=showing.steps(bid),
        note=showing.note(bid, now=act.at),
        gate=showing.gate(bid, missing),
        verbs=verbs,
        more=more,
        tabs=_tabs(bid, may=may, person=person, today=act.today),
    )


def _tabs(bid: Bid, *, may: Mapping[str, bool], person: User, today: date) -> list[Tab]:
    items, bidders = list(bid.items.all()), showing.bidders(bid)
    return [
        Tab(key="data", label=_("Tender"), template="bids/_data.html", context=lambda: {"rows": showing.rows(bid)}),
        Tab(
            key="checklist", label=_("Checklist"), template="bids/_checklist.html",
            count=rules.is_open(item.state for item in items) or None,
            context=lambda: showing.checklist(bid, items, may=may, person=person, today=today),
        ),
        Tab(
            key="bond", label=_("Bid bond"), template="bids/_bond.html",
            context=lambda: {"entries": list(bid.bond_entries.all()), "may_bond": may["bond"]},
        ),
        Tab(
            key="opening", label=_("Opening and result"), template="bids/_opening.html", count=len(bidders) or None,
            context=lambda: {"bidders": bidders, "may_edit": may["edit"]},
        ),
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    require(person, permissions.EDIT)
    form = BidForm(request.POST or None, initial=_first(request), person=person)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        opportunity: Opportunity = given.pop("opportunity")
        made = submit(form, lambda: actions.register_bid(opportunity, given, act=act_of(request)))
        if made is not None:
            flash(request, _("Registered %(number)s.") % {"number": made.number})
            return redirect(made)
    return form_page(request, form, title=_("Register a tender"), back=reverse("bids:list"))


def _first(request: HttpRequest) -> dict[str, Any]:
    """What is known from the opportunity one comes from."""
    asked = request.GET.get("opportunity", "")
    rows = deals.seen(person_of(request)).filter(pk=int(asked)) if asked.isdecimal() else ()
    deal = next(iter(rows), None)
    if deal is None:
        return {}
    return {"opportunity": deal.pk, "title": deal.name, "buyer": deal.customer.name if deal.customer else ""}


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    bid = mine(request, pk, permissions.EDIT)
    sentence = _("The bid is handed in or given up; its data do not change any more.")
    rules.check_state(bid.state, rules.BEFORE, sentence)
    form = BidForm(request.POST or None, instance=bid, person=person_of(request))
    if request.method == "POST" and form.is_valid():
        act, values = act_of(request), form.cleaned_data
        changed = submit(form, lambda: actions.change_bid(bid, values, act=act, revision=form.revision))
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed)
    return form_page(request, form, title=bid.title, back=bid.get_absolute_url(), code=bid.number)


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether to bid."""
    bid = actions.ask_decision(mine(request, pk, permissions.EDIT), act=act_of(request))
    flash(request, _("Sent for the decision."))
    return redirect(bid)


@require_POST
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """The bid is handed in."""
    bid = actions.submit_bid(mine(request, pk, permissions.EDIT), act=act_of(request))
    flash(request, _("The bid is handed in."))
    return redirect(bid)


@require_GET
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The days and times of one tender as a calendar file."""
    bid = fetch(Bid, person_of(request), queries.with_everything(), pk=pk)
    text = calendar_of(dues(bid), name=str(bid), stamp=bid.updated_at)
    headers = {"Content-Disposition": f'attachment; filename="{bid.number}.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def mine(request: HttpRequest, pk: int, permission: str) -> Bid:
    """The bid if the person sees it and may do this to it."""
    bid = fetch(Bid, person_of(request), queries.with_everything(), pk=pk)
    require(person_of(request), permission, bid)
    return bid


def form_page(
    request: HttpRequest, form: Any, *, title: str, back: str, template: str = "web/form.html", **context: Any
) -> HttpResponse:
    """The form page of the area."""
    under = [(_("Bids"), reverse("bids:list"))]
    return render_form(request, form, title=title, back=back, under=under, template=template, **context)
