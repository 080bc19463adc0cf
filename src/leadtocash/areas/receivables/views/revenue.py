"""Pages of revenue: the entries of closed projects, and finance's confirmation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.receivables import actions, permissions, rules
from leadtocash.areas.receivables.forms import ConfirmationForm
from leadtocash.areas.receivables.models import RevenueEntry
from leadtocash.areas.receivables.tables import REVENUE, REVENUE_STATES
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list

ROWS = ("project__customer", "project__owner", "project__contract", "recognised_by")


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(person_of(request), permissions.VIEW_REVENUE)
    return render_list(request, REVENUE)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    require(person, permissions.VIEW_REVENUE)
    entry = fetch(RevenueEntry, person, RevenueEntry.objects.select_related(*ROWS), pk=pk)
    project = entry.project
    verbs = []
    if allowed(person, permissions.RECOGNISE, entry) and entry.state == RevenueEntry.State.TO_CONFIRM:
        url = reverse("receivables:confirm-revenue", args=[pk])
        verbs.append(Verb(label=_("Recognise revenue"), url=url, icon="check", primary=True))
    return render_detail(
        request,
        "receivables/detail.html",
        entry,
        title=project.title,
        code=project.code,
        crumbs=[{"label": _("Revenue"), "url": reverse("receivables:revenue")}, {"label": project.code}],
        tags=[{"state": REVENUE_STATES[RevenueEntry.State(entry.state)], "label": entry.get_state_display()}],
        facts=[
            {"label": _("Revenue without tax"), "value": formats.money(entry.net_amount)},
            *_margin_facts(entry, seen=sees(person, entry, "cost_amount")),
            {"label": _("Signed off"), "value": formats.full_date(entry.signed_on)},
            {"label": _("Project closed"), "value": formats.full_date(entry.entered_on)},
            {"label": _("Recognised on"), "value": formats.full_date(entry.recognised_on)},
        ],
        verbs=verbs,
        tabs=[
            Tab(key="basis", label=_("Basis"), template="receivables/_basis.html", context=lambda: {"project": project})
        ],
    )


def _margin_facts(entry: RevenueEntry, *, seen: bool) -> list[dict[str, str]]:
    if not seen:
        return []
    percent = entry.margin_percent
    shown = formats.money(entry.margin)
    return [
        {"label": _("Cost"), "value": formats.money(entry.cost_amount)},
        {
            "label": _("Gross margin"),
            "value": f"{shown} ({percent}%)" if percent is not None else shown,
            "cls": "lc-late" if entry.margin < 0 else "",
        },
    ]


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Recognise the revenue of a closed project by its signed sheet (S0 2.5.1)."""
    person, act = person_of(request), act_of(request)
    entry = fetch(RevenueEntry, person, RevenueEntry.objects.select_related("project"), pk=pk)
    require(person, permissions.RECOGNISE, entry)
    rules.check_recognition(entry, day=max(act.today, entry.signed_on), today=max(act.today, entry.signed_on))
    form = ConfirmationForm(request.POST or None, initial={"recognised_on": act.today})
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["recognised_on"]
        done = submit(form, lambda: actions.recognise(entry, recognised_on=day, act=act))
        if done is not None:
            flash(request, _("Revenue of %(code)s recognised.") % {"code": entry.project.code})
            return redirect(done)
    words = {"amount": formats.money(entry.net_amount), "day": f"{entry.signed_on:%Y-%m-%d}"}
    page = {
        "form": form,
        "title": _("Recognise revenue"),
        "subtitle": str(entry.project),
        "crumbs": [{"label": _("Revenue"), "url": reverse("receivables:revenue")}, {"label": entry.project.code}],
        "cancel_url": entry.get_absolute_url(),
        "submit_label": _("Recognise"),
        "note": {"tone": "info", "text": _("%(amount)s yuan without tax, by the sheet signed on %(day)s.") % words},
    }
    return render(request, "web/form.html", page, status=422 if form.is_bound else 200)
