"""Drafting, review, registration, replacement, cancellation on a real database."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.cast import NOW

from leadtocash.areas.contracts import actions, events, queries, rules
from leadtocash.areas.contracts.models import Contract, ContractLine, PaymentTerm
from leadtocash.areas.contracts.tests import factories
from leadtocash.areas.contracts.tests.factories import act, agree, decide, open_items, reject
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.kernel import checks
from leadtocash.foundation.kernel import events as bus
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError, Stale
from leadtocash.foundation.workflow import actions as processes
from leadtocash.foundation.workflow.models import ProcessInstance

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def heard(monkeypatch):
    """What the area published, in order."""
    told: list[object] = []
    publish = bus.publish

    def listening(event: object) -> None:
        told.append(event)
        publish(event)

    monkeypatch.setattr(bus, "publish", listening)
    return lambda: [event for event in told if type(event).__module__ == events.__name__]


@pytest.fixture
def no_live_project(monkeypatch):
    """As after the cancellation of the project: no later area has anything against cancelling the contract."""
    monkeypatch.setattr(rules.blockers, "_things", {})


def again(contract: Contract) -> Contract:
    return Contract.objects.get(pk=contract.pk)


def whom(contract: Contract, step: str = "") -> list[str]:
    return sorted(item.assignee.username for item in open_items(contract, step))


def is_sound() -> bool:
    return not list(checks.checks.get("contracts.sums")())


def won(cast, state: str = "won") -> Opportunity:
    from leadtocash.areas.opportunities.models import OpportunityLine, SalesMethod, Stage

    method = SalesMethod.objects.first() or SalesMethod.objects.create(code="t", name="测试")
    stage = method.stages.first() or Stage.objects.create(method=method, position=1, name="一", probability=10)
    opportunity = Opportunity.objects.create(
        number="SJ-1", name="服务器与存储扩容", customer=factories.a_customer(cast), method=method, stage=stage,
        state=state, stage_since=NOW.date(), opened_on=NOW.date(), closed_on=NOW.date() if state != "open" else None,
        amount=D("271200.00"), need="双活", owner=cast.wang, department=cast.departments["SH"], created_at=NOW,
        updated_at=NOW,
    )  # fmt: skip
    OpportunityLine.objects.create(
        opportunity=opportunity, position=1, product=factories.a_product(), description="服务器", quantity=3,
        unit_price=D("90400.00"),
    )  # fmt: skip
    return opportunity


# ---------------------------------------------------------------- drafting
@pytest.mark.req("CON-2")
def test_a_contract_is_drafted_from_a_won_opportunity_without_retyping(cast):
    opportunity = won(cast)
    contract = actions.draft_from_opportunity(opportunity, act=act(cast, "wang"))
    line = contract.lines.get()
    assert (contract.title, contract.customer, contract.opportunity, contract.technical_terms) == (
        "服务器与存储扩容", opportunity.customer, opportunity, "双活",
    )  # fmt: skip
    assert (line.description, line.quantity, line.unit_price, line.tax_rate, line.unit_cost) == (
        "服务器", 3, D("90400.00"), D("13.0"), D("50000.00"),
    )  # fmt: skip
    assert (contract.state, contract.amount, contract.tax_amount) == ("draft", D("271200.00"), D("31200.00"))


@pytest.mark.req("CON-2")
@pytest.mark.parametrize("state", ["open", "lost"])
def test_no_contract_is_drafted_from_an_opportunity_that_is_not_won(cast, state):
    with pytest.raises(RuleError) as refusal:
        actions.draft_from_opportunity(won(cast, state), act=act(cast, "wang"))
    assert refusal.value.code == "opportunity_not_won"
    assert not Contract.objects.exists()


@pytest.mark.req("CON-2")
def test_a_draft_may_be_incomplete_and_its_amounts_are_computed(cast):
    contract = actions.draft_contract({"title": "", "customer": factories.a_customer(cast)}, act=act(cast, "wang"))
    assert (contract.title, contract.amount, contract.owner) == ("浙江第二医院 合同", D(0), cast.wang)
    contract = actions.change_contract(
        contract, {}, lines=factories.lines(), terms=factories.PLAN, act=act(cast, "wang")
    )
    assert (contract.amount, contract.net_amount, contract.tax_amount, contract.cost_amount) == (
        D("281200.01"), D("249433.97"), D("31766.04"), D("186000.00"),
    )  # fmt: skip
    parts = list(contract.terms.values_list("amount", flat=True))
    assert parts == [D("84360.00"), D("84360.01"), D("84360.00"), D("28120.00")]
    assert is_sound()


def test_a_line_of_a_product_takes_price_cost_and_words_from_the_catalogue(cast):
    rows = [{"product": factories.a_product(), "quantity": 2}]
    contract = factories.draft_contract(cast, lines=rows)
    line = contract.lines.get()
    assert (line.description, line.unit_price, line.unit_cost, line.amount) == (
        "机架服务器", D("90400.00"), D("50000.00"), D("180800.00"),
    )  # fmt: skip


def test_a_wrong_line_is_refused_at_its_place_and_nothing_is_saved(cast):
    with pytest.raises(ValidationError) as refusal:
        factories.draft_contract(cast, lines=[{"description": "服务器", "quantity": 0, "unit_price": D(1)}])
    assert list(refusal.value.message_dict) == ["lines.0.quantity"]
    assert not Contract.objects.exists()


def test_an_amount_too_long_for_the_ledger_is_refused(cast):
    rows = [{"description": "船", "quantity": 100_000, "unit_price": D("9999999999999999.99")}]
    with pytest.raises(ValidationError):
        factories.draft_contract(cast, lines=rows)


def test_only_the_account_manager_changes_his_draft(cast):
    contract = factories.draft_contract(cast)
    with pytest.raises(NotAllowed):
        actions.change_contract(contract, {"title": "x"}, act=act(cast, "zhao"))
    with pytest.raises(NotAllowed):
        actions.change_contract(contract, {"title": "x"}, act=act(cast, "li"))


def test_two_who_change_the_same_draft_do_not_overwrite_each_other(cast):
    contract = factories.draft_contract(cast)
    actions.change_contract(contract, {"title": "甲"}, act=act(cast, "wang"), revision=contract.revision)
    with pytest.raises(Stale):
        actions.change_contract(contract, {"title": "乙"}, act=act(cast, "wang"), revision=contract.revision)
    assert again(contract).title == "甲"


# ---------------------------------------------------------------- review
@pytest.mark.req("CON-3")
def test_an_incomplete_draft_is_not_submitted_and_all_that_is_missing_is_told(cast):
    contract = factories.draft_contract(cast, terms=[], delivery_on=None)
    with pytest.raises(RuleError) as refusal:
        actions.submit_contract(contract, act=act(cast, "wang"))
    assert (refusal.value.code, refusal.value.clause) == ("contract_incomplete", "S3 4.5")
    assert [(one.who, one.clause) for one in refusal.value.missing] == [("王敏", "S3 4.4"), ("王敏", "S3 4.5")]
    assert again(contract).state == "draft"
    assert not ProcessInstance.objects.exists()


@pytest.mark.req("CON-2")
def test_the_customers_text_must_be_attached_before_review(cast):
    factories.shipped()
    contract = factories.draft_contract(cast, text_kind="customer")
    with pytest.raises(RuleError) as refusal:
        actions.submit_contract(contract, act=act(cast, "wang"))
    assert [one.clause for one in refusal.value.missing] == ["S3 4.4"]
    factories.attach_text(cast, contract)
    assert actions.submit_contract(contract, act=act(cast, "wang")).state == "in_review"


@pytest.mark.req("CON-3")
def test_all_departments_are_asked_at_once_and_see_the_contract(cast):
    contract = factories.submitted_contract(cast)
    assert whom(contract, "countersign") == ["chu", "jiang", "qian", "sun", "wei"]
    assert Contract.objects.visible_to(cast.chu).filter(pk=contract.pk).exists()
    assert not Contract.objects.visible_to(cast.zhao).filter(pk=contract.pk).exists()
    assert not allowed(cast.chu, "contracts.see_margin", contract)


@pytest.mark.req("CON-3")
def test_a_contract_in_review_is_not_changed_and_the_refusal_says_who_has_it(cast):
    contract = factories.submitted_contract(cast)
    with pytest.raises(RuleError) as refusal:
        actions.change_contract(contract, {"title": "别的"}, act=act(cast, "wang"))
    assert (refusal.value.code, refusal.value.clause) == ("contract_not_draft", "S3 4.5")
    assert sorted(one.who for one in refusal.value.missing) == ["卫东", "孙立", "蒋平", "褚伟", "钱慧"]
    with pytest.raises(RuleError):
        actions.submit_contract(contract, act=act(cast, "wang"))
    with pytest.raises(RuleError):
        factories.attach_text(cast, contract)


@pytest.mark.req("CON-3")
def test_one_rejection_sends_it_back_with_all_opinions_when_everybody_has_spoken(cast):
    contract = factories.submitted_contract(cast)
    reject(contract, "wei", "违约金不封顶")
    assert again(contract).state == "in_review"
    agree(contract)
    contract = again(contract)
    said = queries.rounds(contract, now=NOW)[0].said
    assert (contract.state, whom(contract)) == ("draft", ["wang"])
    assert {slot: one.outcome for slot, one in said.items()} == {
        "technical": "approved", "price": "approved", "delivery": "approved", "finance": "approved",
        "legal": "rejected",
    }  # fmt: skip
    assert said["legal"].comment == "违约金不封顶"


@pytest.mark.req("CON-3")
def test_the_next_round_asks_only_those_touched_by_the_changes_and_those_who_rejected(cast):
    contract = factories.submitted_contract(cast)
    reject(contract, "wei", "违约金不封顶")
    agree(contract)
    contract = actions.change_contract(again(contract), {"delivery_on": "2027-01-30"}, act=act(cast, "wang"))
    contract = actions.submit_contract(again(contract), act=act(cast, "wang"))
    assert whom(contract) == ["jiang", "wei"]
    assert contract.rounds.get(number=2).matters == ["delivery", "legal"]
    found = queries.changed_since_last_round(contract)
    assert [(one.field, one.old, one.new) for one in found] == [("delivery_on", "2026-12-25", "2027-01-30")]


@pytest.mark.req("CON-3")
def test_the_applicant_may_ask_all_departments_again(cast):
    contract = factories.submitted_contract(cast)
    reject(contract, "wei", "改")
    agree(contract)
    contract = actions.submit_contract(again(contract), act=act(cast, "wang"), ask_all=True)
    assert whom(contract) == ["chu", "jiang", "qian", "sun", "wei"]


@pytest.mark.req("CON-3")
def test_somebody_who_agreed_is_asked_again_when_his_matter_changed_two_rounds_later(cast):
    contract = factories.submitted_contract(cast)
    reject(contract, "wei", "改")
    agree(contract)
    contract = actions.submit_contract(again(contract), act=act(cast, "wang", NOW + timedelta(days=1)))
    assert whom(contract) == ["wei"]
    reject(contract, "wei", "还要改", at=NOW + timedelta(days=1))
    later = NOW + timedelta(days=2)
    rows = [{**row, "unit_price": D("95000.00")} if row.get("product") else row for row in factories.lines()]
    actions.change_contract(again(contract), {}, lines=rows, act=act(cast, "wang", later))
    contract = actions.submit_contract(again(contract), act=act(cast, "wang", later))
    assert whom(contract) == ["qian", "sun", "wei"]


@pytest.mark.req("CON-3", "WFL-3")
def test_the_applicant_takes_it_back_while_nobody_has_spoken(cast):
    contract = factories.submitted_contract(cast)
    processes.recall(ProcessInstance.objects.get(), act=act(cast, "wang"))
    contract = again(contract)
    assert (contract.state, contract.review_round, contract.rounds.count()) == ("draft", 0, 0)
    assert whom(actions.submit_contract(contract, act=act(cast, "wang"))) == ["chu", "jiang", "qian", "sun", "wei"]


@pytest.mark.req("CON-3")
def test_a_second_round_is_taken_back_too(cast):
    contract = factories.submitted_contract(cast)
    reject(contract, "wei", "改")
    agree(contract)
    contract = actions.submit_contract(again(contract), act=act(cast, "wang"))
    processes.recall(ProcessInstance.objects.get(), act=act(cast, "wang"))
    contract = again(contract)
    assert (contract.state, contract.review_round, whom(contract)) == ("draft", 1, ["wang"])
    assert actions.submit_contract(contract, act=act(cast, "wang")).review_round == 2


# ---------------------------------------------------------------- authority
@pytest.mark.req("ORG-3")
@pytest.mark.parametrize(
    ("kind", "quantity", "cost", "order"),
    [
        ("formal", 3, "60000.00", ["li"]),
        ("formal", 3, "72000.00", ["li", "feng"]),
        ("formal", 3, "79000.00", ["li", "feng", "chen"]),
        ("formal", 25, "60000.00", ["li", "feng"]),
        ("formal", 120, "60000.00", ["li", "feng", "chen"]),
        ("virtual", 3, "60000.00", ["zheng"]),
        ("virtual", 3, "72000.00", ["zheng", "feng"]),
        ("virtual", 120, "60000.00", ["zheng", "feng", "chen"]),
    ],
)
def test_the_authority_matrix_decides_who_approves_and_in_which_order(cast, kind, quantity, cost, order):
    contract = factories.submitted_contract(cast, kind=kind, lines=factories.lines(quantity, cost=cost))
    agree(contract, except_for=lambda item: item.activity.node == "authority")
    seen = []
    while again(contract).state == "in_review":
        (item,) = open_items(contract, "authority")
        seen.append(item.assignee.username)
        decide(item, "approve")
    assert seen == order
    assert again(contract).state == "passed"


@pytest.mark.req("ORG-3")
def test_the_bu_manager_who_approves_a_virtual_contract_answers_for_it(cast):
    assert factories.passed_contract(cast, kind="virtual").answerable == cast.zheng
    assert factories.passed_contract(cast).answerable is None


@pytest.mark.req("ORG-3", "CON-3")
def test_what_the_authority_rejects_goes_back_and_on_unchanged_only_to_the_authority(cast):
    contract = factories.submitted_contract(cast)
    agree(contract, except_for=lambda item: item.activity.node == "authority")
    reject(contract, "li", "毛利再谈谈")
    assert again(contract).state == "draft"
    contract = actions.submit_contract(again(contract), act=act(cast, "wang"))
    assert (whom(contract, "countersign"), whom(contract, "authority")) == ([], ["li"])
    assert queries.approvals(contract, now=NOW)[0].said["sales_manager"].comment == "毛利再谈谈"


@pytest.mark.req("CON-3")
def test_sent_straight_back_from_the_authority_it_is_a_draft_again(cast):
    contract = factories.submitted_contract(cast)
    reject(contract, "wei", "改")
    agree(contract)
    contract = actions.submit_contract(again(contract), act=act(cast, "wang"))
    agree(contract, except_for=lambda item: item.activity.node == "authority")
    (item,) = open_items(contract, "authority")
    processes.send_back(item, "revise", act=act(cast, "li"), comment="再改一处")
    assert (again(contract).state, whom(contract)) == ("draft", ["wang"])


# ---------------------------------------------------------------- registration
@pytest.mark.req("CON-7")
def test_registration_gives_number_and_project_code_and_tells_it(cast, heard):
    contract = factories.registered_contract(cast)
    assert (contract.state, contract.number, contract.project_code, contract.signed_on) == (
        "registered", "HT-2026-0001", "XM-2026-0001", NOW.date(),
    )  # fmt: skip
    assert heard() == [
        events.ContractRegistered(contract.pk, "XM-2026-0001", act(cast, "zhou")),
    ]
    assert whom(contract) == []
    assert is_sound()


@pytest.mark.req("CON-7", "ORG-7")
def test_virtual_contracts_are_numbered_apart_and_projects_without_gaps(cast):
    kinds = ["formal", "virtual", "formal", "virtual"]
    made = [factories.registered_contract(cast, kind) for kind in kinds]
    assert [(one.number, one.project_code) for one in made] == [
        ("HT-2026-0001", "XM-2026-0001"),
        ("XN-2026-0001", "XM-2026-0002"),
        ("HT-2026-0002", "XM-2026-0003"),
        ("XN-2026-0002", "XM-2026-0004"),
    ]


@pytest.mark.req("CON-7")
def test_only_the_contract_administrator_registers_and_only_once(cast):
    contract = factories.passed_contract(cast)
    with pytest.raises(NotAllowed):
        actions.register_contract(contract, act=act(cast, "wang"))
    actions.register_contract(contract, act=act(cast, "zhou"))
    with pytest.raises(RuleError) as refusal:
        actions.register_contract(contract, act=act(cast, "zhou"))
    assert (refusal.value.code, refusal.value.clause) == ("already_registered", "S0 2.3.2")


@pytest.mark.req("CON-3", "CON-7")
def test_a_contract_still_in_review_is_not_registered_and_no_number_is_used_up(cast):
    contract = factories.submitted_contract(cast)
    with pytest.raises(RuleError) as refusal:
        actions.register_contract(contract, act=act(cast, "zhou"))
    assert (refusal.value.code, len(refusal.value.missing)) == ("contract_not_passed", 5)
    assert factories.registered_contract(cast).number == "HT-2026-0001"


# ---------------------------------------------------------------- virtual contracts
@pytest.mark.req("CON-5")
def test_the_formal_contract_replaces_the_virtual_one_and_keeps_its_project_code(cast, heard):
    virtual, formal = factories.replaced_contract(cast)
    assert (virtual.state, virtual.number, formal.state, formal.number) == (
        "replaced", "XN-2026-0001", "registered", "HT-2026-0001",
    )  # fmt: skip
    assert virtual.project_code == formal.project_code == "XM-2026-0001"
    assert [type(event) for event in heard()] == [events.ContractRegistered, events.ContractReplaced]
    assert heard()[1] == events.ContractReplaced(virtual.pk, formal.pk, act(cast, "zhou"))
    assert factories.registered_contract(cast).project_code == "XM-2026-0002"
    assert is_sound()


@pytest.mark.req("CON-5")
def test_the_formal_draft_takes_everything_over(cast):
    virtual = factories.registered_contract(cast, "virtual")
    formal = actions.draft_replacement(virtual, act=act(cast, "wang"))
    same = (
        "title",
        "customer_id",
        "owner_id",
        "department_id",
        "delivery_on",
        "technical_terms",
        "amount",
        "tax_amount",
    )
    assert [getattr(formal, name) for name in same] == [getattr(virtual, name) for name in same]
    assert (formal.kind, formal.replaces, formal.virtual_reason) == ("formal", virtual, "")
    for model in (ContractLine, PaymentTerm):
        left_out = {"id", "contract_id"}
        rows = [
            [{k: v for k, v in row.items() if k not in left_out} for row in model.objects.filter(contract=one).values()]
            for one in (virtual, formal)
        ]
        assert rows[0] == rows[1]


@pytest.mark.req("CON-5")
def test_a_virtual_contract_has_one_formal_draft_until_that_is_dropped(cast):
    virtual = factories.registered_contract(cast, "virtual")
    formal = actions.draft_replacement(virtual, act=act(cast, "wang"))
    with pytest.raises(RuleError) as refusal:
        actions.draft_replacement(virtual, act=act(cast, "wang"))
    assert refusal.value.code == "replacement_exists"
    assert refusal.value.offer.href == formal.get_absolute_url()
    actions.cancel_contract(formal, reason="另起一份", act=act(cast, "wang"))
    assert actions.draft_replacement(virtual, act=act(cast, "wang")).replaces == virtual


@pytest.mark.req("CON-5")
def test_open_virtual_contracts_are_those_neither_replaced_nor_cancelled(cast):
    open_one = factories.registered_contract(cast, "virtual")
    factories.replaced_contract(cast)
    factories.registered_contract(cast)
    assert list(queries.open_virtual(cast.zhou)) == [open_one]
    assert list(queries.open_virtual(cast.zhao)) == []


# ---------------------------------------------------------------- cancellation
@pytest.mark.req("CON-8")
def test_a_draft_is_dropped_at_once_with_its_reason(cast, heard):
    contract = actions.cancel_contract(factories.draft_contract(cast), reason="重复", act=act(cast, "wang"))
    assert (contract.state, contract.cancel_reason, contract.cancelled_at) == ("cancelled", "重复", NOW)
    assert heard() == [events.ContractCancelled(contract.pk, act(cast, "wang"))]


@pytest.mark.req("CON-8")
def test_dropping_a_returned_draft_ends_its_review(cast):
    contract = factories.submitted_contract(cast)
    reject(contract, "wei", "不能签")
    agree(contract)
    contract = actions.cancel_contract(again(contract), reason="客户不签了", act=act(cast, "wang"))
    assert (contract.state, whom(contract)) == ("cancelled", [])
    assert list(ProcessInstance.objects.values_list("state", "outcome")) == [("withdrawn", "given_up")]


@pytest.mark.req("CON-8")
@pytest.mark.parametrize("make", [factories.passed_contract, factories.registered_contract])
def test_a_passed_or_registered_contract_is_cancelled_by_approval(cast, make, no_live_project):
    contract = actions.cancel_contract(make(cast), reason="客户取消采购", act=act(cast, "wang"))
    assert (contract.cancellation_asked, whom(contract, "approve")) == (True, ["zheng"])
    agree(contract)
    contract = again(contract)
    assert (contract.state, contract.cancel_reason, whom(contract)) == ("cancelled", "客户取消采购", [])


@pytest.mark.req("CON-8")
def test_a_refused_cancellation_leaves_the_contract_as_it_was(cast, no_live_project):
    contract = actions.cancel_contract(factories.registered_contract(cast), reason="取消", act=act(cast, "wang"))
    with pytest.raises(RuleError) as refusal:
        actions.cancel_contract(contract, reason="取消", act=act(cast, "wang"))
    assert refusal.value.code == "cancellation_pending"
    reject(contract, "zheng", "再谈")
    contract = again(contract)
    assert (contract.state, contract.cancel_reason, contract.cancellation_asked) == ("registered", "", False)


@pytest.mark.req("CON-8")
def test_nothing_is_registered_while_its_cancellation_is_decided(cast):
    contract = factories.passed_contract(cast)
    actions.cancel_contract(contract, reason="取消", act=act(cast, "wang"))
    with pytest.raises(RuleError) as refusal:
        actions.register_contract(contract, act=act(cast, "zhou"))
    assert (refusal.value.code, refusal.value.clause) == ("cancellation_pending", "S0 2.7")


@pytest.mark.req("CON-8")
def test_a_live_project_refuses_the_cancellation_with_its_own_way(cast, monkeypatch):
    contract = factories.registered_contract(cast)
    blocked = RuleError("项目在执行", code="project_live", clause="S0 2.7")
    monkeypatch.setattr(rules.blockers, "_things", {"test": lambda one: blocked if one == contract else None})
    with pytest.raises(RuleError) as refusal:
        actions.cancel_contract(contract, reason="取消", act=act(cast, "wang"))
    assert refusal.value is blocked
    assert actions.cancel_contract(factories.registered_contract(cast), reason="取消", act=act(cast, "wang"))


def test_the_check_finds_a_contract_whose_sums_were_tampered_with(cast):
    contract = factories.registered_contract(cast)
    assert is_sound()
    ContractLine.objects.filter(contract=contract, position=1).update(amount=1)
    PaymentTerm.objects.filter(contract=contract, position=1).update(amount=1)
    found = [problem.code for problem in checks.checks.get("contracts.sums")()]
    assert found == ["contract_lines", "contract_plan"]


@pytest.mark.req("CON-5")
def test_an_overdue_virtual_contract_is_told_every_week_to_owner_and_who_answers(cast):
    from leadtocash.foundation.kernel.act import system_act
    from leadtocash.foundation.notices.models import Notice

    factories.shipped()
    virtual = factories.registered_contract(cast, "virtual")
    factories.registered_contract(cast)
    due = NOW + timedelta(days=30)
    told = []
    for days in (-8, -7, 0, 1, 2, 8):
        count = actions.remind_virtual(act=system_act(due + timedelta(days=days)))
        rows = Notice.objects.filter(topic__startswith="contracts.virtual").order_by("pk")
        told.append((days, count, [(row.topic.removeprefix("contracts."), row.person.username) for row in rows]))
    first = [("virtual_due", "wang")]
    late = [("virtual_late", "wang"), ("virtual_late", "zheng")]
    assert told == [
        (-8, 0, []),
        (-7, 1, first),
        (0, 1, first),
        (1, 1, first + late),
        (2, 1, first + late),
        (8, 1, first + late + late),
    ]
    assert virtual.number in str(Notice.objects.filter(topic="contracts.virtual_late").first().data)


@pytest.mark.req("CON-2")
def test_a_won_opportunity_with_a_contract_is_not_reopened(cast):
    from leadtocash.areas.opportunities import actions as opportunities
    from leadtocash.areas.opportunities.tests.factories import an_opportunity

    deal = an_opportunity(cast.act("wang"), customer=factories.a_customer(cast))
    deal = opportunities.win_opportunity(deal, act=cast.act("wang"))
    factories.draft_contract(cast, opportunity=deal, customer=deal.customer)
    with pytest.raises(RuleError) as refusal:
        opportunities.reopen_opportunity(deal, act=cast.act("wang"), reason="客户又改主意")
    assert refusal.value.code == "opportunity_has_contract"
