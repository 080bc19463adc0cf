"""What waits for somebody about sales methods: a draft, an open review, waivers; and how far the buyers are."""

from __future__ import annotations

from datetime import timedelta

from leadtocash.areas.opportunities import actions, gates, shapes
from leadtocash.areas.opportunities.models import Criterion, Opportunity, SalesMethod, Stage, WaiverRequest
from leadtocash.config.demo.basics import Company
from leadtocash.config.demo.gates import move_on, pass_gate
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import WorkItem

ASKED = 0.5  # working days ago
WAIVED = timedelta(days=14)


def tell(company: Company) -> None:
    """A draft of the usual method; of open deals where their buyers are, a review and two waivers asked for."""
    _draft(company)
    deals = list(
        Opportunity.objects.filter(state=Opportunity.State.OPEN, method__is_default=True)
        .exclude(customer=None).select_related("stage", "owner", "customer").order_by("-stage__position", "pk")
    )  # fmt: skip
    stages = list(Stage.objects.filter(method__is_default=True, method__state="in_force").order_by("position"))
    reviewed = next((number for number, stage in enumerate(stages) if stage.review), 0)
    before = [deal for deal in deals if deal.stage.position < stages[reviewed].position]
    if reviewed and before:
        _ask_review(company, before.pop(0), stages[reviewed - 1], stages[reviewed])
    held = [(deal, asked) for deal in before if (asked := _missing(company, deal)) is not None][:2]
    for granted, (deal, asked) in enumerate(held):
        word = "waiver_promise" if granted else "waiver_no_standard"
        request = _ask_waiver(company, deal, asked, company.words[word])
        if granted:
            _grant(request, company.by(deal.owner, ASKED / 2))
    for place, deal in enumerate(deals[::2]):
        _note_buyer(company, Opportunity.objects.select_related("stage").get(pk=deal.pk), stages, ahead=place % 2 == 0)


def _draft(company: Company) -> None:
    """The next version of the usual method asks one thing more at its third stage."""
    act = company.act("admin", 2)
    source = SalesMethod.objects.get(is_default=True, state=SalesMethod.State.IN_FORCE)
    draft = actions.draft_method(act=act, source=source)
    stages = shapes.values_of(draft)["stages"]
    words = {"text": company.words["draft_method"], "text_en": company.words["draft_method_en"]}
    stages[2]["criteria"].append({**shapes.CRITERION, **words})
    actions.write_draft(draft, {"stages": stages}, act=act)


def _ask_review(company: Company, deal: Opportunity, here: Stage, onto: Stage) -> None:
    deal = move_on(deal, here, lambda: company.by(deal.owner, ASKED * 2))
    act = company.by(deal.owner, ASKED)
    pass_gate(deal, [deal.stage], act=act)
    actions.advance(deal, onto, act=act, reason=company.words["review_asked"])


def _missing(company: Company, deal: Opportunity) -> Criterion | None:
    """The first criterion its gate still asks for."""
    found = gates.items(deal, [deal.stage], today=company.by(deal.owner, ASKED).today)
    return next((item.criterion for item in found if item.criterion is not None and not item.passed), None)


def _ask_waiver(company: Company, deal: Opportunity, asked: Criterion, reason: str) -> WaiverRequest:
    act = company.by(deal.owner, ASKED)
    return actions.ask_waiver(deal, asked, reason=reason, until=act.today + WAIVED, act=act)


def _grant(request: WaiverRequest, act: Act) -> None:
    item = WorkItem.objects.get(
        instance__record_id=request.pk, instance__record_kind="opportunities.waiverrequest", state=WorkItem.State.OPEN
    )
    theirs = Act(by=item.assignee, at=act.at, door=act.door, where=act.where)
    workflow.decide(item, "approve", act=theirs, revision=request.revision)


def _note_buyer(company: Company, deal: Opportunity, stages: list[Stage], *, ahead: bool) -> None:
    """One step beside ours: ahead of us, or behind."""
    position = deal.stage.position + (1 if ahead else -1)
    step = next((stage for stage in stages if stage.position == position), None)
    if step is not None:
        word = "buyer_ahead" if ahead else "buyer_behind"
        actions.note_buyer(deal, step, note=company.words[word], act=company.by(deal.owner, ASKED / 2))
