"""The work desk: every figure is the list behind it, every side shows what one may see, and each arranges his own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from tests.browsing import text

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.receivables.models import Receivable
from leadtocash.areas.receivables.tests.factories import owed
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.insight.home import actions, figures, queries
from leadtocash.insight.home.scopes import scope_of, scopes_of
from leadtocash.insight.home.widgets import offered, widgets

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-8")]
SIDES = {"wang": ["mine"], "li": ["mine", "team"], "zheng": ["mine", "team"], "chen": ["mine", "company"]}


@pytest.fixture
def sales(cast: Any) -> Any:
    """Two of wang's deals and one of zhao's, who sells in another region; one of wang's has slipped."""
    today = timezone.localdate()
    for name, days, amount in (("wang", 10, "100"), ("wang", -5, "40"), ("zhao", 20, "7")):
        deal = an_opportunity(cast.act(name), amount=Decimal(amount))
        Opportunity.objects.filter(pk=deal.pk).update(expected_close_on=today + timedelta(days=days))
    return cast


def amounts(person: Any, side: str) -> dict[str, Any]:
    found = figures.counted(person, scope_of(person, side), timezone.localdate())
    return {one.figure.key: one.count if one.amount is None else one.amount for one in found}


@pytest.mark.parametrize("who", SIDES)
def test_each_has_the_sides_he_may_see(cast: Any, who: str) -> None:
    assert [side.key for side in scopes_of(cast.people[who])] == SIDES[who]


def test_a_side_one_does_not_have_is_ones_own(sales: Any) -> None:
    assert amounts(sales.wang, "company") == amounts(sales.wang, "mine")


def test_the_figures_of_each_side(sales: Any) -> None:
    for who, side, signing, slipped in (
        ("wang", "mine", 100, 40), ("zhao", "mine", 7, 0), ("li", "mine", 0, 0), ("li", "team", 100, 40),
        ("zheng", "team", 107, 40), ("chen", "company", 107, 40),
    ):  # fmt: skip
        found = amounts(sales.people[who], side)
        assert (found["signing"], found["slipped"]) == (signing, slipped), (who, side)


def test_a_figure_is_what_its_list_counts(sales: Any, api: Any) -> None:
    """The same parameters at the list's own address give as many rows."""
    compared = 0
    for who, sides in SIDES.items():
        for side in sides:
            person = sales.people[who]
            for one in figures.counted(person, scope_of(person, side), timezone.localdate()):
                path, query = urlsplit(one.url).path, urlsplit(one.url).query
                answer = api(who).get(f"/api/v1{path}?{query}")
                assert answer.status_code == 200, (path, answer.content)
                assert answer.json()["count"] == one.count, (who, side, one.figure.key)
                compared += one.count
    assert compared > 6


def test_money_due_is_added_up_to_the_cent_and_by_month(cast: Any) -> None:
    rows, today = owed(cast), timezone.localdate()
    for place, row in enumerate(rows):
        Receivable.objects.filter(pk=row.pk).update(
            event_on=today - timedelta(days=9), due_on=today + timedelta(days=3 if place else -3)
        )
    found = amounts(cast.wang, "mine")
    assert found["overdue"] == rows[0].open_amount
    assert found["due"] == sum((row.open_amount for row in rows[1:]), Decimal(0))


@pytest.mark.parametrize("who", ["wang", "li", "chen", "qian", "wu", "zhou", "admin", "han"])
def test_every_widget_answers_on_every_side(sales: Any, page: Any, who: str) -> None:
    person = sales.people[who]
    for side in scopes_of(person):
        home = page(who).get(f"/?side={side.key}")
        assert home.status_code == 200
        for key in offered(person, side.key):
            assert f"/desk/widgets/{key}/?side={side.key}" in text(home)
            answer = page(who).get(f"/desk/widgets/{key}/?side={side.key}")
            assert answer.status_code == 200, (key, side.key)
            assert "lc-desk-body" in text(answer)


def test_another_regions_deal_is_in_none_of_ones_widgets(sales: Any, page: Any) -> None:
    hidden = Opportunity.objects.get(owner=sales.zhao)
    Opportunity.objects.update(name="same")
    Opportunity.objects.filter(pk=hidden.pk).update(name="Zhao alone")
    for who, sides in (("wang", ["mine"]), ("li", ["mine", "team"])):
        for side in sides:
            for key in offered(sales.people[who], side):
                shown = text(page(who).get(f"/desk/widgets/{key}/?side={side}"))
                assert "Zhao alone" not in shown
                assert sales.zhao.name not in shown


def test_a_widget_not_on_offer_is_not_there(sales: Any, page: Any) -> None:
    assert page("wang").get("/desk/widgets/people/?side=mine").status_code == 404
    assert page("wang").get("/desk/widgets/nothing/").status_code == 404


def test_each_arranges_his_own_desk(sales: Any, page: Any) -> None:
    browser = page("wang")
    assert browser.post("/desk/layout/", {"side": "mine", "widgets": ["money", "todo"]}).status_code == 302
    assert queries.arranged(sales.wang, "mine")[0] == ["money", "todo"]
    shown = text(browser.get("/"))
    assert shown.index("desk-money") < shown.index("desk-todo")
    assert "desk-funnel" not in shown
    assert queries.arranged(sales.zhao, "mine")[0] == list(offered(sales.zhao, "mine"))
    browser.post("/desk/layout/", {"side": "mine", "reset": "1"})
    assert queries.arranged(sales.wang, "mine")[0] == list(offered(sales.wang, "mine"))


@pytest.mark.parametrize(
    ("side", "keys", "code"),
    [
        ("mine", ["people"], "no_such_widget"),
        ("mine", ["todo", "todo"], "no_such_widget"),
        ("company", [], "no_such_side"),
    ],
)
def test_what_cannot_be_arranged_is_refused(sales: Any, side: str, keys: list[str], code: str) -> None:
    with pytest.raises(RuleError) as refused:
        actions.arrange(sales.wang, side, keys)
    assert refused.value.code == code


def test_the_desk_over_the_api(sales: Any, api: Any) -> None:
    desk = api("li").get("/api/v1/desk/?side=team").json()
    assert desk["sides"] == ["mine", "team"]
    assert next(one for one in desk["figures"] if one["key"] == "signing")["amount"] == "100.00"
    kept = api("li").put("/api/v1/desk/layout/", {"side": "team", "widgets": ["people"]})
    assert kept.json()["widgets"] == ["people"]
    assert api("li").get("/api/v1/desk/?side=team").json()["widgets"] == ["people"]
    assert api("li").put("/api/v1/desk/layout/", {"side": "team", "widgets": ["none"]}).status_code == 409


def test_every_widget_says_where_it_stands() -> None:
    assert all(widget.sides for widget in widgets.values())
