"""Pages of market research reports."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.market import actions, permissions, queries, rules
from leadtocash.areas.market.forms import ReasonGivenForm, ReportForm
from leadtocash.areas.market.models import MarketReport
from leadtocash.areas.market.tables import REPORT_STATES, REPORTS
from leadtocash.areas.market.views.pages import entered
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.formats import full_date
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, REPORTS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    report = fetch(MarketReport, person, queries.reports(person), pk=pk)
    missing = actions.missing_to_issue(report) if report.state == MarketReport.State.DRAFT else []
    may_write = allowed(person, permissions.WRITE_REPORTS, report)
    parts = ("method", "market", "rivals", "findings", "advice")
    return render_detail(
        request,
        "web/detail.html",
        report,
        title=report.title,
        code=report.number,
        crumbs=[{"label": _("Market research reports"), "url": reverse("market:reports")}, {"label": report.number}],
        tags=[{"state": REPORT_STATES[MarketReport.State(report.state)], "label": report.get_state_display()}],
        facts=[
            {"label": _("Product"), "value": report.product.model if report.product else "\u2014"},
            {"label": _("Sales area"), "value": report.region or "\u2014"},
            {"label": _("Researched from"), "value": full_date(report.since)},
            {"label": _("Researched until"), "value": full_date(report.until)},
            {"label": _("Issued on"), "value": full_date(report.issued_on)},
            {"label": _("Author"), "value": report.owner.name},
        ],
        verbs=_verbs(report, may_write=may_write, missing=len(missing)),
        gate={"title": _("Still missing to issue it"), "items": missing} if missing and may_write else None,
        tabs=[
            Tab(
                key="data", label=_("Report"), template="market/_texts.html",
                context=lambda: {
                    "texts": [(report._meta.get_field(name).verbose_name, getattr(report, name)) for name in parts]
                },
            )
        ],
    )  # fmt: skip


def _verbs(report: MarketReport, *, may_write: bool, missing: int) -> list[Verb]:
    def at(name: str) -> str:
        return reverse(f"market:{name}", args=[report.pk])

    paper = Verb(label=_("Print"), url=at("print-report"), icon="printer")
    if not may_write:
        return [paper]
    if report.state == MarketReport.State.ISSUED:
        return [paper, Verb(label=_("Take back"), url=at("take-back-report"), icon="arrow-back-up")]
    edit = Verb(label=_("Edit"), url=at("edit-report"), icon="pencil")
    return [paper, edit, Verb(label=_("Issue"), url=at("issue-report"), post=True, primary=True, missing=missing)]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person, act = person_of(request), act_of(request)
    require(person, permissions.WRITE_REPORTS)
    form = ReportForm(request.POST or None, initial={"since": act.today, "until": act.today}, person=person)
    return _form(
        request, form, lambda: actions.begin_report(form.cleaned_data, act=act), title=_("New report"),
        back=reverse("market:reports"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    report = _mine(request, pk)
    rules.check_draft(state=report.state)
    form = ReportForm(request.POST or None, instance=report, person=person_of(request))

    def save() -> MarketReport:
        return actions.change_report(report, form.cleaned_data, act=act_of(request), revision=form.revision)

    return _form(request, form, save, title=report.title, back=report.get_absolute_url())


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    report = actions.issue_report(_mine(request, pk), act=act_of(request))
    flash(request, _("Issued."))
    return redirect(report)


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    report = _mine(request, pk)
    form = ReasonGivenForm(request.POST or None)
    return _form(
        request, form, lambda: actions.take_back_report(report, act=act_of(request), **form.cleaned_data),
        title=_("Take back"), back=report.get_absolute_url(), subtitle=str(report),
    )  # fmt: skip


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    return print_paper(request, "market.report", pk)


def _mine(request: HttpRequest, pk: int) -> MarketReport:
    report = fetch(MarketReport, person_of(request), pk=pk)
    require(person_of(request), permissions.WRITE_REPORTS, report)
    return report


def _form(request: HttpRequest, form: Any, save: Any, *, title: str, back: str, **context: Any) -> HttpResponse:
    noun = _("Market research reports")
    return entered(request, form, save, title=title, back=back, noun=noun, list_url="market:reports", **context)
