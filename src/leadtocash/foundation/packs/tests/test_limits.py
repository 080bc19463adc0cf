"""Limits: declared by areas, changed with a reason, on record, in force at once."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from leadtocash.areas.projects.limits import SIGNOFF
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.packs import limits, setting
from leadtocash.foundation.packs.models import Limit
from leadtocash.foundation.packs.queries import area_name


@pytest.fixture(autouse=True)
def _fresh():
    limits.forget()
    yield
    limits.forget()


@pytest.mark.req("ORG-6")
def test_a_changed_limit_holds_at_once_and_stays_on_record(cast):
    assert limits.number(SIGNOFF) == 10
    row = setting.change_limit(SIGNOFF, "１２", act=cast.act("admin"), reason="大型设备多")
    assert limits.number(SIGNOFF) == 12
    entry = Entry.objects.get(kind="packs.limit", record_id=row.pk)
    assert (entry.actor, entry.reason, entry.changes) == (cast.admin, "大型设备多", {"value": ["10", "12"]})
    assert setting.change_limit(SIGNOFF, 12, act=cast.act("admin"), reason="再说一次") is None
    assert Entry.objects.filter(kind="packs.limit").count() == 1


@pytest.mark.parametrize("typed", ["0", "61", "ten", "10.5", "", "1e9", "NaN"])
def test_a_value_out_of_its_bounds_is_refused(cast, typed):
    with pytest.raises(ValidationError):
        setting.change_limit(SIGNOFF, typed, act=cast.act("admin"), reason="试")
    assert not Limit.objects.exists()


def test_only_with_a_reason_and_a_permission(cast):
    with pytest.raises(RuleError) as refused:
        setting.change_limit(SIGNOFF, "12", act=cast.act("admin"), reason=" ")
    assert refused.value.code == "reason_missing"
    with pytest.raises(NotAllowed):
        setting.change_limit(SIGNOFF, "12", act=cast.act("wang"), reason="想")


def test_every_declared_limit_is_sound(cast):
    for key, limit in limits.declared.items():
        assert limit.checked(limit.default) == limit.default, key
        assert not limit.clause or policy.known(limit.clause), key
        assert area_name(key.split(".")[0]) != key.split(".")[0], "its area has a name for pages"


@pytest.mark.parametrize(("who", "link"), [("wang", False), ("admin", True)])
def test_everybody_reads_the_limits_administrators_change_them(page, who, link):
    answer = page(who).get("/administration/limits/")
    assert "到货后多久内交签收明细表" in answer.content.decode()
    assert ("/administration/limits/projects.signoff_days/" in answer.content.decode()) is link
    assert page(who).get("/administration/limits/projects.signoff_days/").status_code == (200 if link else 403)


def test_the_page_changes_a_limit_and_shows_who_did(page):
    url = "/administration/limits/projects.signoff_days/"
    assert page("admin").post(url, {"value": "99", "reason": "x y"}).status_code == 422
    assert page("admin").post(url, {"value": "15", "reason": "外地多"}).status_code == 302
    assert limits.number(SIGNOFF) == 15
    body = page("admin").get(url).content.decode()
    assert "外地多" in body
    assert "管理员" in body
    assert page("admin").get("/administration/limits/none.such/").status_code == 404


def test_the_api_reads_and_sets_limits(api):
    rows = api("wang").get("/api/v1/limits/").json()
    assert {"key": "projects.signoff_days", "value": "10"}.items() <= next(
        row for row in rows if row["key"] == "projects.signoff_days"
    ).items()
    url = "/api/v1/limits/projects.signoff_days/values/"
    assert api("wang").post(url, {"value": "9", "reason": "x"}).status_code == 403
    assert api("admin").post(url, {"value": "9", "reason": ""}).json()["code"] == "reason_missing"
    assert api("admin").post(url, {"value": "900", "reason": "试试"}).status_code == 400
    assert api("admin").post(url, {"value": "9", "reason": "试试"}).json()["value"] == "9"
