"""A deal moves: on through the gate, back, into another method or version; and where its buyer is meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from leadtocash.areas.opportunities import events, gates, queries, rules
from leadtocash.areas.opportunities.actions.asking import ask_review, end_requests
from leadtocash.areas.opportunities.actions.deals import locked, touch
from leadtocash.areas.opportunities.models import (
    Confirmation,
    Criterion,
    Opportunity,
    SalesMethod,
    Stage,
    StageReview,
    TaskDone,
    Waiver,
)
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.workflow.models import ProcessInstance


@transaction.atomic
def change_stage(
    opportunity: Opportunity, stage: Stage, *, act: Act, reason: str = "", revision: int | None = None
) -> Opportunity:
    """Move an open opportunity on through the gate, back (with a reason) or over to another method (with a reason).

    Raises RuleError with what the gate still misses: who owes it, since when, the clause (OPP-4); and for a stage
    before which the method asks for a review.
    """
    opportunity = locked(opportunity, act=act, revision=revision)
    reason = clean_line(reason)
    _check(opportunity, stage, act=act, reason=reason)
    asked = gates.asks_review(opportunity, stage)
    rules.check_reviewed(
        number=opportunity.number, stage=str(stage), reviewer=gates.reviewer_of(stage) if asked else "",
        reviewed=not asked,
    )  # fmt: skip
    return _enter(opportunity, stage, act=act, reason=reason)


@transaction.atomic
def advance(
    opportunity: Opportunity, stage: Stage, *, act: Act, reason: str = "", revision: int | None = None
) -> Opportunity | StageReview:
    """Move as `change_stage` does; onto a stage with a review before it, ask for this review instead and give it.

    The gate is asked now, and again when the review is decided.
    """
    opportunity = locked(opportunity, act=act, revision=revision)
    if not gates.asks_review(opportunity, stage):
        return change_stage(opportunity, stage, act=act, reason=reason)
    reason = clean_line(reason)
    _check(opportunity, stage, act=act, reason=reason)
    return ask_review(opportunity, stage, act=act, reason=reason)


def pass_review(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    """The review was passed (the process calls it): the deal moves, through the gate as it is at this moment."""
    review: StageReview = record
    opportunity = lock(review.opportunity)
    _check(opportunity, review.stage, act=act, reason=review.reason)
    review.state = StageReview.State.APPROVED
    recording.save(review, events.STAGE_REACHED, act=act, data={"stage": review.stage.name})
    _enter(opportunity, review.stage, act=act, reason=review.reason)


@transaction.atomic
def follow_version(
    opportunity: Opportunity, method: SalesMethod, *, act: Act, stage: Stage | None = None, revision: int | None = None
) -> Opportunity:
    """Let a deal follow another version of its own method, in the stage of the same name unless one is given.

    What was confirmed, waived or done for the same words stands there too; the gates before that stage are asked.
    Raises RuleError with what they miss.
    """
    opportunity = locked(opportunity, act=act, revision=revision)
    rules.check_version(
        state=opportunity.state, number=opportunity.number, same_code=method.code == opportunity.method.code,
        follows=method.pk == opportunity.method_id, in_force=method.state == SalesMethod.State.IN_FORCE,
    )  # fmt: skip
    wanted = stage or queries.namesake(opportunity.stage, method)
    if wanted is None:
        raise rules.stage_gone(str(opportunity.stage))
    carry_over(opportunity, method)
    gates.check(opportunity, wanted, today=act.today)
    if wanted.name != opportunity.stage.name:
        opportunity.stage_since = act.today
    _put(opportunity, wanted, act=act)
    data = {"version": method.version, "stage": wanted.name}
    return recording.save(opportunity, events.VERSION_FOLLOWED, act=act, data=data)


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """What a deal would find in another version of its method: the furthest stage it may stand in, not beyond its own;
    what keeps it from the stage of its own name; how much evidence comes along, and which has no place there."""

    stage: Stage | None
    missing: Sequence[Missing]
    carried: int
    lost: Sequence[str]


def prospect_of(opportunity: Opportunity, method: SalesMethod, *, act: Act) -> Prospect:
    """What `follow_version` would do; nothing is changed."""
    with transaction.atomic():
        before = _standing(opportunity)
        carry_over(opportunity, method)
        there = set(Criterion.objects.filter(stage__method=method).values_list("pk", flat=True))
        carried = [pk for pk, _words in _standing(opportunity) if pk in there]
        kept = {words for pk, words in _standing(opportunity) if pk in there}
        wanted = queries.namesake(opportunity.stage, method)
        within = [one for one in queries.stages_of(method.pk) if wanted and one.position <= wanted.position]
        open_to = [one for one in within if not gates.missing(opportunity, one, today=act.today)]
        found = Prospect(
            stage=open_to[-1] if open_to else None,
            missing=gates.missing(opportunity, wanted, today=act.today) if wanted else (),
            carried=len(carried),
            lost=[words for _pk, words in before if words not in kept],
        )
        transaction.set_rollback(True)
    return found


@transaction.atomic
def note_buyer(
    opportunity: Opportunity, stage: Stage, *, note: str, act: Act, since: date | None = None,
    revision: int | None = None,
) -> Opportunity:  # fmt: skip
    """Write down where the buyer really is: at the buyer's step of this stage of the deal's method, since that day
    (today unless given), with what shows it."""
    opportunity = locked(opportunity, act=act, revision=revision)
    rules.check_open(state=opportunity.state, number=opportunity.number)
    note, since = clean_line(note), since or act.today
    rules.check_buyer(note=note, since=since, same_method=stage.method_id == opportunity.method_id, today=act.today)
    opportunity.buyer_stage, opportunity.buyer_since, opportunity.buyer_note = stage, since, note
    step = stage.buyer_step or stage.name
    return recording.save(opportunity, events.BUYER_NOTED, act=act, reason=note, data={"step": step})


def _standing(opportunity: Opportunity) -> list[tuple[int, str]]:
    """The criteria for which something stands, with their words."""
    held = [*gates.confirmations_of(opportunity), *Waiver.objects.filter(opportunity=opportunity, withdrawn_at=None)]
    asked = Criterion.objects.in_bulk({one.criterion_id for one in held})
    return [(pk, str(one)) for pk, one in asked.items()]


def carry_over(opportunity: Opportunity, method: SalesMethod) -> None:
    """What stands for a criterion or task now stands for the one of the same words in another version."""
    stages = queries.stages_of(method.pk)
    asked = {(one.text, bool(one.check_name)): one for stage in stages for one in stage.criteria.all()}
    for model in (Confirmation, Waiver):
        rows: Any = model.objects.filter(opportunity=opportunity, withdrawn_at=None)
        for row in rows.select_related("criterion"):
            same = asked.get((row.criterion.text, bool(row.criterion.check_name)))
            if same is not None:
                model.objects.filter(pk=row.pk).update(criterion=same)
    tasks = {one.text: one for stage in stages for one in stage.tasks.all()}
    for done in TaskDone.objects.filter(opportunity=opportunity).select_related("task"):
        if done.task.text in tasks:
            TaskDone.objects.filter(pk=done.pk).update(task=tasks[done.task.text])


def _check(opportunity: Opportunity, stage: Stage, *, act: Act, reason: str) -> None:
    """May it move there now, by the rules of moving and by the gate?"""
    here = opportunity.stage
    rules.check_stage(
        state=opportunity.state, number=opportunity.number, here=here.position, there=stage.position,
        same_method=here.method_id == stage.method_id, moves=here.pk != stage.pk, reason=reason,
    )  # fmt: skip
    own, in_force = stage.method_id == opportunity.method_id, stage.method.state == SalesMethod.State.IN_FORCE
    rules.check_offered(own=own, in_force=in_force)
    if _is_forward(opportunity, stage):
        gates.check(opportunity, stage, today=act.today)


def _is_forward(opportunity: Opportunity, stage: Stage) -> bool:
    return stage.position > opportunity.stage.position or opportunity.stage.method_id != stage.method_id


def _enter(opportunity: Opportunity, stage: Stage, *, act: Act, reason: str) -> Opportunity:
    verb = events.STAGE_REACHED if _is_forward(opportunity, stage) else events.STAGE_BACK
    _put(opportunity, stage, act=act)
    opportunity.stage_since = act.today
    recording.save(opportunity, verb, act=act, reason=reason, data={"stage": stage.name})
    touch(opportunity, act=act)
    return opportunity


def _put(opportunity: Opportunity, stage: Stage, *, act: Act) -> None:
    """Set its stage; what was asked for another stage or method is asked no longer."""
    if opportunity.method_id != stage.method_id:
        _place_buyer(opportunity, stage.method)
    opportunity.stage, opportunity.method = stage, stage.method
    end_requests(opportunity, act=act, reason=str(stage), onto=stage)


def _place_buyer(opportunity: Opportunity, method: SalesMethod) -> None:
    """Where the buyer is in another version of the method; in another method nobody knows."""
    there = opportunity.buyer_stage and queries.namesake(opportunity.buyer_stage, method)
    opportunity.buyer_stage = there
    if there is None:
        opportunity.buyer_since, opportunity.buyer_note = None, ""
