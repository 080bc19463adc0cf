"""What is asked for at a gate and not decided yet, and who has it; what was waived, by department."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Q

from leadtocash.areas.opportunities import limits
from leadtocash.areas.opportunities.models import Opportunity, StageReview, Waiver, WaiverRequest
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import superior_of, with_role
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.workflow.queries import holders, on_record

REVIEWER = "sales_manager"


def holding(today: date) -> Q:
    """Waivers that hold on that day."""
    return Q(withdrawn_at=None, until__gte=today)


def ending(today: date) -> Q:
    """Those of them that end so soon that their holder is reminded."""
    return holding(today) & Q(until__lte=today + timedelta(days=number(limits.WAIVER_REMINDER)))


def over(today: date) -> Q:
    """Waivers that have run out, while their deal is open."""
    return Q(withdrawn_at=None, until__lt=today, opportunity__state=Opportunity.State.OPEN)


def waivers_by_department(user: User, today: date) -> list[dict[str, Any]]:
    """Of what this person may see, by the deal's department: how many hold, end soon, are over, and were ever
    granted; and for how many deals."""
    rows = Waiver.objects.visible_to(user).order_by("opportunity__department__path")
    counted = rows.values("opportunity__department", "opportunity__department__name").annotate(
        holding=Count("pk", filter=holding(today)), ending=Count("pk", filter=ending(today)),
        over=Count("pk", filter=over(today)), granted=Count("pk"), deals=Count("opportunity", distinct=True),
    )  # fmt: skip
    return [
        {"department": row.pop("opportunity__department"), "name": row.pop("opportunity__department__name"), **row}
        for row in counted
    ]


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
