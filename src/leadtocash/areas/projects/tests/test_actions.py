"""From the project code to the archive, by the policy's order."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from tests.cast import NOW, Cast

from leadtocash.areas.contracts.tests import factories as contracts
from leadtocash.areas.projects.actions import closing, purchasing, setup, signoff
from leadtocash.areas.projects.events import (
    ProjectAccepted,
    ProjectArrived,
    ProjectClosed,
    ProjectSetUp,
    ProjectSignedOff,
)
from leadtocash.areas.projects.models import Project, SerialNumber
from leadtocash.areas.projects.rules.serials import Row
from leadtocash.areas.projects.tests import factories
from leadtocash.foundation.documents.actions import attach
from leadtocash.foundation.kernel import checks, events
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError, Stale
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.workflow import actions as workflow

pytestmark = pytest.mark.django_db
State = Project.State


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the area publishes, beside those who listen."""
    told: list[Any] = []
    for kind in (ProjectSetUp, ProjectArrived, ProjectSignedOff, ProjectClosed, ProjectAccepted):
        listeners = [*events._listeners[kind], told.append]
        monkeypatch.setitem(events._listeners, kind, listeners)
    return told


def refused(call: Any, *args: Any, **kwargs: Any) -> RuleError:
    with pytest.raises(RuleError) as caught, transaction.atomic():
        call(*args, **kwargs)
    return caught.value


# ---------------------------------------------------------------- set-up
@pytest.mark.req("PRJ-1", "PRJ-2", "CON-7")
def test_registering_a_contract_prepares_its_project_and_tasks_the_account_manager(cast: Cast) -> None:
    project = factories.prepared(cast)
    assert project.state == State.PREPARING
    assert project.code == project.contract.project_code
    assert project.owner == cast.wang
    assert project.amount == project.contract.amount == Decimal("1130000.00")
    first, second = project.lines.order_by("position")
    assert (first.model, first.quantity, first.warranty_years, first.needs_serial) == ("R7525", 3, 3, True)
    assert (second.model, second.unit_price, second.unit_cost, second.needs_serial) == (
        "CABLE-1", Decimal("113000.00"), Decimal("70000.00"), False,
    )  # fmt: skip
    assert factories.who_has(project) == [("fill_in", "wang")]


@pytest.mark.req("PRJ-2")
def test_set_up_is_refused_with_every_missing_thing(cast: Cast) -> None:
    rows = [*factories.lines(), {"description": "机柜", "quantity": 1, "unit_price": Decimal("1.00")}]
    project = factories.prepared(cast, lines=rows, delivery_place="")
    refusal = refused(setup.submit_setup, project, act=cast.act("wang"))
    assert (refusal.code, refusal.clause) == ("setup_incomplete", "S0 2.3.2")
    assert [missing.what for missing in refusal.missing] == [
        "交货地点", "第 3 行 机柜 的类别、系列、型号", "第 3 行 机柜 的保修年限",
    ]  # fmt: skip
    assert all(missing.who == "王敏" and missing.href for missing in refusal.missing)


@pytest.mark.req("PRJ-2")
def test_a_service_line_needs_no_model_and_is_neither_bought_nor_signed_for(cast: Cast) -> None:
    rows = [factories.lines()[0], {"description": "安装调试", "quantity": 1, "unit_price": Decimal("100.00")}]
    project = factories.prepared(cast, lines=rows)
    service = project.lines.get(position=2)
    setup.complete_setup(project, factories.PLACE, {service.pk: {"is_service": True}}, act=cast.act("wang"))
    factories.decide_all(cast, project)
    assert refused(factories.order, cast, service).code == "service_line"
    factories.order(cast, project.lines.get(position=1), arrives=3)
    assert purchasing.set_arrived(project, act=cast.act("sun")).state == State.ARRIVED


@pytest.mark.req("PRJ-1")
def test_quantity_and_price_come_from_the_contract_and_stay(cast: Cast) -> None:
    project = factories.prepared(cast)
    line = project.lines.get(position=1)
    other = contracts.a_product("TS900", warranty_years=5)
    setup.save_setup(
        project, {}, {line.pk: {"product": other, "warranty_years": 5, "quantity": 9}}, act=cast.act("wang")
    )
    line.refresh_from_db()
    assert (line.model, line.series, line.warranty_years, line.quantity) == ("TS900", other.series, 5, 3)


@pytest.mark.req("PRJ-1", "ORG-3")
@pytest.mark.parametrize(
    ("price", "cost", "approvers"),
    [
        ("339000.00", "210000.00", ["zheng"]),
        ("339000.00", "290000.00", ["zheng", "feng"]),
        ("790000.00", "210000.00", ["zheng", "feng"]),
    ],
)
def test_low_margin_and_large_amounts_go_up_to_the_vice_president(
    cast: Cast, price: str, cost: str, approvers: list[str]
) -> None:
    row = {**factories.lines()[0], "unit_price": Decimal(price), "unit_cost": Decimal(cost)}
    project = factories.submitted(cast, lines=[row])
    assert factories.who_has(project) == [("check", "wu")]
    factories.decide(cast, project, "wu")
    for who in approvers:
        assert factories.who_has(project) == [("approve", who)]
        factories.decide(cast, project, who)
    assert factories.again(project).state == State.SET_UP
    assert factories.who_has(project) == []


@pytest.mark.req("PRJ-1", "PRJ-2")
@pytest.mark.parametrize("who", ["wu", "zheng"])
def test_a_returned_set_up_comes_back_with_the_reason_and_can_be_submitted_again(cast: Cast, who: str) -> None:
    project = factories.submitted(cast)
    if who == "zheng":
        factories.decide(cast, project, "wu")
    assert refused(setup.save_setup, project, {"remark": "x"}, {}, act=cast.act("wang")).code == "under_approval"
    factories.decide(cast, project, who, "reject", "预算没有写清楚")
    project = factories.again(project)
    assert project.state == State.PREPARING
    assert factories.who_has(project) == [("fill_in", "wang")]
    setup.submit_setup(project, act=cast.act("wang"))
    factories.decide_all(cast, project)
    assert factories.again(project).state == State.SET_UP


@pytest.mark.req("PRJ-1")
def test_the_account_manager_takes_his_submission_back(cast: Cast) -> None:
    project = factories.submitted(cast)
    workflow.recall(factories.open_items(project)[0].instance, act=cast.act("wang"), comment="再改一下")
    assert factories.again(project).state == State.PREPARING
    assert factories.who_has(project) == [("fill_in", "wang")]


@pytest.mark.req("PRJ-1")
def test_nobody_else_submits_and_two_do_not_overwrite_each_other(cast: Cast) -> None:
    project = factories.prepared(cast)
    with pytest.raises(NotAllowed):
        setup.submit_setup(project, act=cast.act("zhao"))
    seen = project.revision
    setup.save_setup(project, {"remark": "a"}, {}, act=cast.act("wang"), revision=seen)
    with pytest.raises(Stale):
        setup.save_setup(project, {"remark": "b"}, {}, act=cast.act("wang"), revision=seen)


# ---------------------------------------------------------------- virtual contracts
@pytest.mark.req("CON-5", "PRJ-1")
def test_a_project_on_a_virtual_contract_goes_on_under_the_formal_one(cast: Cast) -> None:
    virtual, formal = contracts.replaced_contract(cast)
    project = Project.objects.get(code=virtual.project_code)
    assert (project.contract, project.is_virtual, project.state) == (formal, False, State.PREPARING)
    assert project.amount == formal.amount
    assert Project.objects.count() == 1


# ---------------------------------------------------------------- purchasing
@pytest.mark.req("PRJ-4")
def test_commerce_buys_only_after_set_up_and_never_more_than_the_list(cast: Cast) -> None:
    project = factories.submitted(cast)
    line = project.lines.get(position=1)
    early = refused(factories.order, cast, line)
    assert (early.code, early.clause) == ("not_set_up", "S0 2.4.2")
    factories.decide_all(cast, project)
    factories.order(cast, line, 2)
    line.refresh_from_db()
    assert line.ordered == 2
    many = refused(factories.order, cast, line, 2)
    assert (many.code, many.message) == ("ordered_too_many", "R7525 不能订 2 台：清单 3 台，已订 2 台，还可订 1 台。")


@pytest.mark.req("PRJ-4")
def test_arrivals_come_in_parts_and_never_beyond_the_order(cast: Cast) -> None:
    project = factories.set_up(cast)
    line = project.lines.get(position=1)
    order = factories.order(cast, line, arrives=1)
    order.refresh_from_db()
    act = cast.act("sun")
    assert (
        refused(purchasing.record_arrival, order, quantity=3, arrived_on=act.today, act=act).code == "arrived_too_many"
    )
    later = act.today + timedelta(days=1)
    assert refused(purchasing.record_arrival, order, quantity=1, arrived_on=later, act=act).code == "arrival_in_future"
    early = act.today - timedelta(days=1)
    assert (
        refused(purchasing.record_arrival, order, quantity=1, arrived_on=early, act=act).code == "arrival_before_order"
    )
    arrival = purchasing.record_arrival(order, quantity=2, arrived_on=act.today, act=act)
    line.refresh_from_db()
    assert (line.ordered, line.arrived, line.arrived_on) == (3, 3, act.today)
    purchasing.take_back_arrival(arrival, act=act)
    line.refresh_from_db()
    assert line.arrived == 1


@pytest.mark.req("PRJ-4")
def test_an_order_is_changed_within_what_arrived_and_cancelled_only_untouched(cast: Cast) -> None:
    project = factories.set_up(cast)
    line = project.lines.get(position=1)
    order, act = factories.order(cast, line, arrives=2), cast.act("sun")
    order.refresh_from_db()
    assert refused(purchasing.change_order, order, {"quantity": 1}, act=act).code == "ordered_too_few"
    assert refused(purchasing.change_order, order, {"quantity": 4}, act=act).code == "ordered_too_many"
    assert refused(purchasing.cancel_order, order, act=act).code == "order_has_arrivals"
    purchasing.change_order(order, {"quantity": 2}, act=act)
    rest = factories.order(cast, project.lines.get(position=1), 1)
    purchasing.cancel_order(rest, act=act)
    line.refresh_from_db()
    assert (line.ordered, line.arrived) == (2, 2)


@pytest.mark.req("PRJ-4", "PRJ-5")
def test_only_commerce_sets_arrived_and_only_when_all_is_there(cast: Cast, heard: list[Any]) -> None:
    project = factories.set_up(cast)
    first, second = project.lines.order_by("position")
    factories.order(cast, first, arrives=2)
    refusal = refused(purchasing.set_arrived, project, act=cast.act("sun"))
    assert (refusal.code, refusal.clause) == ("not_all_arrived", "S0 2.4.2")
    assert [missing.what for missing in refusal.missing] == [
        "R7525：到 2 / 3，其余预计 2026-11-20 到", "CABLE-1：到 0 / 1，只订了 0",
    ]  # fmt: skip
    purchasing.record_arrival(first.purchases.get(), quantity=1, arrived_on=NOW.date(), act=cast.act("sun"))
    factories.order(cast, second, arrives=1)
    with pytest.raises(NotAllowed):
        purchasing.set_arrived(project, act=cast.act("wang"))
    done = purchasing.set_arrived(project, act=cast.act("sun"))
    assert (done.state, done.arrived_on, done.signoff_due_on) == (State.ARRIVED, date(2026, 11, 10), date(2026, 11, 24))
    assert sorted(factories.who_has(project)) == [("hand_in", "guo"), ("hand_in", "wang")]
    assert [type(event).__name__ for event in heard] == ["ProjectSetUp", "ProjectArrived"]


# ---------------------------------------------------------------- sign-off
@pytest.mark.req("PRJ-5")
def test_good_rows_are_kept_and_bad_ones_come_back_with_their_reason(cast: Cast) -> None:
    project = factories.arrived(cast)
    line = project.lines.get(position=1)
    rows = [
        Row(line=line.pk, serial=s, box="ZX-1") for s in ("abcde12345", "ABCDE12345", "SHORT", "ＡＢＣＤＥ９９９９９")
    ]
    entered = signoff.enter_serials(project, rows, act=cast.act("wang"))
    assert [row.error for row in entered.rows] == ["", "与第 1 行重复。", "只有 5 位，这个型号应为 10 位。", ""]
    assert list(project.serials.values_list("serial", "box")) == [("ABCDE12345", "ZX-1"), ("ABCDE99999", "ZX-1")]
    signoff.enter_serials(project, rows[3:], act=cast.act("guo"))
    assert list(project.serials.values_list("serial", flat=True)) == ["ABCDE99999"]
    added = signoff.add_serials(project, [rows[0], rows[3]], act=cast.act("wang"))
    assert [row.error for row in added.rows] == ["", "与第 1 行重复。"]
    assert added.count == 2


@pytest.mark.req("PRJ-5", "ORG-4")
def test_a_number_used_by_another_project_is_named_only_to_those_who_may_see_it(cast: Cast) -> None:
    mine = factories.arrived(cast)
    line = mine.lines.get(position=1)
    signoff.enter_serials(mine, [Row(line=line.pk, serial="ABCDE12345")], act=cast.act("wang"))
    second = factories.arrived(cast, title="第二个项目")
    its_line = second.lines.get(position=1)
    rows = [Row(line=its_line.pk, serial="ABCDE12345")]
    seen = signoff.check_serials(second, rows, cast.wang)
    assert seen[0].error == f"{mine.code} 已用过这个序列号。"
    hidden = signoff.check_serials(second, rows, cast.zhao)
    assert hidden[0].error == "别的项目已用过这个序列号。"


@pytest.mark.req("PRJ-5")
def test_the_signed_sheet_is_refused_with_everything_it_lacks(cast: Cast) -> None:
    project = factories.arrived(cast)
    line = project.lines.get(position=1)
    signoff.enter_serials(project, [Row(line=line.pk, serial="ABCDE12345")], act=cast.act("wang"))
    refusal = refused(signoff.hand_in, project, act=cast.act("wang"))
    assert (refusal.code, refusal.clause) == ("signoff_incomplete", "S0 2.4.3")
    assert [missing.what for missing in refusal.missing] == [
        "R7525：差 2 台的序列号", "签收明细表盖章扫描件", "客户签收人", "签收日期",
    ]  # fmt: skip
    assert {missing.since for missing in refusal.missing} == {date(2026, 11, 10)}


@pytest.mark.req("PRJ-5")
def test_the_branchs_marketing_assistant_hands_the_sheet_in(cast: Cast, heard: list[Any]) -> None:
    project = factories.complete(cast)
    signoff.hand_in(project, act=cast.act("guo"))
    assert factories.who_has(project) == [("check", "wu")]
    assert refused(signoff.enter_serials, project, [], act=cast.act("wang")).code == "sheet_in_check"
    factories.decide(cast, project, "wu")
    project = factories.again(project)
    assert (project.state, project.signed_on) == (State.SIGNED_OFF, date(2026, 11, 10))
    assert (project.sheet.handed_in_by, project.sheet.checked_by) == (cast.guo, cast.wu)
    assert isinstance(heard[-1], ProjectSignedOff)
    assert refused(signoff.enter_serials, project, [], act=cast.act("wang")).code == "sheet_accepted"


@pytest.mark.req("PRJ-5")
def test_a_returned_sheet_carries_the_reason_and_is_handed_in_again(cast: Cast) -> None:
    project = factories.handed_in(cast)
    factories.decide(cast, project, "wu", "reject", "第 2 页没有章")
    project = factories.again(project)
    assert (project.state, project.sheet.state, project.sheet.return_reason) == (
        State.ARRIVED, "returned", "第 2 页没有章",
    )  # fmt: skip
    signoff.hand_in(project, act=cast.act("wang"))
    factories.decide(cast, project, "wu")
    assert factories.again(project).state == State.SIGNED_OFF


@pytest.mark.req("PRJ-5")
def test_the_day_of_signature_lies_between_arrival_and_today(cast: Cast) -> None:
    project, act = factories.arrived(cast), cast.act("wang")
    for day, code in [(date(2026, 11, 11), "signed_in_future"), (date(2026, 11, 9), "signed_before_arrival")]:
        assert refused(signoff.save_sheet, project, {"signed_on": day}, act=act).code == code


@pytest.mark.req("PRJ-5", "WFL-4")
def test_reminders_and_reports_upwards_go_out_once_each(cast: Cast) -> None:
    project = factories.arrived(cast)
    told = Notice.objects.filter(topic__startswith="projects.signoff_", url=project.get_absolute_url())
    seen = []
    for day in range(31):
        workflow.fire_timers(act=cast.act("admin", NOW + timedelta(days=day, hours=14)).as_system())
        workflow.fire_timers(act=cast.act("admin", NOW + timedelta(days=day, hours=14)).as_system())
        seen.append(sorted(told.values_list("person__username", "topic")))
    new = [(n, sorted(set(now) - set(before))) for n, (before, now) in enumerate(itertools.pairwise(seen), 1)]
    reminder, report = "projects.signoff_reminder", "projects.signoff_escalation"
    assert [(day, names) for day, names in new if names] == [
        (7, [("guo", reminder), ("wang", reminder)]),  # when the fifth working day is over, a Tuesday
        (15, [("li", report)]),  # the eleventh
        (21, [("zheng", report)]),  # the fifteenth
    ]
    days = told.filter(person=cast.wang).order_by("at").values_list("at__date", flat=True)
    assert list(days) == [date(2026, 11, 18), date(2026, 11, 21)]


# ---------------------------------------------------------------- closing
@pytest.mark.req("PRJ-7")
@pytest.mark.parametrize("state", ["set_up", "arrived", "complete", "handed_in"])
def test_without_the_accepted_signed_sheet_nothing_is_closed(cast: Cast, state: str) -> None:
    project = getattr(factories, state)(cast)
    refusal = refused(closing.open_closing, project, act=cast.act("wu"))
    assert (refusal.code, refusal.clause) == ("closing_without_sheet", "S0 2.5.3")
    assert refusal.missing[-1].what == "签收明细表核对通过"


@pytest.mark.req("PRJ-7")
def test_closing_goes_round_the_departments_then_to_the_archive(cast: Cast, heard: list[Any]) -> None:
    project = factories.closing_opened(cast)
    assert sorted(factories.who_has(project)) == [("confirm", who) for who in ("qian", "shen", "sun", "wang")]
    assert refused(closing.archive, project, act=cast.act("han")).code == "closing_not_confirmed"
    assert refused(closing.open_closing, project, act=cast.act("wu")).code == "closing_under_way"
    factories.decide_all(cast, project)
    assert factories.who_has(project) == [("archive", "han")]
    done = closing.archive(project, act=cast.act("han"), place="A-3-12")
    assert (done.state, done.closed_on, done.closing.archive_place) == (State.CLOSED, date(2026, 11, 10), "A-3-12")
    assert isinstance(heard[-1], ProjectClosed)
    assert Notice.objects.filter(topic="projects.closed", person=cast.qian).count() == 1


@pytest.mark.req("PRJ-7")
def test_an_objection_stops_the_closing_and_it_can_be_opened_again(cast: Cast) -> None:
    project = factories.closing_opened(cast)
    number = project.closing.number
    factories.decide(cast, project, "qian", "reject", "发票还没有开")
    project = factories.again(project)
    assert (project.state, project.closing.state, factories.who_has(project)) == (State.SIGNED_OFF, "stopped", [])
    assert closing.open_closing(project, act=cast.act("wu")).number == number


@pytest.mark.req("PRJ-7")
def test_a_closed_project_takes_no_change_anywhere(cast: Cast) -> None:
    project = factories.closed(cast)
    line = project.lines.get(position=1)
    for call, args, who in [
        (setup.save_setup, (project, {"remark": "x"}, {}), "wang"),
        (purchasing.set_arrived, (project,), "sun"),
        (signoff.enter_serials, (project, []), "wang"),
        (signoff.hand_in, (project,), "wang"),
        (closing.open_closing, (project,), "wu"),
    ]:
        refusal = refused(call, *args, act=cast.act(who))
        assert (refusal.code, refusal.clause) == ("project_closed", "S0 2.5.3")
        assert refusal.offer is not None
    file = ContentFile(b"%PDF-1.4 late", name="late.pdf")
    late = refused(attach, project, file, act=cast.act("wang"), category="signoff_scan")
    assert late.code == "project_closed"
    for write in (
        lambda: project.lines.update(quantity=9),
        lambda: project.serials.all().delete(),
        lambda: SerialNumber.objects.create(project=project, line=line, serial="NEW", entered_at=NOW),
        lambda: Project.objects.filter(pk=project.pk).update(state="signed_off"),
        lambda: Project.objects.filter(pk=project.pk).update(amount=1),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


@pytest.mark.req("PRJ-7")
def test_a_closed_project_is_set_up_anew_by_a_new_contract_that_links_back(cast: Cast) -> None:
    project = factories.closed(cast)
    draft = closing.draft_successor(project, act=cast.act("wang"))
    assert closing.draft_successor(project, act=cast.act("wang")) == draft
    assert (draft.state, draft.amount, draft.lines.count()) == ("draft", project.amount, 2)
    new = factories.project_of(_registered(cast, draft))
    assert (new.follows, new.state, new.code != project.code) == (project, State.PREPARING, True)
    running = factories.prepared(cast, title="另一个")
    assert refused(closing.draft_successor, running, act=cast.act("wang")).code == "not_closed"


def _registered(cast: Cast, draft: Any) -> Any:
    from leadtocash.areas.contracts import actions

    values = {**contracts.COMPLETE, "delivery_on": date(2026, 12, 25)}
    draft = actions.change_contract(draft, values, act=cast.act("wang"))
    actions.submit_contract(draft, act=cast.act("wang"))
    contracts.agree(draft)
    return actions.register_contract(type(draft).objects.get(pk=draft.pk), act=cast.act("zhou"))


# ---------------------------------------------------------------- acceptance
@pytest.mark.req("PRJ-8")
def test_acceptance_is_recorded_where_the_contract_asks_even_after_closing(cast: Cast, heard: list[Any]) -> None:
    project = factories.closed(cast, acceptance_needed=True)
    act, facts = cast.act("wang"), {"accepted_on": date(2026, 11, 10), "customer_signer": "徐慧"}
    bare = refused(closing.record_acceptance, project, **facts, act=act)
    assert (bare.code, bare.clause) == ("acceptance_without_report", "S0 2.5.4")
    report = ContentFile(b"%PDF-1.4 report", name="验收报告.pdf")
    done = closing.record_acceptance(project, **facts, report=report, act=act)
    assert done.number.startswith("YSBG-2026-")
    assert isinstance(heard[-1], ProjectAccepted)
    assert set(Notice.objects.filter(topic="projects.accepted").values_list("person__username", flat=True)) == {
        "wu", "yang", "han",
    }  # fmt: skip
    assert refused(closing.record_acceptance, project, **facts, act=act).code == "acceptance_recorded"


@pytest.mark.req("PRJ-8")
def test_no_acceptance_before_the_signature_nor_where_none_is_asked(cast: Cast) -> None:
    facts = {"accepted_on": date(2026, 11, 10), "customer_signer": "徐慧"}
    early = factories.arrived(cast, acceptance_needed=True)
    assert refused(closing.record_acceptance, early, **facts, act=cast.act("wang")).code == "acceptance_before_signoff"
    other = factories.prepared(cast, title="不用验收")
    assert refused(closing.record_acceptance, other, **facts, act=cast.act("wang")).code == "acceptance_not_asked"


# ---------------------------------------------------------------- invariants
def test_the_invariants_hold_over_a_whole_life_and_find_what_is_wrong(cast: Cast) -> None:
    factories.closed(cast)
    project = factories.arrived(cast, title="第二个")
    own = ("projects.arrivals", "projects.serials", "projects.states", "projects.sheets")
    assert [p for name in own for p in checks.checks.get(name)()] == []
    project.lines.filter(position=1).update(arrived=2)
    Project.objects.filter(pk=project.pk).update(state="preparing")
    found = sorted({p.code for name in own for p in checks.checks.get(name)()})
    assert found == ["projects.line_sums", "projects.states"]
