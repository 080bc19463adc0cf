"""Pages of what was asked for at a gate: a review before a stage, a waiver of a criterion."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.areas.opportunities import gates, requested, rules
from leadtocash.areas.opportunities.models import Opportunity, StageReview, WaiverRequest
from leadtocash.areas.opportunities.views import showing
from leadtocash.foundation.access.gate import fetch
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, render_detail

TONES = {"pending": "wait", "approved": "done", "refused": "late", "withdrawn": "void"}


@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A review with what the gate asks for as it stands now."""
    asked: StageReview = fetch(StageReview, person_of(request), requested.with_deal(StageReview), pk=pk)
    deal, today = asked.opportunity, act_of(request).today
    pending = asked.state == StageReview.State.PENDING and deal.state == rules.OPEN
    items = gates.items(deal, gates.stages_left(deal, asked.stage), today=today) if pending else []
    tab = Tab(
        key="criteria", label=_("Criteria"), template="opportunities/_review.html",
        context=lambda: {"items": items, "asked": asked}, count=sum(not item.passed for item in items) or None,
    )  # fmt: skip
    facts = [{"label": _("Stage to enter"), "value": str(asked.stage)}]
    return _shown(request, asked, title=_("Review: %(stage)s") % {"stage": asked.stage}, facts=facts, tabs=[tab])


@require_GET
def waiver_request(request: HttpRequest, pk: int) -> HttpResponse:
    """A waiver somebody asks for."""
    asked: WaiverRequest = fetch(WaiverRequest, person_of(request), requested.with_deal(WaiverRequest), pk=pk)
    tab = Tab(key="asked", label=_("Request"), template="opportunities/_waiver_request.html")
    facts = [{"label": _("Until"), "value": formats.full_date(asked.until)}]
    title = _("Waiver: %(criterion)s") % {"criterion": asked.criterion}
    return _shown(request, asked, title=title, facts=facts, tabs=[tab])


def _shown(request: HttpRequest, asked: Any, *, title: str, facts: list[dict[str, Any]], tabs: list[Tab]) -> Any:
    deal: Opportunity = asked.opportunity
    since = formats.full_date(asked.created_at)
    return render_detail(
        request, "opportunities/detail.html", asked, title=title, subtitle=deal.name, code=deal.number,
        crumbs=[
            {"label": _("Opportunities"), "url": reverse("opportunities:list")},
            {"label": deal.number, "url": deal.get_absolute_url()},
            {"label": title},
        ],
        tags=[{"state": TONES[asked.state], "label": asked.get_state_display()}],
        facts=[
            *facts,
            {"label": _("Asked by"), "value": asked.created_by.name if asked.created_by else formats.DASH},
            {"label": _("Asked on"), "value": since},
            *showing.facts(deal, sees_customer=False)[:2],
            {"label": _("Account manager"), "value": deal.owner.name},
        ],
        tabs=tabs,
    )  # fmt: skip
