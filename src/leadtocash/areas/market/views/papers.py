"""The area's printed form: the market research report (SCDY)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.market.models import MarketReport
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing import registry
from leadtocash.foundation.printing.registry import Form, Slot

KIND = "market.marketreport"
registry.marks.add(KIND, {MarketReport.State.DRAFT: _("Draft")})


class ReportFacts:
    """What the paper reads."""

    def __init__(self, report: MarketReport, person: User) -> None:
        self.report = report

    @property
    def boxes(self) -> list[dict[str, Any]]:
        """To be signed by hand."""
        return [
            {"title": _("Author"), "name": self.report.owner.name, "note": None},
            {"title": _("Business-unit general manager"), "name": "", "note": None},
        ]


def _rows() -> models.QuerySet[Any]:
    return MarketReport.objects.select_related("owner", "department", "product")


registry.add(
    Form(
        code="market.report", kind=KIND, label=_("Market research report"), template="market/paper/report.html",
        rows=_rows, facts=ReportFacts, number="report.number", decided=frozenset({MarketReport.State.ISSUED}),
        slots=(
            Slot("title", _("Title"), "report.title"),
            Slot("product", _("Product"), "report.product.model"),
            Slot("region", _("Sales area"), "report.region"),
            Slot("since", _("Researched from"), "report.since"),
            Slot("until", _("Researched until"), "report.until"),
            Slot("method", _("How it was researched"), "report.method"),
            Slot("market", _("Market and needs"), "report.market"),
            Slot("rivals", _("Rivals and prices"), "report.rivals"),
            Slot("findings", _("Findings"), "report.findings"),
            Slot("advice", _("Advice"), "report.advice"),
            Slot("owner", _("Author"), "report.owner.name"),
            Slot("department", _("Department"), "report.department.name"),
            Slot("state", _("State"), "report.get_state_display"),
            Slot("issued_on", _("Issued on"), "report.issued_on"),
            registry.boxes(),
        ),
    )
)  # fmt: skip
