"""More pre-sales budget: asked for, and decided by whoever decides the initiation."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now
from tests.browsing import text

from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.presales import actions
from leadtocash.areas.presales.models import BudgetRequest
from leadtocash.areas.presales.tests.factories import a_report, again, gone, more_budget, planned
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError, Stale
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-9")]


def waiting(request: BudgetRequest) -> list[tuple[str, str]]:
    rows = WorkItem.objects.filter(instance__process="presales_budget", instance__record_id=request.pk)
    return list(rows.filter(state="open").values_list("activity__node", "assignee__username"))


def ask(cast, project, budget="30000", who="wang"):
    return actions.ask_budget(again(project), Decimal(budget), reason="多一轮测试", act=cast.act(who))


def test_the_same_people_decide_as_on_the_initiation(cast):
    ordinary, strategic = gone(cast), gone(cast, grade="A")
    assert waiting(ask(cast, ordinary)) == [("decide", "li")]
    assert waiting(ask(cast, strategic)) == [("decide_a", "zheng")]
    granted = more_budget(cast, gone(cast), "30000")
    assert (granted.state, again(granted.project).budget) == ("approved", Decimal("30000.00"))
    signed = WorkItem.objects.filter(instance__process="presales_budget", instance__record_id=granted.pk)
    assert set(signed.values_list("assignee__username", flat=True)) == {"li", "zheng"}
    refused = more_budget(cast, again(granted.project), "40000", refuse="先花完再说")
    assert (refused.state, again(granted.project).budget) == ("refused", Decimal("30000.00"))
    assert Notice.objects.filter(topic="presales.budget", person=cast.wang).count() == 2


def test_nobody_decides_on_his_own_request(cast):
    assert waiting(ask(cast, gone(cast), who="li")) == [("decide", "zheng")]


def test_what_is_refused_when_asking(cast):
    early = a_report(cast)
    with pytest.raises(RuleError) as refused:
        ask(cast, early)
    assert refused.value.code == "not_initiated"
    project = gone(cast)
    for wrong in ("20000", "1", "0"):
        with pytest.raises(ValidationError):
            ask(cast, project, wrong)
    with pytest.raises(NotAllowed):
        ask(cast, project, who="zhao")
    with pytest.raises(Stale):
        actions.ask_budget(project, Decimal(30_000), reason="再来", act=cast.act("wang"), revision=1)
    first = ask(cast, project)
    with pytest.raises(RuleError) as refused:
        ask(cast, project, "50000")
    assert (refused.value.code, refused.value.offer.href) == ("budget_asked", first.get_absolute_url())


def test_a_request_ends_when_it_is_taken_back_or_with_its_project(cast):
    project = planned(cast)
    first = ask(cast, project)
    instance = ProcessInstance.objects.get(process="presales_budget", record_id=first.pk)
    workflow.cancel(instance, act=cast.act("wang"), reason="先不要")
    assert BudgetRequest.objects.get(pk=first.pk).state == "withdrawn"
    second = ask(cast, project)
    deals.lose_opportunity(again(project).opportunity, act=cast.act("wang"), reason="价格高")
    words = dict.fromkeys(("summary", "handover", "money_review", "quality_review"), "写清楚了")
    actions.close_project(again(project), {**words, "quality_score": 4}, act=cast.act("li"))
    assert (BudgetRequest.objects.get(pk=second.pk).state, waiting(second)) == ("withdrawn", [])


def test_asked_and_decided_on_the_pages(page, cast):
    project = gone(cast, at=now())
    client, one = page("wang"), f"/presales/{project.pk}/"
    form = {"budget": "３万", "reason": "多一轮测试", "revision": project.revision}
    assert client.post(f"{one}budget/more/", {**form, "budget": "2万"}).status_code == 422
    assert client.post(f"{one}budget/more/", {**form, "revision": 1}).status_code == 412
    made = client.post(f"{one}budget/more/", form)
    request = BudgetRequest.objects.get()
    assert (made.status_code, made["Location"]) == (302, request.get_absolute_url())
    assert client.get(f"{one}budget/more/").status_code == 409
    assert "多一轮测试" in text(page("li").get(request.get_absolute_url()))
    assert request.number in text(page("li").get("/presales/budget-requests/?view=asked"))
    assert request.number in text(client.get(f"{one}?tab=cost"))
    assert page("zhao").get(request.get_absolute_url()).status_code == 404
    assert request.number in text(page("li").get("/inbox/"))
