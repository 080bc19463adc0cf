"""The pages of the designer: an administrator changes a flow by forms alone; who may not is told."""

from __future__ import annotations

import re
from typing import Any

import pytest

from leadtocash.foundation.designer import actions
from leadtocash.foundation.designer.models import ProcessDraft
from leadtocash.foundation.designer.rules.document import Document
from leadtocash.foundation.workflow.definitions import newest
from leadtocash.foundation.workflow.graph import Graph

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-1")]
KEY = "contract_review"
DRAFT = f"/processes/{KEY}/draft/"
STEP = {
    "name": "财务复核", "work": "decide", "assign": "role:finance", "mode": "", "reject": "at_once",
    "comment": "on_reject", "limit": "２", "clause": "", "standard": "",
}  # fmt: skip
CODES = re.compile(r"role:|each:|matrix:|person:|superior:|_outcome|at_once|on_reject|in_order|serviceTask")


def text_of(answer: Any) -> str:
    """What a person reads: no tags, no values of inputs, no scripts."""
    body = re.sub(r"<script.*?</script>|<select.*?</select>", "", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", body)


@pytest.fixture
def admin(page: Any) -> Any:
    client = page("admin")
    answer = client.post(DRAFT, {"title": "加财务复核", "reason": "金额大时财务先看"})
    assert answer.status_code == 302
    return client


def draft() -> ProcessDraft:
    return ProcessDraft.objects.latest("pk")


def graph() -> Graph:
    return Document(draft().bpmn).graph()


def test_the_step_table_shows_every_step_in_words_and_no_code(admin: Any):
    answer = admin.get(DRAFT)
    assert answer.status_code == 200
    shown = text_of(answer)
    for words in ("各部门会签", "按审批权限表", "合同管理员", "第 4 天报上级", "3 个工作日", "拒绝"):
        assert words in shown, words
    assert CODES.findall(shown) == []


@pytest.mark.parametrize(
    "path",
    ["", "steps/", "steps/countersign/", "steps/pass/", "steps/registered/", "questions/", "questions/agreed/",
     "tables/", "settings/", "history/", "file/", "import/", "drawing/", "drawing/file/", "simulation/", "return/"],
)  # fmt: skip
def test_every_page_of_a_draft_opens_without_codes(admin: Any, path: str):
    answer = admin.get(DRAFT + path)
    assert answer.status_code == 200
    if not path.endswith("file/"):
        assert CODES.findall(text_of(answer)) == []


def test_a_step_is_put_in_before_another_and_only_when_needed(admin: Any):
    only = {"only_joiner": "and", "only_0_field": "amount", "only_0_sign": ">=", "only_0_typed": "５00,000"}
    timers = {"timer_0_after": "1", "timer_0_does": "remind"}
    answer = admin.post(DRAFT + "steps/", {**STEP, **only, **timers, "where": "before:authority", "revision": 1})
    assert (answer.status_code, answer.headers.get("Location")) == (302, f"{DRAFT}#step-step_1")
    made = graph().nodes["step_1"]
    assert (made.name, made.assign, made.limit, [one.after for one in made.boundaries]) == (
        "财务复核", "role:finance", 2, [1],
    )  # fmt: skip
    assert graph().nodes["needed_1"].flows[0].condition == "amount >= 500000"
    shown = text_of(admin.get(DRAFT))
    assert "含税金额 ≥ 500,000" in shown


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "长" * 200}, "name"),
        ({"assign": ""}, "assign"),
        ({"assign": "role:nobody"}, "assign"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "soon"}, "limit"),
        ({"mode": "ratio"}, "ratio"),
        ({"timer_0_after": "2"}, "timer_0_does"),
        ({"timer_0_does": "remind"}, "timer_0_after"),
        ({"only_0_field": "amount", "only_0_sign": ">=", "only_0_typed": "viel"}, "only_0_typed"),
        ({"only_0_field": "contract_kind", "only_0_sign": ">="}, "only_0_chosen"),
        ({"where": "before:nothing"}, "where"),
    ],
)
def test_mistakes_are_shown_at_their_field(admin: Any, wrong: dict[str, str], field: str):
    answer = admin.post(DRAFT + "steps/", {**STEP, "where": "before:authority", **wrong})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert draft().revision == 1


def test_what_somebody_else_has_saved_is_not_written_over(admin: Any):
    admin.post(DRAFT + "steps/", {**STEP, "where": "before:authority", "revision": 1})
    answer = admin.post(DRAFT + "steps/", {**STEP, "where": "before:register", "revision": 1})
    assert answer.status_code == 412
    assert "step_2" not in graph().nodes


def test_a_question_is_changed_by_menus(admin: Any):
    known = {"name": "都同意？", "default": "1", "revision": 1}
    known |= {"way_0_name": "有部门拒绝", "way_0_target": "revise", "way_0_joiner": "or",
              "way_0_0_field": "countersign_outcome", "way_0_0_sign": "==",
              "way_0_0_chosen": "countersign_outcome=rejected",
              "way_0_1_field": "contract_kind", "way_0_1_sign": "==", "way_0_1_chosen": "contract_kind=virtual",
              "way_1_name": "都同意", "way_1_target": "authority", "way_2_target": ""}  # fmt: skip
    answer = admin.post(DRAFT + "questions/agreed/", known)
    assert answer.status_code == 302
    flows = [(flow.target, flow.condition) for flow in graph().nodes["agreed"].flows]
    assert flows == [("revise", "countersign_outcome == 'rejected' or contract_kind == 'virtual'"), ("authority", "")]
    bad = admin.post(DRAFT + "questions/agreed/", {**known, "way_0_0_field": "", "way_0_1_field": "", "revision": ""})
    assert bad.status_code == 422


def test_a_decision_table_is_edited_as_a_grid(admin: Any):
    new = {
        "name": "档次",
        "where": "after:countersign",
        "input": "amount",
        "edge": "1,000,000",
        "below": "1",
        "above": "2",
    }
    answer = admin.post(DRAFT + "tables/", {**new, "revision": 1})
    assert (answer.status_code, answer.headers.get("Location")) == (302, f"{DRAFT}tables/table_1/")
    assert admin.get(answer.headers["Location"]).status_code == 200
    cells = {"row_0_amount_high": "500000", "row_0_out_table_1_result": "1", "row_1_amount_low": "500000",
             "row_1_amount_high": "", "row_1_out_table_1_result": "3"}  # fmt: skip
    posted = {"name": "档次", "inputs": "amount", **cells, "revision": draft().revision}
    assert admin.post(f"{DRAFT}tables/table_1/", posted).status_code == 302
    table = graph().nodes["table_1"].table
    assert table is not None
    assert [values["table_1_result"] for _box, values in table.rows] == [1, 3]
    gap = admin.post(f"{DRAFT}tables/table_1/", {**posted, "row_1_amount_low": "600000", "revision": ""})
    assert gap.status_code == 409


def test_the_order_the_settings_and_a_removal(admin: Any):
    assert admin.post(DRAFT + "steps/countersign/position/", {"direction": "up"}).status_code == 409
    settings = {"name": "合同评审", "name_en": "", "clause": "S3 4.5", "revision": 1, "bulk": "yes"}
    assert admin.post(DRAFT + "settings/", settings).status_code == 302
    assert admin.post(DRAFT + "steps/countersign/removal/").status_code == 302
    assert "countersign" not in graph().nodes
    assert "一并删除" in admin.get(DRAFT).content.decode()
    assert admin.post(DRAFT + "history/1/restoration/").status_code == 302
    assert "countersign" in graph().nodes


def test_submitted_given_back_and_published_by_a_second_person(admin: Any, page: Any):
    admin.post(DRAFT + "steps/", {**STEP, "where": "before:authority", "revision": 1})
    assert admin.post(DRAFT + "submission/").status_code == 302
    assert admin.post(DRAFT + "publication/").status_code == 409
    second = page("feng")
    assert "财务复核" in second.get(DRAFT).content.decode()
    assert second.post(DRAFT + "return/", {"reason": "期限太短"}).status_code == 302
    assert admin.post(DRAFT + "submission/").status_code == 302
    before = newest(KEY)
    assert second.post(DRAFT + "publication/").status_code == 302
    after = newest(KEY)
    assert before is not None
    assert after is not None
    assert after.version == before.version + 1
    compared = second.get(f"/processes/{KEY}/versions/")
    shown = text_of(compared)
    assert compared.status_code == 200
    for words in ("财务复核", "新增", "财务部", "加财务复核"):
        assert words in shown, words
    assert CODES.findall(shown) == []
    assert 'data-node="step_1"' in compared.content.decode()


def test_those_without_permission_are_refused_and_the_versions_stay_open_to_all(admin: Any, page: Any):
    other = page("wang")
    for path in ("", "steps/", "steps/countersign/", "history/", "drawing/", "simulation/", "file/", "settings/"):
        assert other.get(DRAFT + path).status_code == 403, path
    for path in ("submission/", "publication/", "removal/", "steps/countersign/removal/", "drawing/"):
        assert other.post(DRAFT + path).status_code == 403, path
    assert other.get("/process-drafts/").status_code == 403
    assert other.get(f"/processes/{KEY}/migration/").status_code == 403
    assert other.get(f"/processes/{KEY}/versions/").status_code == 200
    assert other.get(f"/processes/{KEY}/versions/?new=draft").status_code == 404


def test_a_drawing_is_saved_with_its_checks_and_a_late_one_is_kept_aside(admin: Any):
    drawn = admin.get(DRAFT + "drawing/file/").content.decode()
    saved = admin.post(DRAFT + "drawing/", {"bpmn": drawn, "revision": 1})
    assert (saved.status_code, saved.json()["revision"]) == (200, 2)
    late = admin.post(DRAFT + "drawing/", {"bpmn": drawn + " ", "revision": 1})
    assert late.status_code == 412
    assert draft().revisions.filter(is_aside=True).count() == 1
    assert "另存" in admin.get(DRAFT + "history/").content.decode()


def test_a_file_goes_out_and_comes_in_again(admin: Any):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = admin.get(DRAFT + "file/").content.decode().replace('flow:limit="5"', 'flow:limit="6"')
    upload = SimpleUploadedFile("review.bpmn", text.encode(), content_type="application/xml")
    assert admin.post(DRAFT + "import/", {"file": upload, "revision": 1}).status_code == 302
    assert graph().nodes["revise"].limit == 6
    broken = SimpleUploadedFile("review.bpmn", b"\xff\xfe\x00", content_type="application/xml")
    assert admin.post(DRAFT + "import/", {"file": broken}).status_code == 409


def test_a_new_process_is_begun_by_form(page: Any):
    client = page("admin")
    form = {"name": "借用审批", "key": "lending", "copy_of": "", "record_kind": "projects.project", "reason": "试行"}
    assert client.post("/process-drafts/new/", {**form, "key": "Not good"}).status_code == 409
    answer = client.post("/process-drafts/new/", form)
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/processes/lending/draft/")
    assert client.get("/processes/lending/draft/").status_code == 200
    assert "借用审批" in client.get("/process-drafts/").content.decode()


def test_the_number_of_questions_to_the_database_does_not_grow_with_drafts(
    page: Any, cast: Any, django_assert_max_num_queries: Any
):
    client = page("admin")
    for number in range(6):
        actions.create(
            key=f"p{number}", name=f"P{number}", record_kind="projects.project", reason="r", act=cast.act("admin")
        )
    client.get("/process-drafts/")
    with django_assert_max_num_queries(30):
        client.get("/process-drafts/")


def test_lists_of_signers_are_named_even_where_no_process_uses_them(admin: Any):
    offered = admin.get(DRAFT + "steps/?where=before:authority").content.decode()
    assert "研发、专家组、服务单位、稽核、财务（依次）" in offered
    assert ">contracts." not in offered


def test_who_may_change_a_process_finds_the_way_on_its_page(admin: Any, page: Any):
    address = f'href="{DRAFT}"'
    assert address in admin.get(f"/processes/{KEY}/").content.decode()
    assert address not in page("wang").get(f"/processes/{KEY}/").content.decode()


def test_the_author_takes_back_where_others_give_back(admin: Any, page: Any):
    admin.post(DRAFT + "steps/", {**STEP, "where": "before:authority"})
    admin.post(DRAFT + "submission/")
    assert "撤回草稿" in text_of(admin.get(DRAFT + "return/"))
    assert "退回草稿" in text_of(page("feng").get(DRAFT + "return/"))
    page("feng").post(DRAFT + "return/", {"reason": "限期还要再商量"})
    assert "冯毅退回" in (shown := text_of(admin.get(DRAFT)))
    assert "限期还要再商量" in shown
    admin.post(DRAFT + "submission/")
    assert "限期还要再商量" not in text_of(admin.get(DRAFT))
