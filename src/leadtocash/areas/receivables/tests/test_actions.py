"""Receivables, receipts and matches in the database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests.cast import NOW

from leadtocash.areas.contracts.events import ContractCancelled, ContractRegistered
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests import factories as contracts
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.projects.events import ProjectArrived, ProjectCancelled, ProjectClosed, ProjectSignedOff
from leadtocash.areas.projects.models import Project
from leadtocash.areas.receivables import actions, queries
from leadtocash.areas.receivables.models import Allocation, Receipt, Receivable, RevenueEntry
from leadtocash.areas.receivables.tests import factories as make
from leadtocash.foundation.calendar import feed
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.notices.models import Notice

D = Decimal
pytestmark = pytest.mark.django_db


def plan_of(contract: Contract) -> list[tuple[str, str, str, date | None]]:
    rows = Receivable.objects.filter(contract=contract, closed_on=None).order_by("position")
    return [(r.event, str(r.amount), str(r.received), r.due_on) for r in rows]


def books() -> list[str]:
    return [problem.code for problem in queries.ledger_problems()]


@pytest.mark.req("FIN-1")
def test_registering_a_contract_makes_its_receivables_with_the_dates_known(cast: Any) -> None:
    contract = contracts.registered_contract(cast)
    assert plan_of(contract) == [
        ("signing", "84360.00", "0.00", date(2026, 11, 20)),
        ("before_delivery", "84360.01", "0.00", date(2026, 12, 25)),
        ("receipt", "84360.00", "0.00", None),
        ("warranty_end", "28120.00", "0.00", None),
    ]
    assert books() == []
    publish(ContractRegistered(contract.pk, contract.project_code, make.act(cast, "zhou")))
    assert Receivable.objects.count() == 4
    assert set(Receivable.objects.values_list("revision", flat=True)) <= {1, 2}


@pytest.mark.req("FIN-1")
def test_arrival_sign_off_and_closing_date_the_parts_that_waited(cast: Any) -> None:
    contract = make.a_contract(cast)
    make.owed(cast, contract)
    project = make.a_project(contract)
    act = make.act(cast, "sun")
    Project.objects.filter(pk=project.pk).update(arrived_on=date(2026, 11, 2), signoff_due_on=date(2026, 11, 16))
    publish(ProjectArrived(project.pk, date(2026, 11, 2), act))
    assert [row[3] for row in plan_of(contract)] == [date(2026, 10, 30), date(2026, 11, 2), None, None]
    Project.objects.filter(pk=project.pk).update(signed_on=date(2026, 11, 6))
    publish(ProjectSignedOff(project.pk, date(2026, 11, 6), act))
    assert [row[3] for row in plan_of(contract)][2:] == [date(2026, 12, 6), date(2029, 11, 6)]
    entry = Entry.objects.filter(kind="receivables.receivable", verb="receivables.fell_due").last()
    assert (entry.actor, entry.door) == (None, "system")


@pytest.mark.req("FIN-1", "CON-5")
def test_the_formal_contract_takes_over_receivables_with_the_money_received(cast: Any) -> None:
    virtual = contracts.registered_contract(cast, "virtual")
    first = Receivable.objects.get(contract=virtual, event="signing")
    receipt = make.a_receipt(cast, virtual.customer, "90000.00")
    actions.allocate(receipt, [(first.pk, D("84360.00"))], act=make.act(cast))
    formal = contracts.actions.draft_replacement(virtual, act=make.act(cast, "wang"))
    contracts.actions.submit_contract(formal, act=make.act(cast, "wang"))
    contracts.agree(formal)
    formal = contracts.actions.register_contract(
        Contract.objects.get(pk=formal.pk), act=make.act(cast, "zhou"), signed_on=date(2026, 11, 12)
    )
    assert plan_of(formal) == [
        ("signing", "84360.00", "84360.00", date(2026, 11, 22)),
        ("before_delivery", "84360.01", "0.00", date(2026, 12, 25)),
        ("receipt", "84360.00", "0.00", None),
        ("warranty_end", "28120.00", "0.00", None),
    ]
    assert plan_of(virtual) == []
    assert Receivable.objects.get(contract=formal, event="signing").pk == first.pk
    assert books() == []


@pytest.mark.req("FIN-1", "FIN-2", "CON-5")
def test_money_a_smaller_part_no_longer_owes_goes_to_the_next_parts_of_the_plan(cast: Any) -> None:
    virtual = make.a_contract(cast, kind="virtual")
    signing, delivery, *_rest = make.owed(cast, virtual)
    receipt = make.a_receipt(cast, virtual.customer, "90000.00")
    actions.allocate(receipt, [(signing.pk, D("30000.00")), (delivery.pk, D("40000.00"))], act=make.act(cast))
    plan = [("signing", "40", "20000.00", 0), ("receipt", "50", "25000.00", 0), ("warranty_end", "10", "5000.00", 0)]
    formal = make.a_contract(cast, plan=plan, customer=virtual.customer, replaces=virtual)
    Contract.objects.filter(pk=virtual.pk).update(state="replaced")
    actions.fit_plan(formal, act=make.act(cast, "zhou"))
    actions.fit_plan(formal, act=make.act(cast, "zhou"))
    assert [row[:3] for row in plan_of(formal)] == [
        ("signing", "20000.00", "20000.00"),
        ("receipt", "25000.00", "25000.00"),
        ("warranty_end", "5000.00", "5000.00"),
    ]
    receipt.refresh_from_db()
    assert (receipt.allocated, receipt.advance) == (D("50000.00"), D("40000.00"))
    delivery.refresh_from_db()
    assert (delivery.close_cause, delivery.received, delivery.open_amount) == ("plan_changed", D(0), D(0))
    assert books() == []


@pytest.mark.req("FIN-1", "CON-8")
@pytest.mark.parametrize("what", ["contract", "project"])
def test_cancelling_closes_what_is_open_and_leaves_what_was_received(cast: Any, what: str) -> None:
    contract = make.a_contract(cast)
    signing, delivery, *rest = make.owed(cast, contract)
    project = make.a_project(contract)
    receipt = make.a_receipt(cast, contract.customer, "45000.00")
    actions.allocate(receipt, [(signing.pk, D("30000.00")), (delivery.pk, D("15000.00"))], act=make.act(cast))
    if what == "project":
        Project.objects.filter(pk=project.pk).update(state="cancelled")
        publish(ProjectCancelled(project.pk, make.act(cast, "wu")))
    else:
        publish(ContractCancelled(contract.pk, make.act(cast, "zhou")))
    rows = Receivable.objects.filter(contract=contract).order_by("position")
    assert [(r.close_cause, str(r.received), str(r.open_amount)) for r in rows] == [
        ("", "30000.00", "0.00"),
        (f"{what}_cancelled", "15000.00", "0.00"),
        (f"{what}_cancelled", "0.00", "0.00"),
        (f"{what}_cancelled", "0.00", "0.00"),
    ]
    with pytest.raises(RuleError) as refused:
        actions.allocate(make.a_receipt(cast, contract.customer), [(rest[0].pk, D(1))], act=make.act(cast))
    assert refused.value.code == "receivable_closed"
    assert books() == []


@pytest.mark.req("FIN-2")
def test_one_receipt_pays_several_and_one_receivable_takes_several(cast: Any) -> None:
    contract = make.a_contract(cast)
    signing, delivery, *_rest = make.owed(cast, contract)
    first = make.a_receipt(cast, contract.customer, "35000.00")
    second = make.a_receipt(cast, contract.customer, "36000.00")
    actions.allocate(first, [(signing.pk, D("30000.00")), (delivery.pk, D("4999.99"))], act=make.act(cast))
    actions.allocate(second, [(delivery.pk, D("35000.01"))], act=make.act(cast))
    assert [row[2] for row in plan_of(contract)] == ["30000.00", "40000.00", "0.00", "0.00"]
    assert [str(r.advance) for r in Receipt.objects.order_by("pk")] == ["0.01", "999.99"]
    assert books() == []
    titles = Notice.objects.filter(person=cast.wang).values_list("topic", flat=True)
    assert sorted(titles) == ["receivables.matched"] * 3 + ["receivables.money_in"] * 2


@pytest.mark.req("FIN-2")
def test_the_same_bank_reference_is_recorded_once_a_day(cast: Any) -> None:
    customer = a_customer(cast.act("wang"))
    first = make.a_receipt(cast, customer, bank_reference="icbc 2026-1109")
    with pytest.raises(ValidationError) as wrong:
        make.a_receipt(cast, customer, bank_reference="ICBC 2026-1109", amount="7.00")
    assert first.number in str(wrong.value)
    make.a_receipt(cast, customer, bank_reference="ICBC 2026-1109", received_on=date(2026, 11, 8))
    actions.void_receipt(first, "typed twice", act=make.act(cast))
    make.a_receipt(cast, customer, bank_reference="ICBC 2026-1109")
    assert Receipt.objects.filter(voided_on=None).count() == 2


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"amount": D("0.00")}, "__all__"),
        ({"amount": D("-1.00")}, "amount"),
        ({"received_on": date(2026, 11, 11)}, "received_on"),
        ({"bank_reference": "  "}, "bank_reference"),
    ],
)
def test_a_receipt_needs_money_a_day_and_a_reference(cast: Any, fields: dict[str, Any], at: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        make.a_receipt(cast, a_customer(cast.act("wang")), **fields)
    assert at in wrong.value.error_dict
    assert Receipt.objects.count() == 0


@pytest.mark.req("FIN-2")
def test_undoing_a_match_writes_a_second_row_and_gives_the_money_back(cast: Any) -> None:
    contract = make.a_contract(cast)
    signing = make.owed(cast, contract)[0]
    receipt = make.a_receipt(cast, contract.customer, "20000.00")
    actions.allocate(receipt, [(signing.pk, D("20000.00"))], act=make.act(cast))
    match = Allocation.objects.get()
    actions.undo_allocation(match, "belongs to another contract", act=make.act(cast))
    rows = Allocation.objects.order_by("pk").values_list("amount", "reverses", "reason")
    assert list(rows) == [(D("20000.00"), None, ""), (D("-20000.00"), match.pk, "belongs to another contract")]
    receipt.refresh_from_db()
    signing.refresh_from_db()
    assert (receipt.advance, signing.received, signing.open_amount) == (D("20000.00"), D(0), D("30000.00"))
    with pytest.raises(RuleError) as refused:
        actions.undo_allocation(match, "again", act=make.act(cast))
    assert refused.value.code == "already_undone"
    verbs = Entry.objects.filter(kind="receivables.receipt", record_id=receipt.pk).order_by("seq")
    assert [e.verb for e in verbs] == ["receivables.received", "receivables.allocated", "receivables.undone"]
    assert books() == []


def test_a_matched_receipt_cannot_be_voided(cast: Any) -> None:
    contract = make.a_contract(cast)
    signing = make.owed(cast, contract)[0]
    receipt = make.a_receipt(cast, contract.customer, "20000.00")
    actions.allocate(receipt, [(signing.pk, D("5000.00"))], act=make.act(cast))
    with pytest.raises(RuleError) as refused:
        actions.void_receipt(receipt, "oops", act=make.act(cast))
    assert (refused.value.code, len(refused.value.missing)) == ("receipt_matched", 1)


@pytest.mark.req("ORG-2")
def test_only_finance_records_and_matches(cast: Any) -> None:
    contract = make.a_contract(cast)
    signing = make.owed(cast, contract)[0]
    receipt = make.a_receipt(cast, contract.customer)
    values = {"customer": contract.customer, "received_on": date(2026, 11, 9), "amount": D(1), "bank_reference": "X"}
    with pytest.raises(NotAllowed):
        actions.record_receipt(values, act=make.act(cast, "wang"))
    with pytest.raises(NotAllowed):
        actions.allocate(receipt, [(signing.pk, D(1))], act=make.act(cast, "wang"))


@pytest.mark.req("FIN-2")
def test_the_database_itself_refuses_books_that_do_not_add_up(cast: Any) -> None:
    contract = make.a_contract(cast)
    signing = make.owed(cast, contract)[0]
    receipt = make.a_receipt(cast, contract.customer, "20000.00")
    for rows, values in (
        (Receivable.objects.filter(pk=signing.pk), {"received": D("30000.01")}),
        (Receivable.objects.filter(pk=signing.pk), {"received": D("10.00")}),
        (Receipt.objects.filter(pk=receipt.pk), {"allocated": D("20000.01")}),
        (Receipt.objects.filter(pk=receipt.pk), {"allocated": D("10.00")}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)


@pytest.mark.req("FIN-2")
def test_the_check_finds_a_match_that_was_tampered_with(cast: Any) -> None:
    contract = make.a_contract(cast)
    signing = make.owed(cast, contract)[0]
    receipt = make.a_receipt(cast, contract.customer, "20000.00")
    actions.allocate(receipt, [(signing.pk, D("20000.00"))], act=make.act(cast))
    Allocation.objects.update(amount=D("19999.99"))
    assert books() == ["ledger_receivable", "ledger_receipt"]


@pytest.mark.req("FIN-5", "PRJ-7")
def test_closing_a_project_enters_its_revenue_and_finance_recognises_it(cast: Any) -> None:
    contract = make.a_contract(cast)
    make.owed(cast, contract)
    project = make.closed(contract)
    publish(ProjectClosed(project.pk, make.act(cast, "wu")))
    publish(ProjectClosed(project.pk, make.act(cast, "wu")))
    entry = RevenueEntry.objects.get()
    assert (entry.state, entry.net_amount, entry.cost_amount, entry.margin_percent) == (
        "to_confirm", D("88495.58"), D("60000.00"), D("32.2"),
    )  # fmt: skip
    assert Notice.objects.filter(person=cast.qian, topic="receivables.to_confirm").count() == 1
    with pytest.raises(NotAllowed):
        actions.recognise(entry, act=make.act(cast, "wang"))
    entry = actions.recognise(entry, act=make.act(cast))
    assert (entry.state, entry.recognised_on, entry.recognised_by) == ("recognised", NOW.date(), cast.qian)
    with pytest.raises(RuleError) as refused:
        actions.recognise(entry, act=make.act(cast))
    assert (refused.value.code, refused.value.clause) == ("already_recognised", "S0 2.5.1")


@pytest.mark.req("FIN-1")
def test_reminders_go_out_once_before_and_after_the_due_date_and_rise(cast: Any) -> None:
    contract = make.a_contract(cast)
    signing = make.owed(cast, contract)[0]
    assert signing.due_on == date(2026, 10, 30)

    def run(day: date) -> list[tuple[str, str]]:
        Notice.objects.all().delete()
        shift = timedelta(days=(day - NOW.date()).days)
        actions.remind(act=make.act(cast, "qian", NOW + shift).as_system())
        actions.remind(act=make.act(cast, "qian", NOW + shift).as_system())
        return sorted(Notice.objects.values_list("topic", "person__username"))

    assert run(date(2026, 10, 13)) == []
    assert run(date(2026, 10, 16)) == [("receivables.near", "wang")]
    assert run(date(2026, 10, 30)) == []
    assert run(date(2026, 10, 31)) == [("receivables.overdue", "wang")]
    assert run(date(2026, 11, 30)) == [("receivables.still_overdue", "li")]
    Receivable.objects.filter(pk=signing.pk).update(reminded=0)
    make.a_receipt(cast, contract.customer, "30000.00")
    actions.allocate(Receipt.objects.get(), [(signing.pk, D("30000.00"))], act=make.act(cast))
    assert run(date(2026, 12, 2)) == []


@pytest.mark.req("FIN-5")
def test_the_collection_rate_is_what_came_in_of_what_fell_due(cast: Any) -> None:
    contract = make.a_contract(cast)
    signing = make.owed(cast, contract)[0]
    make.owed(cast, owner="zhao")
    receipt = make.a_receipt(cast, contract.customer, "45000.00")
    actions.allocate(receipt, [(signing.pk, D("24000.00"))], act=make.act(cast))
    seen = {row.name: row for row in queries.collection(cast.qian, NOW.date())}
    assert set(seen) == {"王敏", "赵凯"}
    row = seen["王敏"]
    assert (row.contracted, row.due, row.received_due, row.overdue, row.rate) == (
        D("100000.00"), D("30000.00"), D("24000.00"), D("6000.00"), D("0.8000"),
    )  # fmt: skip
    assert [r.name for r in queries.collection(cast.li, NOW.date())] == ["王敏"]


@pytest.mark.req("FIN-4")
def test_the_ageing_adds_up_to_what_is_owed(cast: Any) -> None:
    contract = make.a_contract(cast)
    make.owed(cast, contract)
    make.a_receipt(cast, contract.customer, "123.45")
    found = {one.key: (one.amount, one.count) for one in queries.ageing(cast.wang, NOW.date())}
    assert found == {
        "waiting": (D("30000.00"), 2), "not_due": (D("40000.00"), 1), "1-30": (D("30000.00"), 1),
        "31-60": (D(0), 0), "61-90": (D(0), 0), "91-": (D(0), 0), "advance": (D("123.45"), 1),
    }  # fmt: skip
    assert all(one.amount == 0 for one in queries.ageing(cast.zhao, NOW.date()))


@pytest.mark.req("FIN-1")
def test_the_money_bar_follows_the_plan(cast: Any) -> None:
    contract = make.a_contract(cast)
    signing, delivery, *_rest = make.owed(cast, contract)
    receipt = make.a_receipt(cast, contract.customer, "45000.00")
    actions.allocate(receipt, [(signing.pk, D("30000.00")), (delivery.pk, D("15000.00"))], act=make.act(cast))
    bar = queries.money_bar(contract, NOW.date())
    assert bar is not None
    assert [(p["state"], p["amount"], p["ratio"]) for p in bar["parts"]] == [
        ("paid", "3.00", D("0.3")), ("paid", "1.50", D("0.15")), ("later", "2.50", D("0.25")),
        ("later", "2.00", D("0.2")), ("later", "1.00", D("0.1")),
    ]  # fmt: skip
    late = queries.money_bar(contract, date(2026, 12, 26))
    assert late is not None
    assert [p["state"] for p in late["parts"]] == ["paid", "paid", "over", "later", "later"]
    assert queries.money_bar(make.a_contract(cast), NOW.date()) is None


@pytest.mark.req("FIN-1")
def test_the_morning_job_reminds(cast: Any) -> None:
    from leadtocash.areas.receivables import jobs

    signing = make.owed(cast)[0]
    Receivable.objects.filter(pk=signing.pk).update(event_on=date(2020, 1, 1), due_on=date(2020, 1, 2))
    assert jobs.remind(timestamp=0) == 1
    assert jobs.remind(timestamp=0) == 0
    people = Notice.objects.filter(topic="receivables.still_overdue").values_list("person__username", flat=True)
    assert sorted(people) == ["chen", "li"]


@pytest.mark.req("CON-8")
def test_the_cancellation_form_knows_the_money(cast: Any) -> None:
    from leadtocash.areas.projects.queries.cancellation import facts_on_money

    contract = make.a_contract(cast)
    signing = make.owed(cast, contract)[0]
    project = make.a_project(contract)
    receipt = make.a_receipt(cast, contract.customer, "20000.00")
    actions.allocate(receipt, [(signing.pk, D("20000.00"))], act=make.act(cast))
    assert [fact.amount for fact in facts_on_money(project)] == [D("100000.00"), D("20000.00"), D("80000.00")]


@pytest.mark.req("FIN-1")
def test_what_is_paid_is_not_due_in_the_calendar_any_more(cast: Any) -> None:
    first, *_rest = make.owed(cast, contracts.registered_contract(cast))
    due = feed.sources.get("receivables.due")
    asked = (cast.people["wang"], first.due_on)
    before = {one.uid for one in due(*asked)}
    receipt = make.a_receipt(cast, first.contract.customer, str(first.amount))
    actions.allocate(receipt, [(first.pk, first.amount)], act=make.act(cast))
    assert before - {one.uid for one in due(*asked)} == {f"receivables.receivable-due_on-{first.pk}"}
