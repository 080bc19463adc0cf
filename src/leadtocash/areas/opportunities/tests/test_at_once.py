"""Two people change one opportunity at the same moment: one after the other, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import now
from tests.together import at_once

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.foundation.journal.models import Entry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PLT-5")]


def moves(api: Any, opportunity: Opportunity, wanted: list[tuple[str, str, int]]) -> list[Callable[[], Any]]:
    """(who, key, position of the stage) as posts over the API."""
    url = f"/api/v1/opportunities/{opportunity.pk}/stage/"

    def move(who: str, key: str, position: int) -> Callable[[], Any]:
        client, stage = api(who), a_stage(position).pk
        return lambda: client.post(url, {"stage": stage}, headers={"Idempotency-Key": key})

    return [move(*one) for one in wanted]


def test_two_move_it_to_one_stage_and_the_second_hears_that_it_is_there(api, cast):
    opportunity = an_opportunity(cast.act("wang", now()))
    answers = at_once(moves(api, opportunity, [("wang", "a", 2), ("li", "b", 2)]))
    assert sorted((a.status_code, a.json().get("code")) for a in answers) == [(200, None), (409, "stage_unchanged")]
    assert Entry.objects.filter(verb="opportunities.stage_reached").count() == 1


def test_two_move_it_to_different_stages_one_after_the_other(api, cast):
    opportunity = an_opportunity(cast.act("wang", now()))
    answers = at_once(moves(api, opportunity, [("wang", "a", 2), ("li", "b", 3)]))
    codes = sorted((a.status_code, a.json().get("code")) for a in answers)
    assert codes in ([(200, None), (200, None)], [(200, None), (409, "stage_reason")])
    opportunity.refresh_from_db()
    done = codes.count((200, None))
    assert (opportunity.revision, opportunity.stage) == (1 + done, a_stage(3))


def test_a_double_click_is_one_move_with_one_answer(api, cast):
    opportunity = an_opportunity(cast.act("wang", now()))
    answers = at_once(moves(api, opportunity, [("wang", "same", 2), ("wang", "same", 2)]))
    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()
    opportunity.refresh_from_db()
    assert opportunity.revision == 2
