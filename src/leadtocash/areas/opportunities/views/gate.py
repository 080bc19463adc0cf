"""The gate of a deal: confirm a criterion with evidence, withdraw it, waive it, tick a task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.opportunities import actions, gates, permissions, queries, requested, rules
from leadtocash.areas.opportunities.forms.deals import ConfirmationForm, WaiverForm, WithdrawalForm
from leadtocash.areas.opportunities.models import Criterion, Opportunity
from leadtocash.areas.opportunities.tables import WAIVERS
from leadtocash.areas.opportunities.views.forms import form_page
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list

REPORTED = ("holding", "ending", "over")


@require_http_methods(["GET", "POST"])
def criterion(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Confirm that a criterion is met; what stands is shown with it."""
    deal, asked = _asked(request, pk, criterion)
    act = act_of(request)
    if request.method == "GET" and not allowed(act.person, permissions.EDIT, deal):
        return redirect(_gate_of(deal))
    form = ConfirmationForm(
        request.POST or None, request.FILES or None, criterion=asked, initial={"on": act.today},
        contacts=queries.contacts_of(deal, person_of(request)),
    )  # fmt: skip
    if _done(request, form, lambda: actions.confirm(deal, asked, act=act, **form.cleaned_data)):
        flash(request, _("Confirmed."))
        return redirect(_gate_of(deal))
    held, waiver = gates.standing(deal, asked, today=act.today)
    return form_page(
        request, form, title=str(asked), back=_gate_of(deal), subtitle=deal.name, submit_label=_("Confirm"),
        template="opportunities/criterion.html", deal=deal, criterion=asked, held=held, waiver=waiver,
        may_waive=actions.may_waive(deal, act),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Withdraw the confirmation, or (?what=waiver) the waiver, of a criterion, with a reason."""
    deal, asked = _asked(request, pk, criterion)
    act = act_of(request)
    confirmed, waived = gates.standing(deal, asked, today=act.today)
    held: Any = waived if request.GET.get("what") == "waiver" else confirmed
    if held is None:
        raise Http404
    form = WithdrawalForm(request.POST or None)
    if _done(request, form, lambda: actions.withdraw(held, act=act, reason=form.cleaned_data["reason"])):
        flash(request, _("Withdrawn."))
        return redirect(_gate_of(deal))
    return form_page(request, form, title=_("Withdraw"), back=_gate_of(deal), subtitle=str(asked))


@require_http_methods(["GET", "POST"])
def waiver(request: HttpRequest, pk: int, criterion: int) -> HttpResponse:
    """Let the deal pass without a criterion, with a reason, until a day; who may not do so asks for it."""
    deal, asked = _asked(request, pk, criterion)
    act = act_of(request)
    may = actions.may_waive(deal, act)
    if not may:
        require(act.person, permissions.EDIT, deal)
    do, said = (actions.waive, _("Waived.")) if may else (actions.ask_waiver, _("Asked for."))
    form = WaiverForm(request.POST or None)
    if _done(request, form, lambda: do(deal, asked, act=act, **form.cleaned_data)):
        flash(request, said)
        return redirect(_gate_of(deal))
    return form_page(
        request, form, title=_("Waive the criterion") if may else _("Ask for a waiver"), back=_gate_of(deal),
        subtitle=str(asked), submit_label=_("Waive") if may else _("Ask"),
        hint="" if may else _("One level above the reviewer decides, within two working days."),
    )  # fmt: skip


@require_POST
def task(request: HttpRequest, pk: int, task: int) -> HttpResponse:
    """Tick a task of a stage, or (done=0) open it again."""
    deal = _open_deal(request, pk)
    asked = next((one for one, _done in queries.tasks_of(deal) if one.pk == task), None)
    if asked is None:
        raise Http404
    change = actions.untick if request.POST.get("done") == "0" else actions.tick
    change(deal, asked, act=act_of(request))
    return redirect(_gate_of(deal))


@require_GET
def waivers(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """What was waived for whom, why and until when."""
    return render_list(request, WAIVERS)


@require_GET
def waivers_report(request: HttpRequest) -> HttpResponse:
    """How many waivers hold, end soon and are over, by department; each number opens its list."""
    person, today = person_of(request), act_of(request).today
    require(person, permissions.VIEW)
    at = reverse("opportunities:waivers")
    rows = [
        {**row, "links": {view: f"{at}?department={row['department']}&view={view}" for view in REPORTED},
         "url": f"{at}?department={row['department']}"}
        for row in requested.waivers_by_department(person, today)
    ]  # fmt: skip
    page = {"title": _("Gate waivers by department"), "rows": rows}
    return render(request, "opportunities/waivers_report.html", page)


def _done(request: HttpRequest, form: Any, act: Callable[[], Any]) -> bool:
    """Whether the form was posted, right, and the act carried out."""
    return request.method == "POST" and form.is_valid() and submit(form, act) is not None


def _asked(request: HttpRequest, pk: int, criterion: int) -> tuple[Opportunity, Criterion]:
    deal = _open_deal(request, pk)
    asked = queries.criterion_of(deal, criterion)
    if asked is None:
        raise Http404
    return deal, asked


def _open_deal(request: HttpRequest, pk: int) -> Opportunity:
    deal = fetch(Opportunity, person_of(request), queries.with_everything(), pk=pk)
    rules.check_open(state=deal.state, number=deal.number)
    return deal


def _gate_of(deal: Opportunity) -> str:
    return f"{deal.get_absolute_url()}?tab=gate"
