"""Numbering's pages and API: a pattern changes with a reason, and no number is ever given twice."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from leadtocash.foundation.administration import actions
from leadtocash.foundation.numbering.numbers import next_number, pattern_of

URL = "/administration/numbering/contract/"


@pytest.mark.req("ORG-7")
def test_a_pattern_changes_with_a_reason_that_stays_on_record(page):
    client = page("admin")
    assert client.post(URL, {"pattern": "XS-{year}-{seq:04d}", "reason": ""}).status_code == 422
    assert client.post(URL, {"pattern": "XS-{year}-{seq:04d}", "reason": "改名"}).status_code == 302
    body = client.get(URL).content.decode()
    assert all(words in body for words in ("改名", "XS-2026-0001", "HT-{year}-{seq:04d}"))
    assert pattern_of("contract") == "XS-{year}-{seq:04d}"
    assert page("wang").get(URL).status_code == 403
    assert client.get("/administration/numbering/nobody/").status_code == 404


@pytest.mark.req("ORG-7")
def test_a_pattern_that_would_give_a_number_again_is_refused(cast):
    act = cast.act("admin")
    given = next_number("contract", act=act)
    for pattern in ("HT-2026-{seq:04d}", "HT-{seq}-{seq:04d}"):
        with pytest.raises(ValidationError) as refused:
            actions.set_pattern("contract", pattern, act=act, reason="试试")
        assert given in refused.value.messages[0]
    actions.set_pattern("contract", "HT-{year}-{seq:06d}", act=act, reason="长一点")
    actions.set_pattern("contract", "HT-{year}-{seq:04d}", act=act, reason="还是短的")
    assert next_number("contract", act=act) == "HT-2026-0002"


def test_the_api_does_the_same(api):
    rows = api("admin").get("/api/v1/number-series/").json()
    assert {"kind": "contract", "pattern": "HT-{year}-{seq:04d}", "last": 0}.items() <= next(
        row for row in rows if row["kind"] == "contract"
    ).items()
    url = "/api/v1/number-series/contract/patterns/"
    assert api("admin").post(url, {"pattern": "XS-{year}", "reason": "试试"}).status_code == 400
    assert api("admin").post(url, {"pattern": "XS-{seq}"}).status_code == 400
    assert api("admin").post(url, {"pattern": "XS-{seq}", "reason": "试试"}).json()["next"] == "XS-1"
    assert api("admin").post("/api/v1/number-series/nobody/patterns/", {}).status_code == 404
    assert api("wang").get("/api/v1/number-series/").status_code == 403
