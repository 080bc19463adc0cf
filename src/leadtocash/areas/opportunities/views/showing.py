"""What an opportunity's page shows: tags, facts, steps, verbs, the side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.areas.customers import credit
from leadtocash.areas.customers import queries as customer_queries
from leadtocash.areas.opportunities import advice, queries, requested, rules
from leadtocash.areas.opportunities.gates import CONFIRMED, WAIVED, Item, items
from leadtocash.areas.opportunities.models import Opportunity, OpportunityLine, Stage
from leadtocash.areas.opportunities.tables import STATES, days_in_stage
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.details import Verb

DRAFT_CONTRACT = "/contracts/new/?opportunity={pk}"


def tags(opportunity: Opportunity) -> list[dict[str, Any]]:
    """Its state; while open, its stage."""
    if opportunity.state == rules.OPEN:
        return [{"state": "doing", "label": opportunity.stage}]
    return [{"state": STATES[Opportunity.State(opportunity.state)], "label": opportunity.get_state_display()}]


def sees_customer(person: Any, opportunity: Opportunity) -> bool:
    """Whether the customer's own page opens to this person."""
    customer = opportunity.customer
    return customer is not None and customer_queries.is_visible(customer, person)


def facts(opportunity: Opportunity, *, sees_customer: bool) -> list[dict[str, Any]]:
    """The seven facts under the title."""
    percent = rules.probability(opportunity.state, opportunity.stage.probability)
    closed = opportunity.state != rules.OPEN
    label = _("Decided on") if closed else _("Expected signing")
    day = opportunity.closed_on if closed else opportunity.expected_close_on
    return [
        {"label": _("Customer"), "value": _customer(opportunity, linked=sees_customer)},
        {"label": _("Amount"), "value": formats.wan(opportunity.amount)},
        {"label": _("Chance"), "value": f"{percent}%"},
        {"label": _("Weighted"), "value": formats.wan(rules.weighted(opportunity.amount, percent))},
        {"label": label, "value": formats.full_date(day)},
        {"label": _("Account manager"), "value": opportunity.owner.name},
        {"label": _("Department"), "value": opportunity.department.name},
    ]


def _customer(opportunity: Opportunity, *, linked: bool) -> SafeString | str:
    customer = opportunity.customer
    if customer is None:
        return _("not known yet")
    if not linked:
        return customer.name
    return format_html('<a href="{}">{}</a>', customer.get_absolute_url(), customer.name)


def steps(opportunity: Opportunity, stages: Sequence[Stage], *, today: date) -> list[dict[str, Any]]:
    """The stage bar: the method's stages with their chance, the present one with the days in it."""
    shown = []
    for stage in stages:
        state = "next" if stage.position > opportunity.stage.position else "past"
        caption = f"{stage.probability}%"
        if stage.pk == opportunity.stage_id:
            days = days_in_stage(opportunity, today)
            state = "now" if days is not None else "past"
            caption = caption if days is None else f"{caption} \u00b7 {formats.days(days)}"
        shown.append({"label": stage, "caption": caption, "state": state})
    return shown


def note(opportunity: Opportunity, person: Any, *, today: date) -> dict[str, Any] | None:
    """Why a closed one was won or lost; of an open one, what speaks against the customer's credit."""
    if opportunity.state != rules.OPEN:
        told = _ending(opportunity)
        return {"tone": "info", "text": told} if told else None
    customer = opportunity.customer
    told = credit.warning(customer, person, opportunity.amount, today=today) if customer is not None else ""
    return {"tone": "late", "text": told} if told else None


def best_step(step: advice.Step | None, *, may_edit: bool) -> dict[str, Any] | None:
    """The next best step, with its button for those who may take it."""
    if step is None:
        return None
    verb = Verb(label=step.do, url=step.href, post=step.post, primary=True) if may_edit else None
    return {"text": step.text, "tone": step.tone, "verb": verb}


def sides(opportunity: Opportunity, stages: Sequence[Stage], *, today: date) -> dict[str, Any]:
    """Our stages, and above them the buyer's steps with where the buyer really is; who is ahead, and for how long."""
    there, since = opportunity.buyer_stage, opportunity.buyer_since
    buyers = []
    for stage in stages if any(stage.buyer_step for stage in stages) else ():
        state = "past" if there is not None and stage.position < there.position else "next"
        here = there is not None and stage.pk == there.pk
        caption = formats.short_date(since, today=today) if here else ""
        label = stage.buyer_step or formats.DASH
        buyers.append({"label": label, "caption": caption, "state": "now" if here else state})
    ours = steps(opportunity, stages, today=today)
    return {"ours": ours, "buyers": buyers, "lag": _lag(opportunity, today), "note": opportunity.buyer_note}


def _lag(opportunity: Opportunity, today: date) -> dict[str, str] | None:
    """One sentence about who is ahead, while the deal is open and somebody is."""
    there, since = opportunity.buyer_stage, opportunity.buyer_since
    if there is None or since is None or opportunity.state != rules.OPEN:
        return None
    ours = opportunity.stage
    found, days = rules.lag(
        ours=ours.position, buyers=there.position, our_day=opportunity.stage_since, their_day=since, today=today
    )
    values = {"n": abs(found), "days": formats.days(days), "percent": min(ours.probability, there.probability)}
    if found < 0:
        text = ngettext(
            "The buyer is %(n)d step ahead of us, for %(days)s.", "The buyer is %(n)d steps ahead of us, for %(days)s.",
            abs(found),
        )  # fmt: skip
        return {"tone": "late", "text": text % values}
    if found > 0:
        text = ngettext(
            "We stand %(n)d step ahead of the buyer, for %(days)s; on the slower side the chance is %(percent)d%%.",
            "We stand %(n)d steps ahead of the buyer, for %(days)s; on the slower side the chance is %(percent)d%%.",
            found,
        )
        return {"tone": "wait", "text": text % values}
    return {"tone": "info", "text": _("We are where the buyer is.")}


def _ending(opportunity: Opportunity) -> str:
    """Why a deal ended as it did, and who else was in it."""
    words = [str(opportunity.closed_for)] if opportunity.closed_for else []
    words += [opportunity.close_reason] if opportunity.close_reason else []
    if opportunity.lost_to is not None:
        words.append(_("Lost to %(name)s") % {"name": opportunity.lost_to})
    names = {one.competitor.name for one in opportunity.rivals.all() if one.competitor_id != opportunity.lost_to_id}
    if names:
        words.append(_("Rivals in the deal: %(names)s") % {"names": joined(sorted(names))})
    return " \u00b7 ".join(words)


def verbs(
    opportunity: Opportunity, *, before: Stage | None, after: Stage | None, missing: int, onward: int
) -> tuple[list[Verb], list[Verb]]:
    """Buttons and the menu behind the dots."""

    def at(name: str) -> str:
        return reverse(f"opportunities:{name}", args=[opportunity.pk])

    reopening = Verb(label=_("Open again"), url=at("reopening"), icon="rotate")
    if opportunity.state == rules.WON:
        contract = DRAFT_CONTRACT.format(pk=opportunity.pk)
        return [Verb(label=_("Draft contract"), url=contract, icon="file-plus", primary=True)], [reopening]
    if opportunity.state == rules.LOST:
        return [reopening], []
    shown = [Verb(label=_("Edit"), url=at("edit"), icon="pencil")]
    win = Verb(label=_("Win"), url=at("win"), icon="trophy", primary=after is None, missing=missing)
    if after is not None:
        label = _("Enter stage %(stage)s") % {"stage": after}
        url = f"{at('stage')}?stage={after.pk}"
        shown.append(Verb(label=label, url=url, post=True, primary=True, missing=onward))
    menu = [Verb(label=_("Lose"), url=at("loss"), icon="circle-x", danger=True)]
    newer = queries.in_force(opportunity.method.code)
    if newer is not None and newer.pk != opportunity.method_id:
        words = _("Follow version %(version)s of the method") % {"version": newer.version}
        menu.insert(0, Verb(label=words, url=at("version"), icon="versions"))
    back = before if before is not None else opportunity.stage
    menu.insert(0, Verb(label=_("Change stage"), url=f"{at('stage')}?stage={back.pk}", icon="arrows-exchange"))
    return [*shown, win], menu


def gate(after: Stage | None, asked: Sequence[Item], missing: Sequence[Missing]) -> dict[str, Any] | None:
    """The panel of what keeps the deal from its next stage; in the last, or where no gate asks, from being won."""
    if after is not None and asked:
        title = _("To enter %(stage)s") % {"stage": after}
        return {"title": title, "items": [_asked(item) for item in asked]}
    shown = [_asked(item) for item in asked] + [{"met": False, **vars(one)} for one in missing]
    return {"title": _("Still missing to win"), "items": shown} if shown else None


def _asked(item: Item) -> dict[str, Any]:
    words = {WAIVED: _("Waived"), CONFIRMED: _("Confirmed")}
    return {**vars(item.missing), "met": item.passed, "evidence": words.get(item.state, Truncator(item.told).chars(16))}


def whole_gate(
    opportunity: Opportunity, stages: Sequence[Stage], ahead: Sequence[Item], *, today: date
) -> dict[str, Any]:
    """Every stage with the buyer's step, what its gate asks for, its tasks and papers; ahead: what is known already."""
    looked_at = {item.stage.pk for item in ahead}
    asked = [*items(opportunity, [one for one in stages if one.pk not in looked_at], today=today), *ahead]
    tasks = queries.tasks_of(opportunity)
    roles = queries.role_names() if any(task.role for task, _done in tasks) else {}
    requests = {one.criterion_id: one.get_absolute_url() for one in requested.pending_waivers(opportunity)}
    return {
        "stages": [
            {
                "stage": stage,
                "here": stage.pk == opportunity.stage_id,
                "buyer": stage.pk == opportunity.buyer_stage_id,
                "items": [
                    (item, requests.get(item.criterion.pk if item.criterion else 0))
                    for item in asked if item.stage.pk == stage.pk and not item.task
                ],
                "tasks": [(task, done, roles.get(task.role, "")) for task, done in tasks if task.stage_id == stage.pk],
                "papers": [paper for paper in stage.papers.all() if not paper.required],
            }
            for stage in stages
        ]
    }  # fmt: skip


def assigning(opportunity: Opportunity) -> Verb:
    """To give it to another account manager."""
    return Verb(label=_("Assign"), url=reverse("opportunities:assignment", args=[opportunity.pk]), icon="user-share")


def side(opportunity: Opportunity) -> list[dict[str, Any]]:
    """The right column: what comes next, where it came from."""
    next_step = {"title": _("Next step"), "template": "opportunities/_next_step.html"}
    about = {"title": _("About it"), "template": "opportunities/_about.html"}
    return [next_step, about] if opportunity.state == rules.OPEN else [about]


def total(lines: Sequence[OpportunityLine]) -> Decimal:
    """The sum of the lines in yuan with tax."""
    return rules.sum_of([(line.quantity, line.unit_price) for line in lines])


def row(line: OpportunityLine) -> dict[str, Any]:
    """A stored line as the sheet shows it; a description that only repeats the product is left out."""
    model = line.product.model if line.product else ""
    own = line.product.name or model if line.product else ""
    described = "" if line.description == own else line.description
    price = line.unit_price
    return {"product": model, "description": described, "quantity": line.quantity, "unit_price": price}
