"""How demonstration deals pass their gates: each criterion is supplied or confirmed as a seller would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from leadtocash.areas.opportunities import actions, gates
from leadtocash.areas.opportunities.models import Criterion, Opportunity, Stage, StageReview
from leadtocash.config.demo import winning
from leadtocash.config.demo.basics import rows
from leadtocash.config.demo.paper import sheet_pdf
from leadtocash.foundation.documents import actions as documents
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import WorkItem


def move_on(deal: Opportunity, onto: Stage, act_of: Callable[[], Act]) -> Opportunity:
    """Move a deal stage by stage onto this one; `act_of` gives the act of each step, later and later."""
    for stage in Stage.objects.filter(method=deal.method_id, position__lte=onto.position).order_by("position"):
        if stage.position > deal.stage.position:
            act = act_of()
            pass_gate(deal, [deal.stage], act=act)
            moved = actions.advance(deal, stage, act=act)
            deal = _passed(moved, act=act) if isinstance(moved, StageReview) else moved
    return deal


def _passed(review: StageReview, *, act: Act) -> Opportunity:
    """The review is passed by everybody it lies with, one after another, an hour later each."""
    at = act.at
    while item := WorkItem.objects.filter(
        instance__record_id=review.pk, instance__record_kind="opportunities.stagereview", state=WorkItem.State.OPEN
    ).first():
        at += timedelta(hours=1)
        theirs = Act(by=item.assignee, at=at, door=act.door, where=act.where)
        review.refresh_from_db()
        workflow.decide(item, "approve", act=theirs, revision=review.revision)
    return Opportunity.objects.get(pk=review.opportunity_id)


def pass_gate(deal: Opportunity, stages: list[Stage], *, act: Act, all_of_it: bool = True) -> None:
    """Supply what the gates of these stages still miss; of what is confirmed by hand only the first unless all."""
    notes = {row["criterion"]: row["note"] for row in rows("evidence")}
    for item in gates.items(deal, stages, today=act.today):
        asked = item.criterion
        if item.passed or asked is None:
            continue
        if asked.check_name in ("document", "bid_complete"):
            documents.attach(deal, _paper(asked.text), act=act, category=asked.params.get("category", "bid"))
        elif asked.check_name == "closing":
            actions.change_opportunity(deal, {"expected_close_on": act.today}, act=act)
        elif asked.check_name in winning.CHECKS:
            winning.know_people(deal, act=act, all_of_them=all_of_it)
        elif asked.check_name == "strategy":
            winning.enter_rivals(deal, act=act)
        elif asked.check_name in ("", "man"):
            _confirm(deal, asked, notes.get(asked.text, asked.text), act=act)
        if not all_of_it:
            return


def _confirm(deal: Opportunity, asked: Criterion, note: str, *, act: Act) -> None:
    promise, file = asked.evidence == Criterion.Evidence.PROMISE, asked.evidence == Criterion.Evidence.FILE
    contact = deal.customer.contacts.first() if promise and deal.customer else None
    actions.confirm(deal, asked, note=note, contact=contact, file=_paper(asked.text) if file else None, act=act)


def _paper(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.pdf", sheet_pdf("Lead-to-Cash demonstration"), "application/pdf")
