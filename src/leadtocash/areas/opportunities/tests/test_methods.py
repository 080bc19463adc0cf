"""Sales methods are drafted, checked, compared, put in force and retired; deals go over to the new version (OPP-3)."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now
from tests.browsing import text

from leadtocash.areas.opportunities import actions, comparing, gates, queries, shapes
from leadtocash.areas.opportunities.models import Confirmation, Criterion, Opportunity, SalesMethod, Stage
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-3")]
URL = "/api/v1/sales-methods/"
DEALS = "/api/v1/opportunities/"


@pytest.fixture
def boss(cast):
    return cast.act("admin", now())


def in_force(code="milestone"):
    return SalesMethod.objects.get(code=code, state="in_force")


def a_draft(act, change=None):
    """The next version of the milestone method, its stages changed by `change`."""
    draft = actions.draft_method(act=act, source=in_force())
    values = shapes.values_of(draft)
    if change is not None:
        change(values["stages"])
        draft = actions.write_draft(draft, values, act=act)
    return draft


def refusal(act):
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value


def asks_for(words, place=0):
    def change(stages):
        stages[place]["criteria"] = [{**shapes.CRITERION, "text": words}]

    return change


def test_a_draft_is_a_copy_that_nobody_follows_until_it_is_in_force(cast, boss):
    draft = a_draft(boss)
    assert shapes.values_of(draft)["stages"] == shapes.values_of(in_force())["stages"]
    assert an_opportunity(cast.act("wang")).method == in_force()
    with pytest.raises(ValidationError):
        actions.draft_method(act=boss, source=in_force())
    made = actions.put_in_force(draft, reason="试行一年后修订", act=boss)
    assert (made.state, made.is_default, an_opportunity(cast.act("wang")).method) == ("in_force", True, made)
    told = Entry.objects.get(verb="opportunities.method_in_force")
    assert (told.reason, told.actor) == ("试行一年后修订", cast.people["admin"])


def test_only_who_draws_methods_may(cast, boss, page, api):
    with pytest.raises(NotAllowed):
        actions.draft_method(act=cast.act("wang"), source=in_force())
    assert page("wang").get("/sales-methods/").status_code == 200
    assert page("wang").post(f"/sales-methods/{in_force().pk}/draft/").status_code == 403
    assert page("outsider").get("/sales-methods/").status_code == 403
    assert api("wang").post(URL, {"source": in_force().pk}).status_code == 403
    assert refusal(lambda: actions.write_draft(in_force(), {"name": "改名"}, act=boss)).code == "method_in_force"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda stages: stages.clear(), "至少"),
        (lambda stages: stages[1].update(name=stages[0]["name"]), "同名"),
        (lambda stages: stages[0].update(review=True, review_by="nobody"), "nobody"),
        (lambda stages: stages[0].update(criteria=[{**shapes.CRITERION, "text": "x", "clause": "S9 1"}]), "S9 1"),
        (
            lambda stages: stages[0].update(
                criteria=[{**shapes.CRITERION, "text": "x", "check_name": "contacts", "params": {"n": 99}}]
            ),
            "x",
        ),
    ],
)
def test_what_is_wrong_with_a_draft_keeps_it_out_of_force(boss, change, said):
    draft = a_draft(boss, change)
    found = refusal(lambda: actions.put_in_force(draft, reason="修订", act=boss))
    assert found.code == "method_unsound"
    assert any(said in one.what for one in found.missing), found.missing
    assert in_force().version == 1


def test_two_versions_are_compared_stage_by_stage(boss):
    def change(stages):
        stages[0]["probability"] = 15
        stages.pop(1)
        stages.append({**stages[0], "name": "回访", "criteria": []})

    new = shapes.values_of(a_draft(boss, change))
    found = {one.name: one for one in comparing.compare(shapes.values_of(in_force()), new, roles={})}
    assert (found["项目立项"].kind, found["项目立项"].lines[0].old, found["项目立项"].lines[0].new) == (
        "changed", "10", "15",
    )  # fmt: skip
    assert (found["初步接触"].kind, found["回访"].kind) == ("removed", "added")
    assert (found["技术突破"].old_place, found["技术突破"].new_place) == (3, 2)


def test_a_deal_goes_over_with_its_evidence_through_the_gates_of_the_new_version(cast, boss):
    act = cast.act("wang")
    criterion = Criterion.objects.create(stage=a_stage(1), position=1, text="找到教练")
    deal = an_opportunity(act)
    actions.confirm(deal, criterion, note="张工每周报信", act=act)
    deal = actions.change_stage(deal, a_stage(2), act=act)
    new = actions.put_in_force(a_draft(boss), reason="修订", act=boss)
    deal = actions.follow_version(deal, new, act=act)
    assert (deal.method, deal.stage.name, deal.stage.method) == (new, "初步接触", new)
    assert Confirmation.objects.get().criterion.stage.method == new
    assert refusal(lambda: actions.follow_version(deal, new, act=act)).code == "version_unchanged"


def test_what_the_new_version_asks_for_besides_keeps_a_deal_until_it_stands_further_back(cast, boss, page, api):
    act = cast.act("wang", now())
    deal = actions.change_stage(an_opportunity(act), a_stage(2), act=act)
    draft = a_draft(boss, asks_for("拍板人已见过"))
    actions.put_in_force(draft, reason="修订", act=boss)
    new = in_force()
    refused = api("wang").post(f"{DEALS}{deal.pk}/method-version/")
    assert (refused.status_code, refused.json()["missing"][0]["what"]) == (409, "拍板人已见过")
    shown = text(page("wang").get(f"/opportunities/{deal.pk}/version/"))
    assert "拍板人已见过" in shown
    many = api("wang").post(f"{DEALS}method-versions/", {"ids": [deal.pk]}).json()
    assert Opportunity.objects.get(pk=deal.pk).method != new, many
    first = Stage.objects.get(method=new, position=1)
    assert page("wang").post(f"/opportunities/{deal.pk}/version/", {"stage": first.pk}).status_code == 302
    assert Opportunity.objects.get(pk=deal.pk).stage == first


def test_looking_ahead_changes_nothing(cast, boss):
    act = cast.act("wang")
    criterion = Criterion.objects.create(stage=a_stage(1), position=1, text="找到教练")
    deal = an_opportunity(act)
    actions.confirm(deal, criterion, note="张工每周报信", act=act)
    new = actions.put_in_force(a_draft(boss, asks_for("别的")), reason="修订", act=boss)
    prospect = actions.prospect_of(deal, new, act=act)
    assert (prospect.carried, list(prospect.lost)) == (0, ["找到教练"])
    assert Confirmation.objects.get().criterion == criterion
    assert gates.items(deal, [deal.stage], today=act.today)[0].passed


def test_a_retired_method_takes_no_new_deals_and_the_default_stays(cast, boss):
    assert refusal(lambda: actions.retire_method(in_force(), reason="不用了", act=boss)).code == "method_default"
    actions.retire_method(in_force("ltc"), reason="不用了", act=boss)
    deal = an_opportunity(cast.act("wang"))
    gone = Stage.objects.filter(method__code="ltc").first()
    assert (
        refusal(lambda: actions.change_stage(deal, gone, act=cast.act("wang"), reason="换方法")).code
        == "method_not_in_force"
    )
    assert "ltc" not in [method.code for method in queries.methods()]


def test_the_editor_writes_a_stage_with_all_its_parts(cast, boss, page):
    draft, client = a_draft(boss), page("admin")
    form = client.get(f"/sales-methods/{draft.pk}/stages/1/")
    assert "需要已批准的报价" in text(form)
    data = {
        "revision": draft.revision, "name": "项目立项", "name_en": "Set-up", "buyer_step": "立项", "phase": "prospect",
        "probability": "１０", "max_probability": "20", "expected_days": "14", "review": "on", "review_by": "",
        **{f"{part}-{name}": n for part in ("criteria", "tasks", "papers")
           for name, n in (("TOTAL_FORMS", 2), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0), ("MAX_NUM_FORMS", 40))},
        "criteria-0-text": "见过两个人", "criteria-0-check_name": "contacts", "criteria-0-contacts__n": "2",
        "criteria-1-text": "有承诺", "criteria-1-check_name": "", "criteria-1-evidence": "promise",
        "tasks-0-text": "画组织图", "tasks-0-days": "5", "tasks-0-role": "account_manager", "tasks-1-days": "5",
        "papers-0-text": "交流纪要", "papers-0-use": "output", "papers-0-category": "minutes",
        "papers-0-required": "on",
        "papers-1-use": "output",
    }  # fmt: skip
    assert client.post(f"/sales-methods/{draft.pk}/stages/1/", data).status_code == 302
    stage = shapes.values_of(queries.drawn(draft.pk))["stages"][0]
    assert [(one["text"], one["check_name"], one["params"], one["evidence"]) for one in stage["criteria"]] == [
        ("见过两个人", "contacts", {"n": 2}, "note"), ("有承诺", "", {}, "promise"),
    ]  # fmt: skip
    assert (stage["review"], stage["review_by"], len(stage["tasks"]), stage["papers"][0]["required"]) == (
        True, "", 1, True,
    )  # fmt: skip
    wrong = client.post(f"/sales-methods/{draft.pk}/stages/1/", {**data, "name": "", "revision": draft.revision + 1})
    assert wrong.status_code == 422
    stale = client.post(f"/sales-methods/{draft.pk}/stages/1/", data)
    assert stale.status_code == 412


def test_stages_are_put_in_order_and_taken_out(cast, boss, page):
    draft, client = a_draft(boss), page("admin")
    done = client.post(f"/sales-methods/{draft.pk}/order/", {"stage": [2, 1, 4], "revision": draft.revision})
    assert done.status_code == 302
    names = [stage["name"] for stage in shapes.values_of(queries.drawn(draft.pk))["stages"]]
    assert names == ["初步接触", "项目立项", "商务突破"]
    assert client.post(f"/sales-methods/{draft.pk}/order/", {"stage": [1, 1]}).status_code == 404
    shown = text(client.get(f"/sales-methods/{draft.pk}/?tab=comparison"))
    assert "技术突破" in shown
    assert client.post(f"/sales-methods/{draft.pk}/force/", {"reason": "顺序改了"}).status_code == 302
    assert in_force().version == 2


def test_the_same_over_the_api(cast, boss, api):
    admin = api("admin")
    begun = admin.post(URL, {"code": "short", "name": "短流程"})
    assert begun.status_code == 201, begun.json()
    draft = begun.json()
    assert (draft["state"], draft["version"], draft["stages"]) == ("draft", 1, [])
    stages = [{"name": "谈", "probability": 20, "expected_days": 7, "criteria": [{"text": "需求已写明"}]}]
    written = admin.patch(f"{URL}{draft['id']}/", {"stages": stages, "revision": draft["revision"]})
    assert written.status_code == 200, written.json()
    assert (written.status_code, written.json()["stages"][0]["review_by"]) == (200, "sales_manager")
    assert admin.get(f"{URL}{draft['id']}/flaws/").json() == []
    assert admin.post(f"{URL}{draft['id']}/force/", {"reason": "小单用", "revision": 2}).json()["state"] == "in_force"
    assert "short" in [one["code"] for one in admin.get(URL).json()]
    assert admin.post(f"{URL}{draft['id']}/dropping/", {"revision": 3}).status_code == 409
    worse = [{**stages[0], "probability": 101}]
    again = admin.post(URL, {"source": draft["id"]}).json()
    assert admin.patch(f"{URL}{again['id']}/", {"stages": worse, "revision": again["revision"]}).status_code == 400
    assert admin.post(f"{URL}{again['id']}/dropping/", {"revision": again["revision"]}).status_code == 204
