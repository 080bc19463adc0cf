"""What may happen to a visit and when."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from leadtocash.areas.visits.rules import visits as rules
from leadtocash.foundation.kernel.errors import RuleError

DAY = date(2026, 11, 10)


@pytest.mark.req("CRM-5")
@pytest.mark.parametrize(
    ("state", "code"), [("planned", None), ("done", "visit_done"), ("cancelled", "visit_cancelled")]
)
def test_only_a_plan_is_changed(state, code):
    if code is None:
        rules.check_planned(state=state, number="JLJY-1")
        return
    with pytest.raises(RuleError) as refused:
        rules.check_planned(state=state, number="JLJY-1")
    assert refused.value.code == code


@pytest.mark.req("CRM-5")
def test_nothing_takes_place_before_its_day():
    with pytest.raises(RuleError) as refused:
        rules.check_can_be_held(state="planned", number="JLJY-1", day=date(2026, 11, 11), today=DAY)
    assert refused.value.code == "visit_ahead"


@pytest.mark.req("CRM-5")
@pytest.mark.parametrize(
    ("said", "step", "on", "wrong"),
    [
        ("预算已定", "", None, set()),
        ("预算已定", "送样品", date(2026, 11, 12), set()),
        ("", "", None, {"said"}),
        ("预算已定", "送样品", None, {"next_step_on"}),
        ("预算已定", "", date(2026, 11, 12), {"next_step"}),
        ("预算已定", "送样品", date(2026, 11, 9), {"next_step_on"}),
    ],
)
def test_minutes_say_something_and_a_next_step_has_its_day(said, step, on, wrong):
    try:
        rules.check_minutes(said=said, next_step=step, next_step_on=on, day=DAY)
        found = set()
    except ValidationError as error:
        found = set(error.error_dict)
    assert found == wrong


@pytest.mark.req("CRM-5")
def test_hours_contacts_and_deal_fit_together():
    with pytest.raises(ValidationError) as wrong:
        rules.check_hours(time(10), time(9, 30))
    assert set(wrong.value.error_dict) == {"ends"}
    with pytest.raises(ValidationError) as wrong:
        rules.check_parties(customer=1, contacts=[1, 2], deal_customer=3, has_deal=True)
    assert set(wrong.value.error_dict) == {"contacts", "opportunity"}
    rules.check_parties(customer=1, contacts=[1], deal_customer=None, has_deal=True)
