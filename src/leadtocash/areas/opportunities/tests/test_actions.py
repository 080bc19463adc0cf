"""Opportunities in a real database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.cast import NOW

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.market.actions import change_reason
from leadtocash.areas.market.tests.factories import a_reason
from leadtocash.areas.opportunities import actions, queries
from leadtocash.areas.opportunities.events import OpportunityReopened, OpportunityWon
from leadtocash.areas.opportunities.models import Opportunity, SalesMethod
from leadtocash.areas.opportunities.shipping import rows_of, ship_methods
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.areas.products.tests.factories import a_product
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.kernel import events
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError, Stale

pytestmark = pytest.mark.django_db


def verbs_of(record) -> list[str]:
    return [entry.verb.split(".")[1] for entry in history(record)]


@pytest.fixture
def heard(monkeypatch):
    """The events of this test, in order."""
    told: list[object] = []
    for kind in (OpportunityWon, OpportunityReopened):
        monkeypatch.setitem(events._listeners, kind, [told.append])
    return told


@pytest.mark.req("OPP-3")
def test_a_new_opportunity_begins_in_the_first_stage_of_the_default_method(cast):
    made = an_opportunity(cast.act("wang"))
    assert (made.method.code, made.stage.position, made.state) == ("milestone", 1, "open")
    assert (made.owner, made.department.code) == (cast.wang, "SH")
    assert (made.opened_on, made.stage_since) == (date(2026, 11, 10), date(2026, 11, 10))
    assert made.number.startswith("SJ-2026-")
    assert verbs_of(made) == ["created"]


def test_without_an_amount_the_sum_of_the_lines_is_expected(cast):
    product = a_product()
    lines = [
        {"product": product, "quantity": 3, "unit_price": Decimal("52000.00")},
        {"product": None, "description": "安装调试", "quantity": 1, "unit_price": Decimal("8000.50")},
    ]
    made = an_opportunity(cast.act("wang"), amount=Decimal(0), lines=lines)
    assert made.amount == Decimal("164000.50")
    described = [(line.description, line.unit) for line in queries.lines_of(made)]
    assert described == [("机架服务器", "台"), ("安装调试", "台")]
    assert verbs_of(made) == ["lines_changed", "created"]


def test_lines_take_the_place_of_all_lines_and_the_same_lines_change_nothing(cast):
    line = {"product": None, "description": "服务", "quantity": 1, "unit_price": Decimal(10)}
    made = an_opportunity(cast.act("wang"), lines=[line, line])
    actions.change_opportunity(made, {}, act=cast.act("wang"), lines=[line, line])
    assert verbs_of(made) == ["changed", "lines_changed", "created"]
    actions.change_opportunity(made, {}, act=cast.act("wang"), lines=[line])
    assert len(queries.lines_of(made)) == 1


def test_a_customer_one_may_not_see_cannot_be_named(cast):
    hidden = a_customer(cast.act("zhao"))
    with pytest.raises(ValidationError) as error:
        an_opportunity(cast.act("wang"), customer=hidden)
    assert list(error.value.message_dict) == ["customer"]
    made = an_opportunity(cast.act("wang"))
    with pytest.raises(ValidationError):
        actions.change_opportunity(made, {"customer": hidden}, act=cast.act("wang"))


def test_a_stage_reached_restarts_the_days_and_says_so_in_the_journal(cast):
    made = an_opportunity(cast.act("wang"))
    later = cast.act("wang", NOW + timedelta(days=3))
    moved = actions.change_stage(made, a_stage(2), act=later)
    assert (moved.stage.position, moved.stage_since) == (2, date(2026, 11, 13))
    entry = history(moved)[0]
    assert (entry.verb, entry.data) == ("opportunities.stage_reached", {"stage": "初步接触"})
    back = actions.change_stage(moved, a_stage(1), act=later, reason="要重新立项")
    assert history(back)[0].reason == "要重新立项"
    over = actions.change_stage(back, a_stage(3, "procurement"), act=later, reason="客户走招标")
    assert over.method.code == "procurement"


def test_a_win_needs_a_customer_and_an_amount(cast, heard):
    made = an_opportunity(cast.act("wang"), customer=None, amount=Decimal(0))
    with pytest.raises(RuleError) as refusal:
        actions.win_opportunity(made, act=cast.act("wang"))
    assert refusal.value.code == "win_incomplete"
    assert [m.who for m in refusal.value.missing] == ["王敏", "王敏"]
    assert Opportunity.objects.get(pk=made.pk).state == "open"
    assert heard == []


@pytest.mark.req("CRM-3")
def test_a_win_closes_the_deal_and_makes_the_customer_a_won_one(cast, heard):
    made = an_opportunity(cast.act("wang"))
    act = cast.act("wang")
    won = actions.win_opportunity(made, act=act, amount=Decimal("4500000.00"), reason="技术指标写进了标准")
    assert (won.state, won.closed_on, won.amount) == ("won", date(2026, 11, 10), Decimal("4500000.00"))
    customer = won.customer
    customer.refresh_from_db()
    assert customer.status == "won"
    entry = history(customer)[0]
    assert (entry.verb, entry.data, entry.actor) == ("customers.won", {"opportunity": won.number}, None)
    assert heard == [OpportunityWon(opportunity_id=won.pk, act=act)]


def test_a_second_win_with_the_same_customer_leaves_its_status_alone(cast):
    customer = a_customer(cast.act("wang"))
    for _ in range(2):
        actions.win_opportunity(an_opportunity(cast.act("wang"), customer=customer), act=cast.act("wang"))
    assert verbs_of(customer) == ["won", "created"]


def test_a_loss_keeps_its_reason(cast):
    made = an_opportunity(cast.act("wang"))
    with pytest.raises(ValidationError):
        actions.lose_opportunity(made, act=cast.act("wang"), reason=" ")
    off = change_reason(a_reason("delivery"), {"is_active": False}, act=cast.act("admin"))
    for wrong in (off, change_reason(a_reason("brand"), {"used_for": "won"}, act=cast.act("admin"))):
        with pytest.raises(ValidationError) as caught:
            actions.lose_opportunity(made, act=cast.act("wang"), closed_for=wrong)
        assert list(caught.value.message_dict) == ["closed_for"]
    lost = actions.lose_opportunity(made, act=cast.act("wang"), reason="价格高 12%")
    assert (lost.state, lost.close_reason, lost.closed_on) == ("lost", "价格高 12%", date(2026, 11, 10))


@pytest.mark.parametrize("how", ["won", "lost"])
def test_a_closed_deal_does_not_change_until_it_is_opened_again(cast, heard, how):
    act = cast.act("wang")
    made = an_opportunity(act)
    if how == "won":
        actions.win_opportunity(made, act=act)
    else:
        actions.lose_opportunity(made, act=act, reason="项目停了")
    for attempt in (
        lambda: actions.change_opportunity(made, {"name": "别的"}, act=act),
        lambda: actions.change_stage(made, a_stage(2), act=act),
        lambda: actions.win_opportunity(made, act=act),
        lambda: actions.lose_opportunity(made, act=act, reason="又丢了"),
    ):
        with pytest.raises(RuleError) as refusal:
            attempt()
        assert refusal.value.code == "opportunity_closed"
    opened = actions.reopen_opportunity(made, act=act, reason="客户重新招标")
    assert (opened.state, opened.closed_on, opened.close_reason) == ("open", None, "")
    assert heard[-1] == OpportunityReopened(opportunity_id=made.pk, was_won=how == "won", act=act)
    actions.change_opportunity(made, {"name": "新名字"}, act=act)


def test_an_open_deal_cannot_be_opened_again(cast):
    with pytest.raises(RuleError) as refusal:
        actions.reopen_opportunity(an_opportunity(cast.act("wang")), act=cast.act("wang"), reason="为什么不")
    assert refusal.value.code == "opportunity_open"


@pytest.mark.req("ORG-4")
@pytest.mark.parametrize("who", ["zhao", "qian", "outsider", "admin"])
def test_nobody_outside_the_scope_acts(cast, who):
    made = an_opportunity(cast.act("wang"))
    act = cast.act(who)
    for attempt in (
        lambda: actions.change_opportunity(made, {"name": "x"}, act=act),
        lambda: actions.change_stage(made, a_stage(2), act=act),
        lambda: actions.win_opportunity(made, act=act),
        lambda: actions.lose_opportunity(made, act=act, reason="试试看"),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_her_manager_may_act(cast):
    made = an_opportunity(cast.act("wang"))
    assert actions.win_opportunity(made, act=cast.act("li")).state == "won"


def test_who_saw_an_older_state_is_told_so_and_nothing_is_written(cast):
    made = an_opportunity(cast.act("wang"))
    actions.change_opportunity(made, {"name": "甲"}, act=cast.act("wang"), revision=1)
    with pytest.raises(Stale):
        actions.change_opportunity(made, {"name": "乙"}, act=cast.act("li"), revision=1)
    assert Opportunity.objects.get(pk=made.pk).name == "甲"


@pytest.mark.req("OPP-3")
def test_the_shipped_methods_stand_side_by_side_and_shipping_again_changes_nothing(cast):
    SalesMethod.objects.filter(code="ltc").update(name="我们的 LTC")
    ship_methods(act=cast.act("wang"))
    chances = {method.code: [stage.probability for stage in method.stages.all()] for method in queries.methods()}
    assert chances["procurement"][:5] == [10, 20, 25, 30, 50]
    assert {code: len(stages) for code, stages in chances.items()} == {
        "milestone": 6, "procurement": 7, "key_account": 6, "ltc": 6, "crm": 2,
    }  # fmt: skip
    assert all(stages == sorted(stages) for stages in chances.values())
    assert SalesMethod.objects.get(code="ltc").name == "我们的 LTC"
    assert queries.methods()[0].code == "milestone"
    assert len(rows_of("stages.csv")) == 27
