"""What is asked for at a gate and not decided yet, and who has it."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadtocash.areas.opportunities.models import Opportunity, StageReview, WaiverRequest
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import superior_of, with_role
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow.queries import holders, on_record

REVIEWER = "sales_manager"


def pending_review(opportunity: Opportunity) -> StageReview | None:
    """The review somebody has asked for and nobody has decided."""
    rows = StageReview.objects.filter(opportunity=opportunity, state=StageReview.State.PENDING)
    return rows.select_related("stage", "created_by").first()


def pending_waivers(opportunity: Opportunity) -> list[WaiverRequest]:
    """The waivers somebody has asked for and nobody has decided."""
    rows = WaiverRequest.objects.filter(opportunity=opportunity, state=WaiverRequest.State.PENDING)
    return list(rows.select_related("criterion__stage", "created_by").order_by("pk"))


def with_deal(model: type[StageReview | WaiverRequest]) -> models.QuerySet[Any]:
    """Requests for their pages."""
    place = "stage" if model is StageReview else "criterion__stage"
    deal = ("opportunity__customer", "opportunity__owner", "opportunity__department", "opportunity__stage")
    return model._default_manager.select_related(*deal, "opportunity__method", place, "created_by")


def has_it(request: StageReview | WaiverRequest) -> str:
    """The names of those with whom a request lies."""
    found = (item.assignee.name for run in on_record(request)[:1] for item in holders(run))
    return joined(dict.fromkeys(found))


def above_reviewer(request: WaiverRequest) -> User:
    """One level above whoever reviews this deal at the criterion's stage; himself where nobody is above him."""
    deal = request.opportunity
    found = with_role(request.criterion.stage.review_by or REVIEWER, department=deal.department, led=deal.owner)
    reviewer = found[0] if found else superior_of(deal.owner) or deal.owner
    return superior_of(reviewer) or reviewer
