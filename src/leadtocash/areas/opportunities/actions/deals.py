"""Everything that can be done to an opportunity itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers import queries as customer_queries
from leadtocash.areas.opportunities import events, gates, limits, permissions, queries, rules
from leadtocash.areas.opportunities.models import Opportunity, OpportunityLine
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.giving import give
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.numbering.numbers import declare, next_number, next_numbers
from leadtocash.foundation.packs.limits import number as limit

SERIES = declare("opportunity", gettext_lazy("Opportunity"), "SJ-{year}-{seq:04d}")
Lines = Sequence[Mapping[str, Any]]


@transaction.atomic
def create_opportunity(values: Mapping[str, Any], *, act: Act, lines: Lines = ()) -> Opportunity:
    """Open an opportunity; the acting person owns it, its department is his.

    `values` may name a stage (its method follows) or a method, else it begins in the first stage of the default
    method. Without an amount the sum of the lines is taken. Raises ValidationError at the field, NotAllowed, RuleError
    where it would begin behind a gate it has not passed.
    """
    require(act.person, permissions.EDIT)
    given = dict(values)
    method = given.pop("method", None)
    given["stage"] = given.get("stage") or queries.first_stage(method)
    opportunity = begin_opportunity(given, department=main_department(act.person), act=act)
    opportunity.amount = opportunity.amount or _sum(lines)
    _check_customer(opportunity, act=act, customer_before=None)
    opportunity.number = next_number(SERIES, act=act)
    recording.save(opportunity, events.CREATED, act=act)
    if lines:
        _write_lines(opportunity, lines, act=act)
    gates.check(opportunity, opportunity.stage, today=act.today, new=True)
    touch(opportunity, act=act)
    return opportunity


def begin_opportunity(values: Mapping[str, Any], *, department: Department | None, act: Act) -> Opportunity:
    """A new opportunity of the acting person in a stage, as it will be stored, but for its number."""
    opportunity = Opportunity(owner=act.person, department=department, **values)
    opportunity.method = opportunity.stage.method
    opportunity.opened_on = opportunity.stage_since = act.today
    _check_forecast(opportunity)
    _tidy(opportunity)
    return opportunity


@transaction.atomic
def register_opportunities(opportunities: Sequence[Opportunity], *, act: Act) -> None:
    """Store many begun opportunities at once: numbers, journal, search as for one by one.

    The caller has asked who may and who sees their customers, and has checked their fields (`recording.check_new`).
    """
    numbers = next_numbers(SERIES, len(opportunities), act=act) if opportunities else []
    for opportunity, number in zip(opportunities, numbers, strict=True):
        opportunity.number = number
    recording.save_new(opportunities, events.CREATED, act=act)
    customers.touch_all({one.customer_id for one in opportunities if one.customer_id}, at=act.at)


@transaction.atomic
def assign_opportunity(
    opportunity: Opportunity, to: User, *, act: Act, reason: str = "", revision: int | None = None
) -> Opportunity:
    """Give an opportunity to another account manager; it moves to his department.

    Raises RuleError when he may not keep it or has it already, NotAllowed.
    """
    opportunity = lock(opportunity, revision=revision)
    require(act.person, permissions.ASSIGN, opportunity)
    rules.check_open(state=opportunity.state, number=opportunity.number)
    unable, before = _("%(name)s may not work on opportunities; choose an account manager."), opportunity.owner_id
    give(opportunity, to, events.ASSIGNED, permission=permissions.EDIT, unable=unable, act=act, reason=reason)
    publish(events.OpportunitiesGiven(opportunity_ids=(opportunity.pk,), owner_id=to.pk, before_id=before, act=act))
    return opportunity


@transaction.atomic
def hand_over_opportunities(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give a person's open opportunities to his successor (part of a hand-over, which has asked who may); won and
    lost ones keep his name. Each is journalled."""
    rows = queries.open_of(person)
    if to is None:
        return
    rows = rows if only is None else rows.filter(pk__in=only)
    ids = tuple(rows.values_list("pk", flat=True))
    move(
        rows.model.objects.filter(pk__in=ids), "owner", to=to, verb=events.HANDED_OVER, act=act, reason=reason,
        data={"name": person.name},
    )  # fmt: skip
    publish(events.OpportunitiesGiven(opportunity_ids=ids, owner_id=to.pk, before_id=person.pk, act=act))


@transaction.atomic
def change_opportunity(
    opportunity: Opportunity,
    values: Mapping[str, Any],
    *,
    act: Act,
    revision: int | None = None,
    lines: Lines | None = None,
) -> Opportunity:
    """Change an open opportunity's data; with `lines`, they take the place of all lines before.

    Raises Stale when `revision` is no longer the current one, RuleError when it is closed.
    """
    opportunity = locked(opportunity, act=act, revision=revision)
    rules.check_open(state=opportunity.state, number=opportunity.number)
    customer_before = opportunity.customer_id
    for name, value in values.items():
        setattr(opportunity, name, value)
    if lines is not None and not opportunity.amount:
        opportunity.amount = _sum(lines)
    if "forecast" in values:
        _check_forecast(opportunity)
    _tidy(opportunity)
    _check_customer(opportunity, act=act, customer_before=customer_before)
    recording.save(opportunity, events.CHANGED, act=act)
    if lines is not None:
        _write_lines(opportunity, lines, act=act)
    touch(opportunity, act=act)
    return opportunity


@transaction.atomic
def locked(opportunity: Opportunity, *, act: Act, revision: int | None) -> Opportunity:
    """The opportunity under its lock, if this person may change it. Raises Stale, NotAllowed."""
    opportunity = lock(opportunity, revision=revision)
    require(act.person, permissions.EDIT, opportunity)
    return opportunity


def touch(opportunity: Opportunity, *, act: Act) -> None:
    """Whoever works on a deal works on its customer, which does not go back to the pool then."""
    if opportunity.customer_id is not None:
        customers.touch_all([opportunity.customer_id], at=act.at)


def _tidy(opportunity: Opportunity) -> None:
    for name in ("name", "source", "next_step"):
        setattr(opportunity, name, clean_line(getattr(opportunity, name)))


def _check_forecast(opportunity: Opportunity) -> None:
    stage = opportunity.stage
    rules.check_forecast(
        category=opportunity.forecast, highest=stage.max_probability, commit_from=limit(limits.COMMIT),
        stage=str(stage),
    )  # fmt: skip


def _check_customer(opportunity: Opportunity, *, act: Act, customer_before: int | None) -> None:
    customer = opportunity.customer
    if customer is None or customer.pk == customer_before:
        return
    if not customer_queries.is_visible(customer, act.person):
        raise ValidationError({"customer": _("This customer does not exist, or you may not see it.")})


def _sum(lines: Lines) -> Decimal:
    return rules.sum_of([(line["quantity"], line["unit_price"]) for line in lines])


def _write_lines(opportunity: Opportunity, lines: Lines, *, act: Act) -> None:
    """Put these lines in the place of the old ones; journalled only when something differs."""
    before = [_facts(line) for line in queries.lines_of(opportunity)]
    wanted = [
        OpportunityLine(opportunity=opportunity, position=place, **_described(values))
        for place, values in enumerate(lines, start=1)
    ]
    if [_facts(line) for line in wanted] == before:
        return
    if len(wanted) > rules.MOST_LINES:
        raise ValidationError({"lines": _("At most %(most)s lines.") % {"most": rules.MOST_LINES}})
    for line in wanted:
        line.clean_fields(exclude=["opportunity", "product"])
    OpportunityLine.objects.filter(opportunity=opportunity).delete()
    OpportunityLine.objects.bulk_create(wanted)
    data = {"count": len(wanted), "total": f"{_sum(lines):,.2f}"}
    recording.write(opportunity, events.LINES_CHANGED, act=act, data=data)


def _described(values: Mapping[str, Any]) -> dict[str, Any]:
    """A line without its own words is called by its product."""
    product = values.get("product")
    unit = values.get("unit") or (product.unit if product else "")
    known = {"unit": unit} if unit else {}
    called = (product.name or product.model) if product else ""
    description = clean_line(values.get("description") or "") or called
    return {**values, **known, "description": description}


def _facts(line: OpportunityLine) -> tuple[Any, ...]:
    return (line.product_id, line.description, line.quantity, line.unit, line.unit_price)
