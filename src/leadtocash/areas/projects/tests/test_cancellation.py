"""Cancellation by the approved form: project and contract end together, everything running ends (S0 2.7)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.cast import NOW, Cast

from leadtocash.areas.contracts import actions as contract_actions
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.projects import events
from leadtocash.areas.projects.actions import cancellation as actions
from leadtocash.areas.projects.actions import purchasing
from leadtocash.areas.projects.models import Cancellation, CoordinationOrder, EquipmentChange, Project, SerialNumber
from leadtocash.areas.projects.rules.blockers import blocking
from leadtocash.areas.projects.rules.cancellation import MoneyFact, money_facts
from leadtocash.areas.projects.tests.coordination_factories import (
    a_cancellation,
    a_change,
    a_scheduled_order,
    approve_all,
    arrived,
    buy,
    fresh,
    prepared,
    serials,
    set_up,
    who_has,
)
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel import events as bus
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.workflow.actions import recall
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem

pytestmark = [pytest.mark.req("CON-8", "PRJ-1"), pytest.mark.django_db]
State = Cancellation.State


def settled(cast: Cast, project: Project, **values: object) -> Cancellation:
    form = a_cancellation(cast, project, **values)
    approve_all(form)
    actions.settle_goods(form, "没有下单", act=cast.act("sun"))
    actions.settle_money(form, "没有收款，没有开票", act=cast.act("qian"))
    return fresh(form)


def test_carried_out_it_cancels_project_and_contract_and_ends_what_runs(cast: Cast) -> None:
    project = set_up(cast, kind="virtual")
    serials(project.lines.get(position=1), "TS-A-001", "TS-A-002")
    change = a_change(cast, project, {"line": project.lines.get(position=1), "quantity": 9})
    order = a_scheduled_order(cast, project)
    heard: list[events.ProjectCancelled] = []
    bus.listen(events.ProjectCancelled, heard.append)
    form = settled(cast, project, cause="virtual_dropped")
    assert (form.number, form.state, who_has(form)) == ("CXSP-2026-0001", State.SETTLING, [("carry_out", "wu")])
    actions.carry_out(form, act=cast.act("wu"))
    project = fresh(project)
    assert (project.state, project.cancelled_on) == (Project.State.CANCELLED, NOW.date())
    assert fresh(project.contract).state == Contract.State.CANCELLED
    assert (fresh(form).state, fresh(change).state, fresh(order).state) == (
        State.CARRIED_OUT, EquipmentChange.State.WITHDRAWN, CoordinationOrder.State.WITHDRAWN,
    )  # fmt: skip
    assert (order.bookings.count(), fresh(order).booked_hours) == (0, Decimal(0))
    assert not SerialNumber.objects.filter(project=project).exists()
    given_back = Entry.objects.get(verb="projects.serials_returned")
    assert given_back.data == {"count": 2, "serials": ["TS-A-001", "TS-A-002"]}
    assert not ProcessInstance.objects.filter(state="running").exists()
    assert not WorkItem.objects.filter(state="open").exists()
    assert [event.project_id for event in heard] == [project.pk]


def test_the_code_of_a_cancelled_project_is_never_given_again(cast: Cast) -> None:
    first = prepared(cast)
    actions.carry_out(settled(cast, first), act=cast.act("wu"))
    second = prepared(cast, title="重新签的合同")
    assert second.code != first.code
    assert Project.objects.filter(code=first.code).count() == 1


@pytest.mark.parametrize("make", [prepared, set_up, arrived])
def test_any_state_before_closing_can_be_cancelled(cast: Cast, make: object) -> None:
    project = make(cast)  # type: ignore[operator]
    form = a_cancellation(cast, project)
    assert (form.state, who_has(form)) == (State.IN_APPROVAL, [("approval", "zheng")])


def test_a_closed_project_is_not_cancelled(cast: Cast) -> None:
    project = set_up(cast)
    Project.objects.filter(pk=project.pk).update(state="closed", signed_on=NOW.date(), closed_on=NOW.date())
    with pytest.raises(RuleError) as refused:
        a_cancellation(cast, fresh(project))
    assert (refused.value.code, refused.value.clause) == ("project_closed", "S0 2.5.3")


def test_refused_the_project_goes_on(cast: Cast) -> None:
    project = set_up(cast)
    form = a_cancellation(cast, project)
    assert [m.clause for m in blocking(project)] == ["S0 2.7"]
    approve_all(form, reject="zheng")
    assert (fresh(form).state, fresh(project).state) == (State.REFUSED, Project.State.SET_UP)
    assert blocking(project) == []


def test_nothing_is_carried_out_before_goods_and_money_are_settled(cast: Cast) -> None:
    project = set_up(cast)
    order = buy(cast, project.lines.get(position=1), 8)
    form = a_cancellation(cast, fresh(project))
    with pytest.raises(RuleError) as refused:
        actions.carry_out(form, act=cast.act("wu"))
    assert refused.value.code == "cancellation_state"
    approve_all(form)
    with pytest.raises(RuleError) as refused:
        actions.carry_out(form, act=cast.act("wu"))
    assert (refused.value.code, len(refused.value.missing)) == ("cancellation_unsettled", 3)
    with pytest.raises(RuleError) as refused:
        actions.settle_goods(form, "退货", act=cast.act("sun"))
    assert (refused.value.code, len(refused.value.missing)) == ("purchases_open", 1)
    purchasing.cancel_order(order, act=cast.act("sun"))
    actions.settle_goods(form, "采购单已取消，无违约金", act=cast.act("sun"))
    actions.settle_money(form, "预付款 30 万元已退", act=cast.act("qian"))
    actions.carry_out(fresh(form), act=cast.act("wu"))
    assert fresh(project).state == Project.State.CANCELLED


def test_the_form_comes_filled_with_goods_and_money_on_record(cast: Cast) -> None:
    project = set_up(cast)
    buy(cast, project.lines.get(position=1), 8, arrives=3)
    money_facts.add("test", lambda _project: [MoneyFact("已收款", Decimal("300000.00"))])
    try:
        form = a_cancellation(cast, fresh(project))
    finally:
        money_facts._things.pop("test")
    assert "8" in form.goods
    assert "3" in form.goods
    assert "300,000.00" in form.money


def test_set_up_twice_names_the_project_that_stays_and_virtual_dropped_needs_a_virtual_contract(cast: Cast) -> None:
    project, other = set_up(cast), set_up(cast, title="同一笔生意")
    for values in ({"cause": "set_up_twice"}, {"cause": "set_up_twice", "twin": project}, {"cause": "virtual_dropped"}):
        with pytest.raises(ValidationError):
            a_cancellation(cast, project, **values)
    form = a_cancellation(cast, project, cause="set_up_twice", twin=other)
    assert form.twin == other


def test_one_form_at_a_time(cast: Cast) -> None:
    project = set_up(cast)
    form = a_cancellation(cast, project)
    with pytest.raises(RuleError) as refused:
        a_cancellation(cast, project)
    assert (refused.value.code, refused.value.offer.href) == ("cancellation_running", form.get_absolute_url())
    recall(ProcessInstance.objects.get(record_id=form.pk, process="cancellation"), act=cast.act("wang"))
    assert fresh(form).state == State.WITHDRAWN
    assert a_cancellation(cast, project).number == "CXSP-2026-0002"


def test_each_step_belongs_to_its_role(cast: Cast) -> None:
    project = set_up(cast)
    for name in ("li", "sun", "wu"):
        with pytest.raises(NotAllowed):
            actions.ask_cancellation(project, {"cause": "other", "explanation": "x"}, act=cast.act(name))
    form = a_cancellation(cast, project)
    approve_all(form)
    with pytest.raises(NotAllowed):
        actions.settle_goods(form, "x", act=cast.act("qian"))
    with pytest.raises(NotAllowed):
        actions.settle_money(form, "x", act=cast.act("sun"))
    with pytest.raises(NotAllowed):
        actions.carry_out(form, act=cast.act("wang"))


def test_a_contract_with_a_live_project_is_cancelled_by_the_projects_form(cast: Cast) -> None:
    project = set_up(cast)
    with pytest.raises(RuleError) as refused:
        contract_actions.cancel_contract(project.contract, reason="客户不签了", act=cast.act("wang"))
    assert (refused.value.code, refused.value.offer.href) == (
        "project_lives", f"/projects/{project.pk}/cancellation/new/",
    )  # fmt: skip
