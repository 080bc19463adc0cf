"""How a deal stood is kept with every change of it; putting off its signing is counted."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.cast import NOW

from leadtocash.areas.opportunities import actions
from leadtocash.areas.opportunities.models import Standing
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-11")]


def test_every_change_begins_a_new_standing_and_ends_the_one_before(cast):
    days = [NOW + timedelta(days=n) for n in (0, 3, 5, 9)]
    one = an_opportunity(cast.act("wang", at=days[0]), amount=Decimal(100))
    actions.change_opportunity(one, {"next_step": "拜访"}, act=cast.act("wang", at=days[1]))
    actions.change_opportunity(one, {"amount": Decimal(80)}, act=cast.act("wang", at=days[1]))
    actions.change_stage(one, a_stage(2), act=cast.act("wang", at=days[2]))
    actions.lose_opportunity(one, reason="价格", act=cast.act("wang", at=days[3]))
    told = Standing.objects.filter(opportunity=one).order_by("since")
    assert [(s.since, s.until, s.stage.position, s.state, s.amount) for s in told] == [
        (days[0], days[1], 1, "open", Decimal(100)),
        (days[1], days[2], 1, "open", Decimal(80)),
        (days[2], days[3], 2, "open", Decimal(80)),
        (days[3], None, 2, "lost", Decimal(80)),
    ]


def test_only_a_later_day_of_signing_is_a_delay(cast):
    one = an_opportunity(cast.act("wang"))
    for day in (date(2026, 12, 1), date(2026, 12, 31), date(2026, 12, 20), date(2027, 1, 19)):
        actions.change_opportunity(one, {"expected_close_on": day}, act=cast.act("wang"))
    one.refresh_from_db()
    assert (one.slips, one.slipped_days) == (2, 60)


def test_a_commitment_needs_a_stage_that_may_be_believed_so_far(cast):
    one = an_opportunity(cast.act("wang"))
    with pytest.raises(ValidationError) as refused:
        actions.change_opportunity(one, {"forecast": "commit"}, act=cast.act("wang"))
    assert list(refused.value.error_dict) == ["forecast"]
    assert actions.change_opportunity(one, {"forecast": "best"}, act=cast.act("wang")).forecast == "best"
