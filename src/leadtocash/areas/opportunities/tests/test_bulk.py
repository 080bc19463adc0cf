"""Many opportunities at once: each by its own action, with what became of it."""

from datetime import date

import pytest

from leadtocash.areas.opportunities import actions, queries
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError

pytestmark = [pytest.mark.req("PLT-3"), pytest.mark.usefixtures("three")]
URL = "/opportunities/bulk/?deed="


@pytest.fixture
def three(cast):
    """Two open ones and a lost one of wang, one of zhao."""
    for who, name in (("wang", "甲"), ("wang", "乙"), ("wang", "丙"), ("zhao", "丁")):
        actions.create_opportunity({"name": name, "amount": 100}, act=cast.act(who))
    actions.lose_opportunity(Opportunity.objects.get(name="丙"), act=cast.act("wang"), reason="价格")


def ids(*names):
    return list(Opportunity.objects.filter(name__in=names).order_by("pk").values_list("pk", flat=True))


def owners():
    return dict(Opportunity.objects.values_list("name", "owner__username"))


def test_it_is_asked_before_it_is_done_and_said_of_each_what_became_of_it(cast, page):
    client = page("li")
    asked = client.post(f"{URL}assign", {"pk": ids("甲", "丙", "丁")})
    assert (asked.status_code, owners()["甲"]) == (200, "wang")
    assert "丁" not in asked.content.decode().partition("<details>")[2].partition("</details>")[0]
    done = client.post(f"{URL}assign", {"pk": ids("甲", "丙", "丁"), "go": "1", "owner": cast.zhao.pk}).content.decode()
    assert owners() == {"甲": "zhao", "乙": "wang", "丙": "wang", "丁": "zhao"}
    assert done.count("lc-tag done") == 1
    assert done.count("lc-tag late") == 1
    moved = Opportunity.objects.get(name="甲")
    assert moved.department == Opportunity.objects.get(name="丁").department


def test_all_found_are_taken_by_the_conditions_of_the_list(cast, page):
    given = {"all": "1", "query": "state=open", "go": "1", "expected_close_on": "2027-01-31"}
    page("wang").post(f"{URL}closing", given)
    moved = Opportunity.objects.filter(expected_close_on=date(2027, 1, 31)).values_list("name", flat=True)
    assert sorted(moved) == ["乙", "甲"]


def test_what_deals_count_to_is_changed_together_and_given_back_to_their_stage(page):
    for wanted in ("best", ""):
        page("li").post(f"{URL}category", {"pk": ids("甲", "丙"), "go": "1", "forecast": wanted})
        told = Opportunity.objects.filter(name__in="甲乙丙").order_by("pk").values_list("forecast", flat=True)
        assert list(told) == [wanted, "", ""]


def test_nothing_chosen_or_too_many_is_refused_and_others_may_not(cast, page, monkeypatch):
    from leadtocash.foundation.web.lists import bulk

    assert page("li").post(f"{URL}assign", {}).status_code == 409
    assert page("wang").post(f"{URL}assign", {"pk": ids("甲")}).status_code == 404
    assert page("li").post(f"{URL}nothing", {"pk": ids("甲")}).status_code == 404
    assert page("li").get("/opportunities/bulk/").status_code == 302
    monkeypatch.setattr(bulk, "MOST", 1)
    assert page("li").post(f"{URL}assign", {"pk": ids("甲", "乙")}).status_code == 409
    wrong = page("li").post(f"{URL}assign", {"pk": ids("甲"), "go": "1", "owner": "0"})
    assert wrong.status_code == 422


def test_only_who_may_work_on_opportunities_is_given_one(cast):
    one = Opportunity.objects.get(name="甲")
    for to, code in ((cast.wang, "owner_same"), (cast.qian, "owner_unable")):
        with pytest.raises(RuleError) as refused:
            actions.assign_opportunity(one, to, act=cast.act("li"))
        assert refused.value.code == code
    with pytest.raises(NotAllowed):
        actions.assign_opportunity(one, cast.zhao, act=cast.act("wang"))


def test_the_same_over_the_api(cast, api):
    body = {"ids": ids("甲", "丙", "丁"), "owner": cast.zhao.pk}
    answer = api("li").post("/api/v1/opportunities/assignments/", body, format="json").json()
    assert [(one["done"], one["code"]) for one in answer] == [(True, ""), (False, "opportunity_closed")]
    single = f"/api/v1/opportunities/{ids('乙')[0]}/assignment/"
    assert api("li").post(single, {"owner": cast.qian.pk}, format="json").json()["code"] == "owner_unable"
    assert api("li").post(single, {"owner": cast.zhao.pk}, format="json").json()["owner"] == cast.zhao.pk
    body = {"ids": ids("丁"), "expected_close_on": "2027-02-01"}
    moved = api("zhao").post("/api/v1/opportunities/closing-dates/", body, format="json").json()
    assert [one["done"] for one in moved] == [True]


def test_the_list_offers_what_one_may_do(cast, page):
    assert "deed=assign" in page("li").get("/opportunities/").content.decode()
    shown = page("wang").get("/opportunities/").content.decode()
    assert ("deed=assign" in shown, "deed=closing" in shown) == (False, True)
    assert queries.listed(cast.wang).count() == 3
