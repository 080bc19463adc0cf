"""Market research reports: written, issued, taken back (form SCDY)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.market import events, permissions, queries, rules
from leadtocash.areas.market.models import MarketReport
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.numbering.numbers import declare, next_number

SERIES = declare("market_report", gettext_lazy("Market research report"), "SCDY-{year}-{seq:04d}")
NEEDED = ("market", "findings", "advice")


@transaction.atomic
def begin_report(values: Mapping[str, Any], *, act: Act) -> MarketReport:
    """Begin a report; the acting person is its author. Raises ValidationError at the field, NotAllowed."""
    require(act.person, permissions.WRITE_REPORTS)
    report = MarketReport(owner=act.person, department=main_department(act.person), **values)
    _tidy(report)
    report.number = next_number(SERIES, act=act)
    return recording.save(report, events.REPORT_BEGUN, act=act)


@transaction.atomic
def change_report(
    report: MarketReport, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> MarketReport:
    """Change a draft. Raises Stale, RuleError for an issued one."""
    report = _locked(report, act=act, revision=revision)
    rules.check_draft(state=report.state)
    for name, value in values.items():
        setattr(report, name, value)
    _tidy(report)
    return recording.save(report, events.REPORT_CHANGED, act=act)


@transaction.atomic
def issue_report(report: MarketReport, *, act: Act, revision: int | None = None) -> MarketReport:
    """Issue a report: it does not change any more. Raises RuleError with the parts that are empty."""
    report = _locked(report, act=act, revision=revision)
    rules.check_issuing(state=report.state, missing=missing_to_issue(report))
    report.state, report.issued_on = MarketReport.State.ISSUED, act.today
    return recording.save(report, events.REPORT_ISSUED, act=act)


@transaction.atomic
def take_back_report(report: MarketReport, *, reason: str, act: Act, revision: int | None = None) -> MarketReport:
    """Make an issued report a draft again, with a reason."""
    report, reason = _locked(report, act=act, revision=revision), clean_line(reason)
    rules.check_taking_back(state=report.state, reason=reason)
    report.state, report.issued_on = MarketReport.State.DRAFT, None
    return recording.save(report, events.REPORT_TAKEN_BACK, act=act, reason=reason)


@transaction.atomic
def hand_over_reports(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give a person's drafts to his successor (part of a hand-over, which has asked who may)."""
    rows = queries.drafts_of(person)
    if to is not None:
        move(rows if only is None else rows.filter(pk__in=only), "owner", to=to, verb=events.REPORT_HANDED_OVER,
             act=act, reason=reason, data={"name": person.name})  # fmt: skip


def missing_to_issue(report: MarketReport) -> list[Missing]:
    """The parts a report is written for that are still empty."""
    href = reverse("market:edit-report", args=[report.pk])
    return [
        Missing(
            what=str(report._meta.get_field(name).verbose_name), who=report.owner.name,  # type: ignore[union-attr]
            since=report.since, clause="S4 3.4.1", href=href, do=_("Write it"),
        )
        for name in NEEDED if not getattr(report, name).strip()
    ]  # fmt: skip


def _locked(report: MarketReport, *, act: Act, revision: int | None) -> MarketReport:
    report = lock(report, revision=revision)
    require(act.person, permissions.WRITE_REPORTS, report)
    return report


def _tidy(report: MarketReport) -> None:
    report.title, report.region = clean_line(report.title), clean_line(report.region)
