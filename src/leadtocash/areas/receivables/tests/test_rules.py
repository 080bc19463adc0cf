"""What money may and may not do, by table, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.receivables import rules
from leadtocash.areas.receivables.models import Allocation, Receipt, Receivable, RevenueEntry
from leadtocash.foundation.kernel.errors import RuleError

D = Decimal
TODAY = date(2026, 11, 10)
FACTS = rules.Facts(
    signed_on=date(2026, 10, 20),
    delivery_on=date(2026, 12, 25),
    signed_off_on=date(2026, 11, 6),
    warranty_until=date(2029, 11, 6),
)
NOTHING = rules.Facts()


@pytest.mark.req("FIN-1")
@pytest.mark.parametrize(
    ("event", "facts", "expected"),
    [
        ("signing", FACTS, date(2026, 10, 20)),
        ("signing", NOTHING, None),
        ("before_delivery", FACTS, date(2026, 12, 25)),
        (
            "before_delivery",
            rules.Facts(delivery_on=date(2026, 12, 25), arrived_on=date(2026, 12, 3)),
            date(2026, 12, 3),
        ),
        ("before_delivery", NOTHING, None),
        ("receipt", FACTS, date(2026, 11, 6)),
        ("receipt", NOTHING, None),
        ("acceptance", FACTS, date(2026, 11, 6)),
        ("acceptance", rules.Facts(signed_off_on=date(2026, 11, 6), acceptance_needed=True), None),
        ("acceptance", rules.Facts(accepted_on=date(2026, 12, 1), acceptance_needed=True), date(2026, 12, 1)),
        ("warranty_end", FACTS, date(2029, 11, 6)),
    ],
)
def test_a_part_of_the_plan_falls_due_by_its_event(event: str, facts: rules.Facts, expected: date | None) -> None:
    assert rules.event_on(event, facts) == expected


def test_the_due_date_counts_calendar_days_after_the_event() -> None:
    assert rules.due_on(date(2026, 12, 25), 30) == date(2027, 1, 24)
    assert rules.due_on(None, 30) is None


@pytest.mark.parametrize(
    ("start", "years", "expected"),
    [
        (date(2026, 11, 6), 3, date(2029, 11, 6)),
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
    ],
)
def test_warranty_years_end_on_the_same_day(start: date, years: int, expected: date) -> None:
    assert rules.add_years(start, years) == expected


def test_the_retention_waits_for_the_longest_warranty() -> None:
    assert rules.warranty_end(date(2026, 11, 6), [1, None, 5]) == date(2031, 11, 6)
    assert rules.warranty_end(None, [3]) is None
    assert rules.warranty_end(date(2026, 11, 6), [None]) is None


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "waiting"),
        ({"due_on": date(2026, 11, 10)}, "due"),
        ({"due_on": date(2026, 11, 9)}, "overdue"),
        ({"received": D(40)}, "part_paid"),
        ({"received": D(40), "due_on": date(2026, 11, 9)}, "overdue"),
        ({"received": D(100), "due_on": date(2026, 11, 9)}, "paid"),
        ({"received": D(40), "closed_on": TODAY}, "closed"),
        ({"received": D(100), "closed_on": TODAY}, "paid"),
    ],
)
def test_the_state_is_derived_from_money_and_day(fields: dict[str, object], state: str) -> None:
    assert rules.state_of(Receivable(amount=D(100), **fields), TODAY) == state


@pytest.mark.req("FIN-4")
@pytest.mark.parametrize(
    ("due", "bucket"),
    [
        (None, "waiting"),
        (date(2026, 11, 10), "not_due"),
        (date(2026, 11, 9), "1-30"),
        (date(2026, 10, 11), "1-30"),
        (date(2026, 10, 10), "31-60"),
        (date(2026, 9, 11), "31-60"),
        (date(2026, 9, 10), "61-90"),
        (date(2026, 8, 12), "61-90"),
        (date(2026, 8, 11), "91-"),
    ],
)
def test_the_ageing_buckets_meet_without_gap(due: date | None, bucket: str) -> None:
    assert rules.age_bucket(due, TODAY) == bucket


def part(event: str, position: int) -> Receivable:
    return Receivable(event=event, position=position, amount=D(1))


@pytest.mark.req("CON-5")
def test_a_receivable_goes_on_as_the_part_of_the_same_event_never_of_another() -> None:
    old = [part("signing", 1), part("receipt", 2), part("receipt", 3), part("warranty_end", 4)]
    new = [part("receipt", 3), part("signing", 2), part("acceptance", 4)]
    pairs, left, wanted = rules.fit(old, new)
    assert [(a.position, b.position) for a, b in pairs] == [(3, 3), (1, 2)]
    assert [r.position for r in left] == [2, 4]
    assert [r.event for r in wanted] == ["acceptance"]


def receipt(advance: str = "500.00", **fields: object) -> Receipt:
    return Receipt(pk=1, number="SK-1", customer_id=7, amount=D("800.00"), advance=D(advance), **fields)


def owed(open_amount: str = "300.00", *, customer_id: int = 7, closed: bool = False) -> rules.Owed:
    return rules.Owed(name="HT-1", customer_id=customer_id, open_amount=D(open_amount), closed=closed)


@pytest.mark.req("FIN-2")
@pytest.mark.parametrize(
    ("paid", "shares", "code"),
    [
        (receipt(), [(owed(), "300.00")], None),
        (receipt(), [(owed(), "300.00"), (owed("200.00"), "200.00")], None),
        (receipt(), [(owed(), "300.01")], "more_than_owed"),
        (receipt(), [(owed("400.00"), "300.00"), (owed("400.00"), "200.01")], "more_than_received"),
        (receipt(), [(owed(), "0.00")], "amount_wrong"),
        (receipt(), [(owed(), "-5.00")], "amount_wrong"),
        (receipt(), [(owed(), "1.005")], "amount_wrong"),
        (receipt(), [(owed(customer_id=8), "1.00")], "other_customer"),
        (receipt(), [(owed(closed=True), "1.00")], "receivable_closed"),
        (receipt(), [], "nothing_to_match"),
        (receipt("0.00"), [(owed(), "1.00")], "nothing_left"),
        (receipt(voided_on=TODAY), [(owed(), "1.00")], "receipt_voided"),
    ],
)
def test_money_is_matched_within_what_came_in_and_what_is_owed(
    paid: Receipt, shares: list[tuple[rules.Owed, str]], code: str | None
) -> None:
    given_shares = [rules.Share(one, D(amount)) for one, amount in shares]
    if code is None:
        rules.check_allocation(paid, given_shares)
        return
    with pytest.raises(RuleError) as refused:
        rules.check_allocation(paid, given_shares)
    assert refused.value.code == code


def test_the_refusal_says_how_much_too_much() -> None:
    with pytest.raises(RuleError) as refused:
        rules.check_allocation(receipt(), [rules.Share(owed(), D("300.01"))])
    assert all(words in refused.value.message for words in ("HT-1", "300.00", "0.01"))


def test_a_match_is_undone_once_and_with_a_reason() -> None:
    rules.check_undo(Allocation(), undone=False, reason="wrong contract")
    with pytest.raises(RuleError) as refused:
        rules.check_undo(Allocation(), undone=True, reason="again")
    assert refused.value.code == "already_undone"
    with pytest.raises(RuleError) as refused:
        rules.check_undo(Allocation(reverses_id=5), undone=False, reason="back")
    assert refused.value.code == "is_reversal"
    with pytest.raises(ValidationError):
        rules.check_undo(Allocation(), undone=False, reason="")


def test_a_receipt_is_voided_only_when_nothing_of_it_is_matched() -> None:
    rules.check_void(receipt(), matched=[], reason="recorded twice")
    with pytest.raises(RuleError) as refused:
        rules.check_void(receipt(), matched=["HT-1 advance", "HT-2 retention"], reason="x")
    assert (refused.value.code, len(refused.value.missing)) == ("receipt_matched", 2)


def test_what_is_offered_covers_the_oldest_due_first() -> None:
    assert rules.suggest(D("500.00"), [D("300.00"), D("400.00"), D("50.00")]) == [D("300.00"), D("200.00"), D(0)]


@pytest.mark.req("FIN-2")
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pieces=some.lists(some.integers(0, 10**9), max_size=6),
    room=some.lists(some.integers(0, 10**9), max_size=6),
)
def test_spreading_never_gives_more_than_there_is_on_either_side(pieces: list[int], room: list[int]) -> None:
    money, places = [D(p) / 100 for p in pieces], [D(r) / 100 for r in room]
    filled = rules.spread(money, places)
    for index, amount in enumerate(money):
        assert sum((a for piece, _, a in filled if piece == index), D(0)) <= amount
    for index, amount in enumerate(places):
        assert sum((a for _, place, a in filled if place == index), D(0)) <= amount
    assert sum((a for _, _, a in filled), D(0)) == min(sum(money, D(0)), sum(places, D(0)))
    assert all(a > 0 for _, _, a in filled)


@pytest.mark.req("FIN-5")
@pytest.mark.parametrize(
    ("state", "day", "error"),
    [
        ("to_confirm", date(2026, 11, 6), None),
        ("to_confirm", date(2026, 11, 10), None),
        ("to_confirm", date(2026, 11, 5), ValidationError),
        ("to_confirm", date(2026, 11, 11), ValidationError),
        ("recognised", date(2026, 11, 10), RuleError),
    ],
)
def test_revenue_is_recognised_once_between_signature_and_today(
    state: str, day: date, error: type[Exception] | None
) -> None:
    entry = RevenueEntry(state=state, signed_on=date(2026, 11, 6), recognised_on=date(2026, 11, 7))
    if error is None:
        rules.check_recognition(entry, day=day, today=TODAY)
        return
    with pytest.raises(error):
        rules.check_recognition(entry, day=day, today=TODAY)


def test_margin_is_of_the_net_amount() -> None:
    entry = RevenueEntry(net_amount=D("88495.58"), cost_amount=D("60000.00"))
    assert (entry.margin, entry.margin_percent) == (D("28495.58"), D("32.2"))
    assert RevenueEntry(net_amount=D(0), cost_amount=D(1)).margin_percent is None


def test_a_receivable_is_named_by_contract_and_event() -> None:
    contract = Contract(number="HT-2026-0142", draft_number="CG-1")
    assert str(Receivable(contract=contract, event="signing")).startswith("HT-2026-0142 ")
