"""The gate before a stage: one for form, board, API, import and process (OPP-4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now
from tests.browsing import text

from leadtocash.areas.customers.tests.factories import a_contact, a_customer
from leadtocash.areas.opportunities import actions, criteria, gates, telling
from leadtocash.areas.opportunities.importing.sheets import Opportunities
from leadtocash.areas.opportunities.models import Criterion, Opportunity, SalesMethod, Stage, StageTask
from leadtocash.areas.opportunities.shipping import shipped_methods
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.foundation.exchange.importable import Given
from leadtocash.foundation.exchange.tests.driving import carried_out
from leadtocash.foundation.handbook import shipped as handbook
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-4")]
URL = "/api/v1/opportunities/"


@pytest.fixture
def asked():
    """The first stage asks for a written need (found out), a coach (a note), a promise; it cannot be skipped."""
    stage = a_stage(1)
    Stage.objects.filter(method=stage.method).update(may_skip=False)
    rows = [("需求已写明", "need", "note"), ("找到教练", "", "note"), ("有人承诺支持", "", "promise")]
    return [
        Criterion.objects.create(
            stage=stage, position=place, text=words, check_name=check, evidence=evidence, clause="S2 milestone.2.4"
        )
        for place, (words, check, evidence) in enumerate(rows, 1)
    ]


def refusal(act):
    with pytest.raises(RuleError) as caught:
        act()
    return caught.value


def test_a_stage_is_refused_with_all_that_is_missing_and_entered_when_it_is_there(cast, asked):
    act = cast.act("wang")
    deal = an_opportunity(act, need="")
    refused = refusal(lambda: actions.change_stage(deal, a_stage(2), act=act))
    assert (refused.code, refused.clause) == ("gate", "S2 milestone")
    assert [one.what for one in refused.missing] == ["需求已写明", "找到教练", "有人承诺支持"]
    assert {(one.who, one.since, one.clause) for one in refused.missing} == {
        ("王敏", deal.stage_since, "S2 milestone.2.4")
    }
    contact = a_contact(deal.customer, act)
    deal = actions.change_opportunity(deal, {"need": "要能扩展到 64 路"}, act=act)
    actions.confirm(deal, asked[1], note="张工每周报信", act=act)
    actions.confirm(deal, asked[2], note="会上当众表态", contact=contact, act=act)
    moved = actions.change_stage(deal, a_stage(2), act=act)
    assert moved.stage.position == 2
    assert Entry.objects.filter(kind="opportunities.opportunity", verb="opportunities.confirmed").count() == 2


def test_all_doors_have_the_same_gate(cast, asked, page, api):
    act = cast.act("wang", now())
    deal = an_opportunity(act, need="")
    form = page("wang").post(f"/opportunities/{deal.pk}/stage/", {"stage": a_stage(2).pk, "reason": ""})
    board = page("wang").post(f"/opportunities/{deal.pk}/stage/", {"to": a_stage(2).pk})
    rest = api("wang").post(f"{URL}{deal.pk}/stage/", {"stage": a_stage(2).pk})
    assert (form.status_code, board.status_code, rest.status_code) == (409, 409, 409)
    for answer in (form, board):
        assert all(words in text(answer) for words in ("需求已写明", "找到教练", "有人承诺支持"))
    told = rest.json()["missing"]
    assert [one["what"] for one in told] == ["需求已写明", "找到教练", "有人承诺支持"]
    assert all((one["who"], one["clause"][:2]) == ("王敏", "S2") and one["since"] for one in told)
    sheet = Given(number=2, values={"stage": a_stage(2)}, twin=deal)
    Opportunities().change([sheet], act=act, fill=False)
    ((_key, sentence),) = sheet.faults
    assert all(one["what"] in sentence and one["since"] in sentence for one in told)
    assert ("王敏" in sentence, "S2 " in sentence) == (True, True)
    carried_out(act, "商机,阶段\n另一个,初步接触\n", kind="opportunities.opportunity")
    assert not Opportunity.objects.filter(name="另一个").exists()
    assert Opportunity.objects.get(pk=deal.pk).stage.position == 1


def test_no_deal_begins_behind_a_gate_or_is_won_past_it(cast, asked):
    act = cast.act("wang")
    assert refusal(lambda: an_opportunity(act, stage=a_stage(3))).code == "gate"
    deal = an_opportunity(act, need="")
    assert len(refusal(lambda: actions.win_opportunity(deal, act=act)).missing) == 3


def test_a_stage_between_is_passed_over_only_where_the_method_allows_it(cast):
    act, deal = cast.act("wang"), an_opportunity(cast.act("wang"))
    Stage.objects.filter(pk=a_stage(2).pk).update(may_skip=False)
    assert "初步接触" in refusal(lambda: actions.change_stage(deal, a_stage(3), act=act)).missing[0].what
    Stage.objects.filter(pk=a_stage(2).pk).update(may_skip=True)
    assert actions.change_stage(deal, a_stage(3), act=act).stage.position == 3


def test_evidence_is_what_the_criterion_asks_for(cast, asked):
    act, deal = cast.act("wang"), an_opportunity(cast.act("wang"))
    Criterion.objects.filter(pk=asked[1].pk).update(evidence="file")
    wanted = Criterion.objects.get(pk=asked[1].pk)
    for criterion, given, field in (
        (wanted, {"note": "教练名单"}, "file"),
        (asked[2], {"note": "会上表态"}, "contact"),
        (asked[2], {"note": "", "contact": a_contact(deal.customer, act)}, "note"),
        (asked[2], {"note": "会上表态", "on": act.today + timedelta(days=1)}, "on"),
    ):
        with pytest.raises(ValidationError) as caught:
            actions.confirm(deal, criterion, act=act, **given)
        assert field in caught.value.message_dict
    assert refusal(lambda: actions.confirm(deal, asked[0], note="写好了", act=act)).code == "criterion_checked"
    file = SimpleUploadedFile("教练.txt", "张工".encode())
    made = actions.confirm(deal, wanted, note="教练名单", file=file, act=act)
    assert made.attachment is not None
    assert made.attachment.category == "evidence"


def test_a_removed_file_is_no_evidence_any_more(cast, asked):
    from leadtocash.foundation.documents import actions as documents

    act, deal = cast.act("wang"), an_opportunity(cast.act("wang"))
    made = actions.confirm(deal, asked[1], note="见附件", file=SimpleUploadedFile("a.txt", b"x"), act=act)
    documents.remove(made.attachment, deal, act=act)
    assert "找到教练" in [one.what for one in gates.missing(deal, a_stage(2), today=act.today)]


def test_a_waiver_lets_a_deal_pass_until_its_day_and_is_reported(cast, asked, page, api):
    act, li = cast.act("wang"), cast.act("li")
    deal = an_opportunity(act, need="都写了")
    with pytest.raises(NotAllowed):
        actions.waive(deal, asked[1], reason="客户不肯说", until=act.today, act=act)
    with pytest.raises(ValidationError):
        actions.waive(deal, asked[1], reason="客户不肯说", until=act.today + timedelta(days=31), act=li)
    until = act.today + timedelta(days=7)
    waiver = actions.waive(deal, asked[1], reason="客户不肯说", until=until, act=li)
    names = [one.what for one in gates.missing(deal, a_stage(2), today=until)]
    assert names == ["有人承诺支持"]
    after = [one.what for one in gates.missing(deal, a_stage(2), today=until + timedelta(days=1))]
    assert after == ["找到教练", "有人承诺支持"]
    assert "客户不肯说" in text(page("li").get("/opportunities/waivers/"))
    assert "客户不肯说" not in text(page("zhao").get("/opportunities/waivers/"))
    actions.withdraw(waiver, reason="有教练了", act=li)
    assert len(gates.missing(deal, a_stage(2), today=act.today)) == 2


def test_a_withdrawn_confirmation_is_asked_for_again(cast, asked):
    act, deal = cast.act("wang"), an_opportunity(cast.act("wang"))
    made = actions.confirm(deal, asked[1], note="张工", act=act)
    actions.withdraw(made, reason="张工离职", act=act)
    assert refusal(lambda: actions.withdraw(made, reason="再一次", act=act)).code == "withdrawn"
    assert "找到教练" in [one.what for one in gates.missing(deal, a_stage(2), today=act.today)]


def test_who_may_not_change_the_deal_confirms_nothing(cast, asked, page, api):
    deal = an_opportunity(cast.act("wang"))
    with pytest.raises(NotAllowed):
        actions.confirm(deal, asked[1], note="我说的算", act=cast.act("chen"))
    address = f"/opportunities/{deal.pk}/criteria/{asked[1].pk}/"
    assert page("zhao").get(address).status_code == 404
    assert api("zhao").get(f"{URL}{deal.pk}/gate/").status_code == 404
    assert page("chen").post(address, {"note": "我说的算", "on": localdate().isoformat()}).status_code == 403


def test_tasks_of_a_stage_are_ticked_and_count_at_the_gate_where_the_method_says_so(cast, page, api):
    act, deal = cast.act("wang"), an_opportunity(cast.act("wang"))
    task = StageTask.objects.create(stage=a_stage(1), position=1, text="画组织图", required=True)
    assert [one.what for one in gates.missing(deal, a_stage(2), today=act.today)] == ["画组织图"]
    actions.tick(deal, task, act=act)
    actions.tick(deal, task, act=act)
    assert gates.missing(deal, a_stage(2), today=act.today) == []
    assert Entry.objects.filter(record_id=deal.pk, verb="opportunities.task_done").count() == 1
    assert api("wang").post(f"{URL}{deal.pk}/tasks/", {"task": task.pk, "done": False}).status_code == 201
    assert len(gates.missing(deal, a_stage(2), today=act.today)) == 1


def test_the_page_shows_gate_and_next_step_first(cast, asked, page):
    deal = an_opportunity(cast.act("wang", now()), need="已经写明")
    shown = text(page("wang").get(f"/opportunities/{deal.pk}/"))
    assert "找到教练" in shown
    assert "已经写明" in shown
    tab = text(page("wang").get(f"/opportunities/{deal.pk}/?tab=gate"))
    assert "需求已写明" in tab
    done = page("wang").post(
        f"/opportunities/{deal.pk}/criteria/{asked[1].pk}/", {"note": "张工每周报信", "on": localdate().isoformat()}
    )
    assert done.status_code == 302
    assert "张工每周报信" in text(page("wang").get(f"/opportunities/{deal.pk}/?tab=gate"))


def test_the_api_tells_the_gate_and_takes_evidence(cast, asked, api):
    deal = an_opportunity(cast.act("wang", now()), need="已经写明")
    wang = api("wang")
    told = wang.get(f"{URL}{deal.pk}/gate/?stage={a_stage(2).pk}").json()
    assert [(one["text"], one["state"]) for one in told] == [
        ("需求已写明", "met"), ("找到教练", "missing"), ("有人承诺支持", "missing"),
    ]  # fmt: skip
    given = {"criterion": asked[1].pk, "note": "张工每周报信"}
    assert wang.post(f"{URL}{deal.pk}/confirmations/", given).status_code == 201
    wrong = wang.post(f"{URL}{deal.pk}/confirmations/", {"criterion": asked[2].pk, "note": "会上表态"})
    assert wrong.status_code == 400
    assert "contact" in wrong.json()["fields"]
    waived = {"criterion": asked[2].pk, "reason": "总监同意", "until": localdate().isoformat()}
    assert wang.post(f"{URL}{deal.pk}/waivers/", waived).status_code == 403
    assert api("li").post(f"{URL}{deal.pk}/waivers/", waived).status_code == 201
    assert wang.post(f"{URL}{deal.pk}/stage/", {"stage": a_stage(2).pk}).status_code == 200


@pytest.mark.req("OPP-3")
def test_a_changed_method_does_not_disturb_deals_under_way(cast):
    act, deal = cast.act("feng"), an_opportunity(cast.act("wang"))
    values = shipped_methods()["milestone"]
    values["stages"] = values["stages"][:2]
    method = actions.save_method("milestone", values, act=act)
    before = Opportunity.objects.get(pk=deal.pk)
    assert (method.version, before.method.version) == (2, 1)
    assert before.method.stages.count() == 6
    assert an_opportunity(cast.act("wang")).method == method
    assert SalesMethod.objects.get(code="milestone", version=1).state == "retired"
    actions.save_method("milestone", values, act=act)
    versions = SalesMethod.objects.filter(code="milestone").order_by("version").values_list("version", "state")
    assert list(versions) == [(1, "retired"), (2, "retired"), (3, "in_force")]


@pytest.mark.req("OPP-3")
def test_the_shipped_methods_name_only_checks_and_clauses_there_are():
    for values in shipped_methods().values():
        for stage in values["stages"]:
            for one in stage["criteria"]:
                assert not one["check_name"] or criteria.checks.find(one["check_name"]), one
                assert not one["clause"] or one["clause"] in handbook.rows(), one


@pytest.mark.parametrize(
    ("name", "fields", "met"),
    [
        ("customer", {}, True),
        ("customer", {"customer": None}, False),
        ("amount", {"amount": 0}, False),
        ("need", {"need": "  "}, False),
        ("lines", {}, False),
        ("closing", {"expected_close_on": date(2026, 11, 10)}, True),
        ("closing", {"expected_close_on": date(2026, 11, 9)}, False),
        ("next_step", {"next_step": "拜访", "next_step_on": date(2026, 11, 9)}, False),
        ("next_step", {"next_step": "拜访", "next_step_on": date(2026, 11, 10)}, True),
        ("document", {}, False),
    ],
)
def test_what_the_system_finds_out_itself(cast, name, fields, met):
    act = cast.act("wang")
    deal = an_opportunity(act, **fields)
    assert criteria.look(name, deal, {}, act.today).met is met


def test_contacts_are_counted(cast):
    act = cast.act("wang")
    customer = a_customer(act)
    deal = an_opportunity(act, customer=customer)
    assert not criteria.look("contacts", deal, {}, act.today).met
    a_contact(customer, act)
    assert criteria.look("contacts", deal, {}, act.today).met
    assert not criteria.look("contacts", deal, {"n": 2}, act.today).met


def test_whoever_holds_a_waiver_hears_of_its_end_once(cast, asked):
    act, li = cast.act("wang"), cast.act("li")
    deal = an_opportunity(act, need="都写了")
    actions.waive(deal, asked[1], reason="客户不肯说", until=act.today + timedelta(days=5), act=li)
    actions.waive(deal, asked[2], reason="客户不肯说", until=act.today + timedelta(days=20), act=li)
    for _morning in range(2):
        assert telling.remind_of_waivers(act=act) == 1
    told = Notice.objects.filter(topic="opportunities.waiver_ends")
    assert {one.person.username for one in told} == {"wang", "li"}
    assert told.count() == 2


def test_waivers_are_reported_by_department_within_the_scope(cast, asked, page, api):
    act, li = cast.act("wang", now()), cast.act("li", now())
    deal = an_opportunity(act, need="都写了")
    actions.waive(deal, asked[1], reason="客户不肯说", until=act.today, act=li)
    report = api("li").get("/api/v1/gate-waivers/by-department/").json()
    assert [(one["name"], one["holding"], one["ending"], one["over"]) for one in report] == [
        (deal.department.name, 1, 1, 0)
    ]
    assert api("zhao").get("/api/v1/gate-waivers/by-department/").json() == []
    assert deal.department.name in text(page("li").get("/opportunities/waivers/report/"))
    assert [one["reason"] for one in api("li").get("/api/v1/gate-waivers/?view=ending").json()["results"]] == [
        "客户不肯说"
    ]
