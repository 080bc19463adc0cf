"""Amounts in the unit the reader prefers; papers, forms and exports exact."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.browsing import text

from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.foundation.web import formats

AMOUNT = Decimal(4860000)


@pytest.mark.parametrize(
    ("unit", "in_wan", "listed", "whole"),
    [("", "486.00", "4,860,000.00", "486.00"), ("wan", "486.00", "486.00", "486.00"),
     ("yuan", "4,860,000.00", "4,860,000.00", "4,860,000.00")],
)  # fmt: skip
def test_one_function_decides(unit, in_wan, listed, whole):
    with formats.amounts_in(unit):
        assert formats.by_kind("wan", AMOUNT) == in_wan
        assert formats.by_kind("money", AMOUNT) == listed
        assert formats.wan(AMOUNT).startswith(whole)
        assert (formats.unit_of("wan") == formats.unit_of("money")) is bool(unit)
        assert formats.money(AMOUNT) == "4,860,000.00"


@pytest.mark.django_db
@pytest.mark.req("PLT-2")
def test_each_person_chooses_and_exports_stay_exact(page, cast, settings):
    an_opportunity(cast.act("wang"), amount=AMOUNT)
    client = page("wang")
    assert "4,860,000.00" not in text(client.get("/opportunities/"))
    assert client.post("/me/money-unit/", {"money_unit": "yuan"}).status_code == 302
    for address in ("/opportunities/", "/opportunities/?as=board"):
        assert "4,860,000.00" in text(client.get(address))
    sheet = b"".join(client.get("/opportunities/?export=csv").streaming_content).decode()
    assert "4860000.00" in sheet
    client.post("/me/money-unit/", {"money_unit": "nonsense"})
    assert "4,860,000.00" not in text(client.get("/opportunities/"))
    settings.MONEY_UNIT = "yuan"
    assert "4,860,000.00" in text(client.get("/opportunities/"))


@pytest.mark.django_db
@pytest.mark.req("PLT-2", "PLT-8")
def test_the_api_keeps_yuan_and_may_change_what_the_pages_show(page, api, cast):
    an_opportunity(cast.act("wang"), amount=AMOUNT)
    url, client = "/api/v1/me/preferences/", api("wang")
    assert client.get(url).json() == {"language": "zh-hans", "money_unit": ""}
    answer = client.patch(url, {"money_unit": "yuan", "language": "en"}, format="json")
    assert answer.json() == {"language": "en", "money_unit": "yuan"}
    assert "4,860,000.00" in text(page("wang").get("/opportunities/"))
    assert client.get("/api/v1/opportunities/").json()["results"][0]["amount"] == "4860000.00"
    for wrong in ({"money_unit": "dollar"}, {"language": "xx"}):
        assert client.patch(url, wrong, format="json").status_code == 400
    assert client.get(url).json() == {"language": "en", "money_unit": "yuan"}
    assert api("li").get(url).json()["money_unit"] == ""
