"""Ask for a review before a stage, or for a waiver of a criterion; both are decided in a process (S2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from leadtocash.areas.opportunities import events, limits, permissions, requested, rules
from leadtocash.areas.opportunities.models import (
    Criterion,
    Opportunity,
    Stage,
    StageReview,
    Waiver,
    WaiverRequest,
)
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.authority.matrix import ShippedRow, ship
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.workflow import actions as processes
from leadtocash.foundation.workflow.actions.ending import end_running
from leadtocash.foundation.workflow.models import ProcessInstance

REVIEW, WAIVER = "stage_review", "gate_waiver"
_SMALL, _LARGE = Decimal(1_000_000), Decimal(5_000_000)
STAGE_REVIEW = ship(
    "opportunities.stage_review",
    gettext_lazy("Stage review"),
    letter="LC",
    rows=[
        ShippedRow(roles=("sales_manager",), amount_to=_SMALL, clause="S2 E.2"),
        ShippedRow(roles=("sales_manager", "bu_manager"), amount_from=_SMALL, amount_to=_LARGE, clause="S2 E.2"),
        ShippedRow(roles=("bu_manager", "sales_vp"), amount_from=_LARGE, clause="S2 E.2"),
    ],
)
Request = StageReview | WaiverRequest


def ask_review(opportunity: Opportunity, stage: Stage, *, act: Act, reason: str) -> StageReview:
    """Ask for the review before a stage; the caller holds the lock and has asked the gate.

    Raises RuleError while one of this deal is under way: with whom, since when.
    """
    _check_free(requested.pending_review(opportunity))
    review = StageReview(opportunity=opportunity, stage=stage, reason=reason)
    data = {"stage": stage.name}
    recording.save(review, events.REVIEW_ASKED, act=act, reason=reason, data=data)
    recording.write(opportunity, events.REVIEW_ASKED, act=act, reason=reason, data=data)
    processes.start(REVIEW, review, act=act)
    return review


def refuse_review(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    """The review was not passed (the process calls it): the deal stays where it is."""
    review: StageReview = record
    review.state = StageReview.State.REFUSED
    _tell(review, events.REVIEW_REFUSED, act=act, stage=review.stage.name)


@transaction.atomic
def ask_waiver(opportunity: Opportunity, criterion: Criterion, *, reason: str, until: date, act: Act) -> WaiverRequest:
    """Ask to pass without a criterion until a day; one level above the stage's reviewer decides.

    Raises ValidationError for a reason or day that cannot be, RuleError while the same is asked for already.
    """
    opportunity = lock(opportunity)
    require(act.person, permissions.EDIT, opportunity)
    rules.check_open(state=opportunity.state, number=opportunity.number)
    rules.check_own_method(same=criterion.stage.method_id == opportunity.method_id)
    reason = clean_line(reason)
    rules.check_waiver(reason=reason, until=until, today=act.today, most_days=number(limits.WAIVER))
    asked = (one for one in requested.pending_waivers(opportunity) if one.criterion_id == criterion.pk)
    _check_free(next(asked, None))
    request = WaiverRequest(opportunity=opportunity, criterion=criterion, reason=reason, until=until)
    _tell(request, events.WAIVER_ASKED, act=act, reason=reason, criterion=criterion.text, until=until.isoformat())
    processes.start(WAIVER, request, act=act)
    return request


def grant_waiver(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    """The waiver was granted (the process calls it); by whom stands in it."""
    request: WaiverRequest = record
    request.state = WaiverRequest.State.APPROVED
    criterion, until = request.criterion, request.until
    Waiver.objects.filter(opportunity=request.opportunity, criterion=criterion, withdrawn_at=None).update(
        withdrawn_at=act.at
    )
    made = Waiver(
        opportunity=request.opportunity, criterion=criterion, reason=request.reason, until=until, by=act.person
    )
    data = {"criterion": criterion.text, "until": until.isoformat()}
    recording.save(made, events.WAIVED, act=act, reason=request.reason, data=data)
    _tell(request, events.WAIVED, act=act, reason=request.reason, **data)


def refuse_waiver(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    """The waiver was refused (the process calls it)."""
    request: WaiverRequest = record
    request.state = WaiverRequest.State.REFUSED
    _tell(request, events.WAIVER_REFUSED, act=act, criterion=request.criterion.text)


@transaction.atomic
def withdraw_request(request: Request, *, act: Act) -> None:
    """Its process was taken back or given up: nothing is asked for any more."""
    request = lock(request)
    if request.state == request.State.PENDING:
        request.state = request.State.WITHDRAWN
        _tell(request, events.REQUEST_ENDED, act=act)


def end_requests(opportunity: Opportunity, *, act: Act, reason: str, onto: Stage | None = None) -> None:
    """The deal is closed, or moves: what is asked for its old place is asked no longer.

    onto: the stage it moves onto; what is asked for a criterion of the same method goes on.
    """
    review = requested.pending_review(opportunity)
    requests: list[Request] = [review] if review is not None else []
    waivers = requested.pending_waivers(opportunity)
    requests += [one for one in waivers if onto is None or one.criterion.stage.method_id != onto.method_id]
    for request in requests:
        end_running(request, act=act, reason=reason)
        withdraw_request(request, act=act)


def _check_free(request: Request | None) -> None:
    rules.check_no_request(
        asked=str(request.stage if isinstance(request, StageReview) else request.criterion) if request else "",
        with_whom=requested.has_it(request) if request else "",
        since=localdate(request.created_at) if request else None,
    )


def _tell(request: Request, verb: str, *, act: Act, reason: str = "", **data: str) -> None:
    """Stored, and told in its own history and in the deal's."""
    recording.save(request, verb, act=act, reason=reason, data=data)
    recording.write(request.opportunity, verb, act=act, reason=reason, data=data)
