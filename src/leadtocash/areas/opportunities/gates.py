"""The gate before a stage: what it asks for, what is there, what is still missing (OPP-4).

One gate for form, board, API, import and process: whoever moves a deal onward asks `check`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import criteria, queries, rules
from leadtocash.areas.opportunities.models import (
    Confirmation,
    Criterion,
    Opportunity,
    Stage,
    StagePaper,
    StageTask,
    TaskDone,
    Waiver,
)
from leadtocash.foundation.kernel.errors import Missing

MET, CONFIRMED, WAIVED, OPEN = "met", "confirmed", "waived", "missing"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One demand of a gate and how it stands: met (the system sees it), confirmed, waived or missing.

    told: the evidence, or what is there instead; since: the day from which it has been owed; task: it is a task, which
    pages show by itself.
    """

    text: str
    state: str
    stage: Stage
    criterion: Criterion | None = None
    told: str = ""
    who: str = ""
    since: date | None = None
    clause: str = ""
    href: str = ""
    do: str = ""
    task: bool = False

    @property
    def passed(self) -> bool:
        return self.state != OPEN

    @property
    def missing(self) -> Missing:
        return Missing(what=self.text, who=self.who, since=self.since, clause=self.clause, href=self.href, do=self.do)


def stages_left(deal: Opportunity, onto: Stage | None, *, new: bool = False) -> list[Stage]:
    """The stages a deal leaves behind on its way onto this one (None: to the win), in order; none on a way back.

    A new deal, and one that comes over from another method, has all stages before that one to account for.
    """
    method = onto.method_id if onto is not None else deal.method_id
    start = deal.stage.position if method == deal.method_id and not new else 0
    stages = [stage for stage in queries.stages_of(method) if stage.position >= start]
    return stages if onto is None else [stage for stage in stages if stage.position < onto.position]


def items(deal: Opportunity, stages: Sequence[Stage], *, today: date) -> list[Item]:
    """What the gates of these stages ask for, in order, each with how it stands on that day."""
    asked = [(stage, one) for stage in stages for one in stage.criteria.all()]
    tasks = [(stage, one) for stage in stages for one in stage.tasks.all() if one.required]
    found = [_paper(deal, one, stage, today) for stage in stages for one in stage.papers.all() if one.required]
    found += [_quotation(deal, stage, today) for stage in stages if stage.quote_required]
    if not asked and not tasks:
        return _sorted(found)
    stored = deal.pk is not None
    confirmed = {one.criterion_id: one for one in confirmations_of(deal)} if stored else {}
    waived = {one.criterion_id: one for one in waivers_of(deal, today=today)} if stored else {}
    ticked = TaskDone.objects.filter(opportunity=deal).select_related("by") if stored and tasks else ()
    done = {one.task_id: one for one in ticked}
    found += [_task(deal, one, stage, done.get(one.pk)) for stage, one in tasks]
    criteria = [_item(deal, one, stage, confirmed.get(one.pk), waived.get(one.pk), today) for stage, one in asked]
    return _sorted([*criteria, *found])


def missing(deal: Opportunity, onto: Stage | None, *, today: date, new: bool = False) -> list[Missing]:
    """What still keeps a deal from this stage (None: from being won); empty when the gate is open."""
    stages = stages_left(deal, onto, new=new)
    passed_by = [
        one
        for one in stages
        if onto is not None and one.method_id == deal.method_id and (new or one.pk != deal.stage_id)
    ]
    skipped = [
        Missing(
            what=_("The stage %(stage)s cannot be skipped.") % {"stage": one}, who=deal.owner.name,
            since=deal.stage_since, clause=rules.GATE_CLAUSE,
        )
        for one in passed_by if not one.may_skip
    ]  # fmt: skip
    unseen = [one for one in items(deal, stages, today=today) if not one.passed]
    return [*skipped, *_reviews(deal, onto, new=new), *(one.missing for one in unseen)]


def asks_review(deal: Opportunity, onto: Stage) -> bool:
    """Whether somebody decides before the deal moves onto this stage: not on a way back, nor into the same stage of
    another version of its method."""
    if not onto.review or onto.method.code != deal.method.code:
        return onto.review
    return onto.position > deal.stage.position and onto.name != deal.stage.name


def reviewer_of(stage: Stage) -> str:
    """The words for whoever decides before the stage is entered."""
    return queries.role_name(stage.review_by) if stage.review_by else _("by the authority table")


def check(deal: Opportunity, onto: Stage | None, *, today: date, new: bool = False) -> None:
    """Raise RuleError with all that is missing unless a deal may enter this stage (None: be won).

    new: a deal that begins there; it is told by its name, for its number goes with it.
    """
    rules.check_gate(
        number=deal.name if new else deal.number, stage=str(onto) if onto is not None else "",
        missing=missing(deal, onto, today=today, new=new),
    )  # fmt: skip


def standing(deal: Opportunity, criterion: Criterion, *, today: date) -> tuple[Confirmation | None, Waiver | None]:
    """What stands for one criterion: its confirmation, its waiver."""
    confirmed = (one for one in confirmations_of(deal) if one.criterion_id == criterion.pk)
    waived = (one for one in waivers_of(deal, today=today) if one.criterion_id == criterion.pk)
    return next(confirmed, None), next(waived, None)


def confirmations_of(deal: Opportunity) -> list[Confirmation]:
    """What stands confirmed; a confirmation whose file was removed does not."""
    rows = Confirmation.objects.filter(opportunity=deal, withdrawn_at=None)
    found = rows.select_related("by", "attachment", "contact")
    return [one for one in found if one.attachment is None or one.attachment.removed_at is None]


def waivers_of(deal: Opportunity, *, today: date) -> list[Waiver]:
    """The waivers that hold on that day."""
    rows = Waiver.objects.filter(opportunity=deal, withdrawn_at=None, until__gte=today)
    return list(rows.select_related("by", "criterion"))


def _reviews(deal: Opportunity, onto: Stage | None, *, new: bool) -> list[Missing]:
    """The reviews nobody can have passed: of a new deal those before its stage, at a win those of the stages left."""
    if onto is not None and not new:
        return []
    method, start = (onto.method_id, 1) if onto is not None else (deal.method_id, deal.stage.position + 1)
    ahead = [stage for stage in queries.stages_of(method) if stage.position >= start]
    asked = [stage for stage in ahead if stage.review and (stage == onto or not stage.may_skip)]
    within = asked if onto is None else [stage for stage in asked if stage.position <= onto.position]
    return [rules.missing_review(stage=str(stage), reviewer=reviewer_of(stage)) for stage in within]


def _sorted(found: list[Item]) -> list[Item]:
    return sorted(found, key=lambda item: item.stage.position)


def _paper(deal: Opportunity, asked: StagePaper, stage: Stage, today: date) -> Item:
    return _seen(deal, stage, str(asked), criteria.paper(deal, asked.category, today))


def _quotation(deal: Opportunity, stage: Stage, today: date) -> Item:
    return _seen(deal, stage, _("An approved quotation"), criteria.quotation(deal, today))


def _seen(deal: Opportunity, stage: Stage, text: str, found: criteria.Finding) -> Item:
    """A demand of a stage that is no criterion of its own and that nobody waives."""
    since = found.since or (deal.stage_since if stage.pk == deal.stage_id else None)
    return Item(
        text=text, state=MET if found.met else OPEN, stage=stage, told=found.told, since=since, href=found.href,
        do=found.do, clause=rules.GATE_CLAUSE, who="" if found.met else deal.owner.name,
    )  # fmt: skip


def _item(
    deal: Opportunity, asked: Criterion, stage: Stage, confirmed: Confirmation | None, waived: Waiver | None,
    today: date,
) -> Item:  # fmt: skip
    item = Item(
        text=str(asked), state=OPEN, stage=stage, criterion=asked, clause=asked.clause or rules.GATE_CLAUSE,
        since=deal.stage_since if stage.pk == deal.stage_id else None,
        href=reverse("opportunities:criterion", args=[deal.pk, asked.pk]) if deal.pk else "",
    )  # fmt: skip
    if waived is not None:
        told = _("%(who)s waived it until %(day)s: %(reason)s")
        values = {"who": waived.by.name, "day": waived.until.isoformat(), "reason": waived.reason}
        return replace(item, state=WAIVED, told=told % values)
    found = criteria.look(asked.check_name, deal, asked.params, today) if asked.check_name else None
    if found is not None and found.known:
        item = replace(item, told=found.told, since=found.since or item.since, href=found.href, do=found.do)
        return replace(item, state=MET) if found.met else replace(item, who=deal.owner.name)
    if confirmed is not None:
        return replace(item, state=CONFIRMED, told=_told(confirmed))
    return replace(item, who=deal.owner.name, do=_("Confirm with evidence"))


def _told(one: Confirmation) -> str:
    words = [one.contact.name] if one.contact else []
    words += [one.note, f"{one.by.name} {one.on.isoformat()}"]
    return " · ".join(words)


def _task(deal: Opportunity, task: StageTask, stage: Stage, done: TaskDone | None) -> Item:
    href = f"{deal.get_absolute_url()}?tab=gate" if deal.pk else ""
    if done is not None:
        return Item(text=str(task), state=CONFIRMED, stage=stage, told=done.by.name, href=href, task=True)
    since = deal.stage_since if stage.pk == deal.stage_id else None
    return Item(
        text=str(task), state=OPEN, stage=stage, who=deal.owner.name, since=since, clause=rules.GATE_CLAUSE,
        href=href, do=_("Do it"), task=True,
    )  # fmt: skip
