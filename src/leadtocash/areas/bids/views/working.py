"""Work on a bid: its checklist, its bond, the opening, the result; the checklist template."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.bids import actions, permissions, rules
from leadtocash.areas.bids.forms import BidderSheet, BondForm, EntryForm, ItemForm, OpeningForm, ResultForm
from leadtocash.areas.bids.models import Bid, BidItem, ChecklistEntry, Part
from leadtocash.areas.bids.tables import TEMPLATE
from leadtocash.areas.bids.views.record import form_page, mine
from leadtocash.areas.market import queries as market
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list

NAMED = 300


@require_http_methods(["GET", "POST"])
def new_item(request: HttpRequest, pk: int) -> HttpResponse:
    bid = mine(request, pk, permissions.PREPARE)
    first = {"owner": bid.owner_id, "due_on": act_of(request).today}
    form = ItemForm(request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "file"}
        if submit(form, lambda: actions.add_item(bid, values, act=act_of(request))) is not None:
            return redirect(_tab(bid, "checklist"))
    return form_page(request, form, title=_("New line"), back=_tab(bid, "checklist"), subtitle=str(bid))


@require_http_methods(["GET", "POST"])
def edit_item(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    form = ItemForm(request.POST or None, request.FILES or None, instance=item)
    if not allowed(person_of(request), permissions.PREPARE, item.bid):
        form.keep({*actions.BRINGING, "file", "revision"})
    if request.method == "POST" and form.is_valid():
        values, act = dict(form.cleaned_data), act_of(request)
        file = values.pop("file")
        changed = submit(form, lambda: actions.change_item(item, values, act=act, file=file, revision=form.revision))
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed.get_absolute_url())
    return form_page(request, form, title=item.text, back=item.get_absolute_url(), subtitle=str(item.bid))


@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a line of the checklist, or open it again."""
    item = _item(request, pk)
    state = BidItem.State.DONE if request.POST.get("done") == "1" else BidItem.State.TODO
    changed = actions.change_item(item, {"state": state}, act=act_of(request))
    return redirect(changed.get_absolute_url())


@require_POST
def part(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """A part of the bid is ready for the check."""
    bid = actions.finish_part(mine(request, pk, permissions.PREPARE), part, act=act_of(request))
    flash(request, _("%(part)s finished") % {"part": Part(part).label})
    return redirect(_tab(bid, "checklist"))


@require_http_methods(["GET", "POST"])
def bond(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the bond was paid, came back, or was forfeited."""
    bid = mine(request, pk, permissions.BOND)
    act = act_of(request)
    first = {"on": act.today, "kind": "paid", "amount": bid.bond_amount - bid.bond_paid}
    if not bid.bond_needed:
        first |= {"kind": "back", "amount": bid.bond_out}
    form = BondForm(request.POST or None, instance=bid, initial=first)
    if request.method == "POST" and form.is_valid():
        moved = submit(form, lambda: actions.move_bond(bid, act=act, revision=form.revision, **form.cleaned_data))
        if moved is not None:
            flash(request, _("Saved."))
            return redirect(_tab(bid, "bond"))
    return form_page(request, form, title=_("Bid bond"), back=_tab(bid, "bond"), subtitle=str(bid))


@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """The opening record, as a sheet."""
    bid, person = mine(request, pk, permissions.EDIT), person_of(request)
    rules.check_state(bid.state, (rules.SUBMITTED, rules.OPENED), _("Only of a bid that was handed in."))
    names = ("name", "price", "technical", "commercial", "total", "rank", "is_us", "is_void")
    known = [{name: getattr(one, name) for name in names} for one in bid.bidders.all()]
    known = known or [{"name": _("Our company"), "price": bid.price, "is_us": True}]
    sheet = BidderSheet(request.POST or None, prefix="rows", initial=None if request.POST else known, person=person)
    sheet.extra = 3
    form = OpeningForm(request.POST or None, instance=bid)
    if request.method == "POST" and form.is_valid() and sheet.is_valid():
        act = act_of(request)
        recorded = submit(form, lambda: actions.record_opening(bid, sheet.values(), act=act, revision=form.revision))
        if recorded is not None:
            return redirect(_tab(bid, "opening"))
    return form_page(
        request, form, title=_("Record the opening"), back=_tab(bid, "opening"), subtitle=str(bid), sheet=sheet,
        template="bids/opening.html", competitors=market.findable(person)[:NAMED],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """The result, and what is learnt from it."""
    bid = mine(request, pk, permissions.EDIT)
    rules.check_state(bid.state, (rules.OPENED,), _("Record the opening first."))
    form = ResultForm(request.POST or None, instance=bid, person=person_of(request))
    if request.method == "POST" and form.is_valid():
        act, given = act_of(request), form.cleaned_data
        closed = submit(form, lambda: actions.close_bid(bid, act=act, revision=form.revision, **given))
        if closed is not None:
            return redirect(closed)
    return form_page(request, form, title=_("Result and review"), back=bid.get_absolute_url(), subtitle=str(bid))


@require_GET
def approval_paper(request: HttpRequest, pk: int) -> HttpResponse:
    return print_paper(request, "bids.approval", pk)


@require_GET
def checklist_paper(request: HttpRequest, pk: int) -> HttpResponse:
    return print_paper(request, "bids.checklist", pk)


@require_GET
def opening_paper(request: HttpRequest, pk: int) -> HttpResponse:
    return print_paper(request, "bids.opening", pk)


@require_GET
def template(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, TEMPLATE)


@require_http_methods(["GET", "POST"])
def new_entry(request: HttpRequest) -> HttpResponse:
    require(person_of(request), permissions.TEMPLATE)
    return _entry(request, ChecklistEntry(), title=_("New line"))


@require_http_methods(["GET", "POST"])
def edit_entry(request: HttpRequest, pk: int) -> HttpResponse:
    entry = fetch(ChecklistEntry, person_of(request), pk=pk)
    return _entry(request, entry, title=entry.text)


def _entry(request: HttpRequest, entry: ChecklistEntry, *, title: str) -> HttpResponse:
    form = EntryForm(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        act, values = act_of(request), form.cleaned_data
        if submit(form, lambda: actions.save_entry(entry, values, act=act, revision=form.revision)) is not None:
            flash(request, _("Saved."))
            return redirect("bids:template")
    return form_page(request, form, title=title, back=reverse("bids:template"))


def _item(request: HttpRequest, pk: int) -> BidItem:
    item = fetch(BidItem, person_of(request), BidItem.objects.select_related("bid", "owner"), pk=pk)
    if item.owner != person_of(request):
        require(person_of(request), permissions.PREPARE, item.bid)
    return item


def _tab(bid: Bid, tab: str) -> str:
    return f"{bid.get_absolute_url()}?tab={tab}"
