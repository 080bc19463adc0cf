"""Equipment changes: by approval, before closing, nothing taken away that is there (PRJ-6, S0 2.4.4)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.cast import NOW, Cast

from leadtocash.areas.contracts.tests.factories import a_product
from leadtocash.areas.projects import events
from leadtocash.areas.projects.actions import change as actions
from leadtocash.areas.projects.actions import purchasing
from leadtocash.areas.projects.models import EquipmentChange, EquipmentVersion, Project, SignoffSheet
from leadtocash.areas.projects.rules import change as rules
from leadtocash.areas.projects.rules.blockers import blocking
from leadtocash.areas.projects.tests.coordination_factories import (
    a_change,
    approve_all,
    arrived,
    buy,
    fresh,
    prepared,
    serials,
    set_up,
    who_has,
)
from leadtocash.foundation.calendar import days
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.journal.proof import records_match_journal
from leadtocash.foundation.kernel import events as bus
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.workflow.actions import recall
from leadtocash.foundation.workflow.actions.ending import end_running
from leadtocash.foundation.workflow.models import ProcessInstance

pytestmark = [pytest.mark.req("PRJ-6"), pytest.mark.django_db]
State = EquipmentChange.State


def submitted(cast: Cast, project: Project, *lines: dict, at=NOW) -> EquipmentChange:
    return actions.submit_change(a_change(cast, project, *lines, at=at), act=cast.act("wang", at))


def in_force(cast: Cast, project: Project, *lines: dict, at=NOW) -> EquipmentChange:
    change = submitted(cast, project, *lines, at=at)
    approve_all(change, at=at)
    return fresh(change)


def as_list(project: Project) -> list[tuple]:
    return [(line.position, line.model, line.quantity, line.unit_price) for line in project.lines.order_by("position")]


def test_a_draft_changes_nothing_of_the_project(cast: Cast) -> None:
    project = set_up(cast)
    server, _storage = project.lines.order_by("position")
    change = a_change(cast, project, {"line": server, "quantity": 10})
    assert (change.number, change.state) == ("SBBG-2026-0001", State.DRAFT)
    assert (change.amount_before, change.amount_after) == (Decimal("1000000.00"), Decimal("1150000.00"))
    assert (change.cost_before, change.cost_after) == (Decimal("700000.00"), Decimal("800000.00"))
    assert as_list(project)[0] == (1, "TS860-V5", 8, Decimal("75000.00"))
    assert fresh(project).equipment_version == 1


def test_approved_it_changes_lines_amounts_and_version_and_keeps_both_versions(cast: Cast) -> None:
    project = set_up(cast)
    server, storage = project.lines.order_by("position")
    heard: list[events.EquipmentChanged] = []
    bus.listen(events.EquipmentChanged, heard.append)
    switch = a_product("X6820", cost=Decimal("20000.00"))
    change = submitted(
        cast, project,
        {"line": server, "quantity": 10, "unit_price": Decimal("74000.00")},
        {"line": storage, "is_removed": True},
        {"product": switch, "quantity": 6, "unit_price": Decimal("30000.00")},
    )  # fmt: skip
    assert sorted(who_has(change)) == [("commerce", "sun"), ("finance", "qian")]
    assert as_list(project)[0][2] == 8
    approve_all(change)
    project = fresh(project)
    assert as_list(project) == [(1, "TS860-V5", 10, Decimal("74000.00")), (3, "X6820", 6, Decimal("30000.00"))]
    assert (project.equipment_version, project.amount) == (2, Decimal("920000.00"))
    assert project.cost_amount == Decimal("620000.00")
    assert project.net_amount == rules.cents(Decimal("920000.00") * Decimal("884955.75") / Decimal("1000000.00"))
    assert project.contract.amount == Decimal("1000000.00")
    change = fresh(change)
    assert (change.state, change.new_version, change.amount_after) == (State.IN_FORCE, 2, project.amount)
    kept = EquipmentVersion.objects.filter(project=project)
    assert [(v.number, len(v.lines), v.amount, v.change) for v in kept] == [
        (1, 2, Decimal("1000000.00"), None), (2, 2, Decimal("920000.00"), change),
    ]  # fmt: skip
    rows = rules.compare(kept[0].lines, kept[1].lines)
    assert [(row.kind, row.shown["model"], sorted(row.differs)) for row in rows] == [
        ("changed", "TS860-V5", ["quantity", "unit_price"]), ("removed", "S9200", []), ("added", "X6820", []),
    ]  # fmt: skip
    assert [event.project_id for event in heard] == [project.pk]


@pytest.mark.parametrize("who", ["sun", "qian", "zheng"])
def test_refused_by_anybody_nothing_changes(cast: Cast, who: str) -> None:
    project = set_up(cast)
    server = project.lines.get(position=1)
    before = as_list(project)
    change = submitted(cast, project, {"line": server, "quantity": 9})
    approve_all(change, reject=who)
    assert fresh(change).state == State.REFUSED
    assert (as_list(project), fresh(project).equipment_version, who_has(change)) == (before, 1, [])
    assert a_change(cast, fresh(project), {"line": server, "quantity": 7}).state == State.DRAFT


def test_low_margin_goes_up_to_the_vice_president(cast: Cast) -> None:
    project = set_up(cast)
    server = project.lines.get(position=1)
    change = submitted(cast, project, {"line": server, "unit_price": Decimal("60000.00")})
    approve_all(change, reject="feng")
    assert fresh(change).state == State.REFUSED


def test_what_has_arrived_or_carries_a_serial_number_cannot_be_taken_away(cast: Cast) -> None:
    project = set_up(cast)
    server, storage = project.lines.order_by("position")
    buy(cast, server, 5, arrives=5)
    serials(storage, "S92A6K110031")
    change = a_change(cast, fresh(project), {"line": server, "quantity": 4}, {"line": storage, "is_removed": True})
    with pytest.raises(RuleError) as refused:
        actions.submit_change(change, act=cast.act("wang"))
    assert (refused.value.code, refused.value.clause) == ("change_impossible", "S0 2.4.4")
    assert [m.clause for m in refused.value.missing] == ["S0 2.4.2", "S0 2.4.3"]
    assert fresh(change).state == State.DRAFT
    actions.edit_change(change, change.reason, [{"line": server, "quantity": 5}], act=cast.act("wang"))
    assert actions.submit_change(fresh(change), act=cast.act("wang")).state == State.IN_APPROVAL


def test_another_model_on_a_line_that_is_partly_there_needs_a_line_of_its_own(cast: Cast) -> None:
    project = set_up(cast)
    server = project.lines.get(position=1)
    buy(cast, server, 8, arrives=1)
    change = a_change(cast, fresh(project), {"line": server, "product": a_product("TS960")})
    with pytest.raises(RuleError) as refused:
        actions.submit_change(change, act=cast.act("wang"))
    assert len(refused.value.missing) == 1


def test_an_order_at_a_supplier_is_cancelled_before_its_line_is_taken_out(cast: Cast) -> None:
    project = set_up(cast)
    storage = project.lines.get(position=2)
    order = buy(cast, storage, 2)
    change = a_change(cast, fresh(project), {"line": storage, "is_removed": True})
    with pytest.raises(RuleError) as refused:
        actions.submit_change(change, act=cast.act("wang"))
    assert order.po_number in refused.value.missing[0].what
    fewer = [{"line": storage, "quantity": 1}]
    actions.edit_change(change, change.reason, fewer, act=cast.act("wang"))
    with pytest.raises(RuleError):
        actions.submit_change(fresh(change), act=cast.act("wang"))
    actions.edit_change(change, change.reason, [{"line": storage, "is_removed": True}], act=cast.act("wang"))
    purchasing.cancel_order(order, act=cast.act("sun"))
    actions.submit_change(fresh(change), act=cast.act("wang"))
    approve_all(change)
    assert [line.position for line in project.lines.all()] == [1]


def test_what_arrives_while_it_is_decided_is_asked_again_when_it_comes_into_force(cast: Cast) -> None:
    project = set_up(cast)
    server = project.lines.get(position=1)
    change = submitted(cast, project, {"line": server, "quantity": 4})
    buy(cast, server, 8, arrives=6)
    with pytest.raises(RuleError) as refused:
        approve_all(change)
    assert refused.value.code == "change_impossible"
    assert (fresh(change).state, fresh(project).equipment_version) == (State.IN_APPROVAL, 1)


def test_added_equipment_sends_an_arrived_project_back_and_stops_its_clock(cast: Cast) -> None:
    project = arrived(cast)
    switch = a_product("X6820", cost=Decimal("20000.00"))
    assert {step for step, _who in who_has(project)} == {"hand_in"}
    in_force(cast, project, {"product": switch, "quantity": 1, "unit_price": Decimal("30000.00")})
    project = fresh(project)
    assert (project.state, project.arrived_on, project.signoff_due_on) == (Project.State.SET_UP, None, None)
    assert who_has(project) == []
    later = NOW + timedelta(days=20)
    buy(cast, project.lines.get(model="X6820"), 1, arrives=1, at=later)
    project = purchasing.set_arrived(fresh(project), act=cast.act("sun", later))
    assert (project.state, project.signoff_due_on) == (Project.State.ARRIVED, days.add(later.date(), 10))
    assert SignoffSheet.objects.filter(project=project).count() == 1
    assert {step for step, _who in who_has(project)} == {"hand_in"}


def signed_off(cast: Cast) -> Project:
    """A project whose signed sheet was accepted."""
    project = arrived(cast)
    end_running(project, act=cast.act("wu"), reason="test")
    signed = {"signed_on": NOW.date(), "customer_signer": "何工"}
    SignoffSheet.objects.filter(project=project).update(state="accepted", **signed)
    Project.objects.filter(pk=project.pk).update(state="signed_off", signed_on=NOW.date())
    return fresh(project)


def test_after_sign_off_a_changed_list_must_be_signed_again_with_a_new_clock(cast: Cast) -> None:
    project = signed_off(cast)
    in_force(
        cast,
        project,
        {"line": project.lines.get(position=1), "description": "机架服务器（双电源）"},
        at=NOW + timedelta(days=5),
    )
    project = fresh(project)
    assert (project.state, project.signed_on, project.arrived_on) == (Project.State.ARRIVED, None, NOW.date())
    assert project.signoff_due_on == days.add((NOW + timedelta(days=5)).date(), 10)
    assert project.sheet.state == SignoffSheet.State.RETURNED
    assert {step for step, _who in who_has(project)} == {"hand_in"}


def test_after_sign_off_a_changed_warranty_leaves_the_signature_alone(cast: Cast) -> None:
    project = signed_off(cast)
    in_force(cast, project, {"line": project.lines.get(position=1), "warranty_years": 5})
    project = fresh(project)
    assert (project.state, project.signed_on) == (Project.State.SIGNED_OFF, NOW.date())
    assert project.sheet.state == SignoffSheet.State.ACCEPTED


def test_a_changed_price_leaves_an_arrived_project_where_it_is(cast: Cast) -> None:
    project = arrived(cast)
    due = project.signoff_due_on
    in_force(cast, project, {"line": project.lines.get(position=1), "unit_price": Decimal("76000.00")})
    project = fresh(project)
    assert (project.state, project.signoff_due_on, project.equipment_version) == (Project.State.ARRIVED, due, 2)


@pytest.mark.parametrize(
    ("state", "all_arrived", "touched", "after"),
    [
        ("set_up", False, True, "set_up"),
        ("set_up", True, True, "set_up"),
        ("arrived", True, False, "arrived"),
        ("arrived", True, True, "arrived"),
        ("arrived", False, True, "set_up"),
        ("signed_off", True, False, "signed_off"),
        ("signed_off", True, True, "arrived"),
        ("signed_off", False, True, "set_up"),
    ],
)
def test_where_the_project_stands_after_a_change(state: str, all_arrived: bool, touched: bool, after: str) -> None:
    assert rules.state_after(state, all_arrived=all_arrived, sheet_touched=touched) == after


def test_one_open_change_at_a_time_and_it_holds_up_sign_off_and_closing(cast: Cast) -> None:
    project = set_up(cast)
    server = project.lines.get(position=1)
    change = a_change(cast, project, {"line": server, "quantity": 9})
    with pytest.raises(RuleError) as refused:
        a_change(cast, project, {"line": server, "quantity": 7})
    assert (refused.value.code, refused.value.offer.href) == ("change_open", change.get_absolute_url())
    assert [m.href for m in blocking(project)] == [change.get_absolute_url()]
    actions.drop_change(change, act=cast.act("wang"))
    assert blocking(project) == []
    assert a_change(cast, project, {"line": server, "quantity": 7}).number == "SBBG-2026-0002"


def test_taken_back_before_anybody_decided_it_is_a_draft_again(cast: Cast) -> None:
    project = set_up(cast)
    change = submitted(cast, project, {"line": project.lines.get(position=1), "quantity": 9})
    recall(ProcessInstance.objects.get(record_id=change.pk, process="equipment_change"), act=cast.act("wang"))
    assert fresh(change).state == State.DRAFT


def test_before_set_up_the_lines_are_corrected_in_the_set_up_itself(cast: Cast) -> None:
    project = prepared(cast)
    with pytest.raises(RuleError) as refused:
        a_change(cast, project)
    assert (refused.value.code, refused.value.clause) == ("not_set_up", "S0 2.4.4")


def test_a_closed_project_takes_no_change_and_offers_to_set_up_anew(cast: Cast) -> None:
    project = set_up(cast)
    Project.objects.filter(pk=project.pk).update(state="closed", signed_on=NOW.date(), closed_on=NOW.date())
    with pytest.raises(RuleError) as refused:
        a_change(cast, fresh(project))
    assert (refused.value.code, refused.value.clause) == ("project_closed", "S0 2.5.3")
    assert refused.value.offer is not None


def test_nothing_changed_or_an_empty_list_is_not_submitted(cast: Cast) -> None:
    project = set_up(cast)
    change = a_change(cast, project)
    with pytest.raises(RuleError) as refused:
        actions.submit_change(change, act=cast.act("wang"))
    assert refused.value.code == "change_empty"
    gone = [{"line": line, "is_removed": True} for line in project.lines.all()]
    actions.edit_change(change, "全部不要", gone, act=cast.act("wang"))
    with pytest.raises(RuleError) as refused:
        actions.submit_change(fresh(change), act=cast.act("wang"))
    assert [m.clause for m in refused.value.missing] == ["S0 2.7"]


def test_only_the_account_manager_asks_and_only_for_lines_of_this_project(cast: Cast) -> None:
    project, other = set_up(cast), set_up(cast, title="分院机房")
    for name in ("sun", "qian", "li"):
        with pytest.raises(NotAllowed):
            actions.draft_change(project, "x", [], act=cast.act(name))
    with pytest.raises(ValidationError):
        a_change(cast, project, {"line": other.lines.first(), "quantity": 1})


def test_a_service_is_added_without_model_and_holds_up_no_arrival(cast: Cast) -> None:
    project = arrived(cast)
    service = {"description": "延保两年", "quantity": 1, "unit": "项", "unit_price": Decimal("20000.00")}
    in_force(cast, project, service)
    project = fresh(project)
    line = project.lines.get(position=3)
    assert (line.is_service, line.needs_serial, line.unit_price) == (True, False, Decimal("20000.00"))
    assert (project.state, project.amount) == (Project.State.ARRIVED, Decimal("1020000.00"))


def test_the_journal_knows_every_amount_of_a_change(cast: Cast) -> None:
    project = set_up(cast)
    change = a_change(cast, project, {"line": project.lines.get(position=1), "quantity": 10})
    entry = Entry.objects.get(kind="projects.equipmentchange", record_id=change.pk, verb="projects.change_drafted")
    assert entry.changes["amount_after"][1] == "1150000.00"
    assert list(records_match_journal()) == []
