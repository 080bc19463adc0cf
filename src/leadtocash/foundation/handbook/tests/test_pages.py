"""Pages and API of the handbook."""

from __future__ import annotations

from typing import Any

import pytest

from leadtocash.foundation.handbook import actions
from leadtocash.foundation.handbook.models import Book, HandbookEdition

pytestmark = pytest.mark.django_db
EVERYBODY = ["wang", "li", "qian", "sun", "zhou", "wu", "zheng", "chen", "han", "guo", "admin", "outsider"]


@pytest.mark.parametrize("name", EVERYBODY)
def test_everybody_reads_the_handbook_and_finds_a_clause(page: Any, name: str) -> None:
    client = page(name)
    for url in ("/handbook/", "/handbook/?policy=S2", "/handbook/?search=签收 工作日", "/handbook/S0-2.4.3/",
                "/handbook/S2-milestone/", "/handbook/S4-3.7.14/?months=3"):  # fmt: skip
        assert client.get(url).status_code == 200, url
    assert "S0 2.4.3" in client.get("/search/?q=十个工作日").content.decode()
    assert client.get("/handbook/S9-1/").status_code == 404
    assert client.get("/handbook/editions/999999/").status_code == 404


def test_the_old_address_still_leads_to_the_clause(page: Any) -> None:
    assert page("wang").get("/policy/S0-2.4.3/").headers["Location"] == "/handbook/S0-2.4.3/"
    assert page("wang").get("/policy/").headers["Location"] == "/handbook/"


def test_a_clause_shows_what_cites_it_both_ways(page: Any) -> None:
    text = page("wang").get("/handbook/S0-2.4.3/").content.decode()
    for words in ("QSMX", "/processes/signoff/", "个工作日后", "序列号", "S0 2.4.3.5", "/handbook/S0-2.4.2.2/"):
        assert words in text, words
    text = page("wang").get("/handbook/S0-2.1.3/").content.decode()
    assert "/authority/" in text


def test_a_dialog_gets_the_clause_alone(page: Any) -> None:
    text = page("wang").get("/handbook/S0-2.4.3/", headers={"HX-Request": "true"}).content.decode()
    assert text.startswith('<div class="lc-sheetbox"')


def test_the_whole_handbook_or_a_chapter_on_paper(page: Any) -> None:
    client = page("wang")
    for url in ("/handbook/print.pdf?policy=S0", "/handbook/print.pdf?policy=S0&chapter=S0 2.4"):
        answer = client.get(url)
        assert (answer.status_code, answer.content[:4]) == (200, b"%PDF")
    assert client.get("/handbook/print.pdf?policy=S9").status_code == 404


def test_an_administrator_changes_a_clause_and_another_person_publishes_it(page: Any, cast: Any) -> None:
    admin, chen = page("admin"), page("chen")
    assert admin.post("/handbook/policies/S0/editions/new/", {"reason": ""}).status_code == 422
    admin.post("/handbook/policies/S0/editions/new/", {"reason": "2026 revision"})
    draft = HandbookEdition.objects.get(published_at=None)
    clause = draft.clauses.get(ref="S0 2.4.3")
    values = {
        "title_zh": "十日签收",
        "title_en": "Ten days",
        "text_zh": "新。\r\n",
        "text_en": "New.",
        "forms": "qsmx，jxtz",
    }
    assert admin.post(f"/handbook/clauses/{clause.pk}/edit/", {**values, "text_zh": ""}).status_code == 422
    assert admin.post(f"/handbook/clauses/{clause.pk}/edit/", values).status_code == 302
    clause.refresh_from_db()
    assert (clause.text_zh, clause.forms) == ("新。", ["QSMX", "JXTZ"])
    shown = chen.get(f"/handbook/editions/{draft.pk}/").content.decode()
    assert "<ins>" in shown
    assert admin.post(f"/handbook/editions/{draft.pk}/publication/").status_code == 409
    assert admin.post(f"/handbook/clauses/{clause.pk}/removal/").status_code == 409
    assert chen.post(f"/handbook/editions/{draft.pk}/publication/").status_code == 302
    assert page("wang").get(f"/handbook/editions/{draft.pk}/").status_code == 200


def test_chapters_are_added_and_renamed_in_a_draft(page: Any, api: Any, cast: Any) -> None:
    draft = actions.draft_edition(Book.objects.get(policy="S1"), reason="new part", act=cast.act("admin"))
    admin, titles = page("admin"), {"title_zh": "附则", "title_en": "Last rules"}
    url = f"/handbook/editions/{draft.pk}/chapters/new/"
    assert admin.post(url, {"ref": "S0 9", **titles}).status_code == 422
    assert admin.post(url, {"ref": "S1 9", **titles}).status_code == 302
    assert admin.post(url, {"ref": "S1 9", **titles}).status_code == 422
    chapter = draft.chapters.get(ref="S1 9")
    assert (chapter.slug, chapter.place) == ("last-rules", draft.chapters.count())
    first = draft.chapters.first()
    assert (
        admin.post(f"/handbook/chapters/{first.pk}/edit/", {"title_zh": "部门的职责", "title_en": "X"}).status_code
        == 302
    )
    made = api("admin").post(
        f"/api/v1/handbook/editions/{draft.pk}/clauses/",
        {"chapter": "S1 9", "ref": "S1 9.1", "title_zh": "解释", "title_en": "Reading", "text_zh": "由销售部解释。",
         "text_en": "Sales explains it."},
    )  # fmt: skip
    assert made.status_code == 201
    differences = api("chen").get(f"/api/v1/handbook/editions/{draft.pk}/").json()["differences"]
    assert [(one["id"], one["kind"]) for one in differences] == [
        ("S1 A", "changed"), ("S1 9", "added"), ("S1 9.1", "added"),
    ]  # fmt: skip


def test_a_policy_is_adopted_and_given_up(page: Any, api: Any) -> None:
    assert page("wang").post("/handbook/policies/S3/adoption/", {"own": "1"}).status_code == 403
    assert page("admin").post("/handbook/policies/S3/adoption/", {"own": "1"}).status_code == 302
    assert Book.objects.get(policy="S3").is_own
    assert api("wang").patch("/api/v1/handbook/policies/S3/", {"is_own": False}).status_code == 403
    assert api("admin").patch("/api/v1/handbook/policies/S3/", {"is_own": False}).json()["is_own"] is False


def test_a_draft_is_not_there_for_those_who_only_read(page: Any, cast: Any) -> None:
    draft = actions.draft_edition(Book.objects.get(policy="S1"), reason="mine", act=cast.act("admin"))
    wang = page("wang")
    clause, chapter = draft.clauses.first(), draft.chapters.first()
    assert wang.get(f"/handbook/editions/{draft.pk}/").status_code == 404
    assert wang.get(f"/handbook/clauses/{clause.pk}/edit/").status_code == 403
    assert wang.get(f"/handbook/chapters/{chapter.pk}/clauses/new/").status_code == 403
    assert wang.post(f"/handbook/clauses/{clause.pk}/removal/").status_code == 403
    assert wang.post(f"/handbook/editions/{draft.pk}/removal/").status_code == 403
    assert page("admin").get(f"/handbook/chapters/{chapter.pk}/clauses/new/").status_code == 200
    assert page("admin").post(f"/handbook/editions/{draft.pk}/removal/").status_code == 302


def test_the_api_gives_clauses_with_links_and_life(api: Any) -> None:
    client = api("wang")
    assert [one["id"] for one in client.get("/api/v1/handbook/clauses/?policy=S3").json()][:1] == ["S3 4.1"]
    assert client.get("/api/v1/handbook/clauses/?search=序列号").json()
    one = client.get("/api/v1/handbook/clauses/S0-2.4.3/?months=3").json()
    assert (one["id"], one["life"]["months"], one["life"]["refused"]) == ("S0 2.4.3", 3, 0)
    assert {step["process"] for step in one["links"]["steps"]} >= {"signoff"}
    assert {rule["code"] for rule in one["links"]["rules"]} >= {"signoff_incomplete"}
    assert "QSMX" in {form["code"] for form in one["links"]["forms"]}
    assert client.get("/api/v1/handbook/clauses/S9-1/").status_code == 404
    assert client.get("/api/v1/handbook/refusals/").json()["count"] == 0


def test_the_api_drafts_changes_compares_and_publishes(api: Any) -> None:
    admin, chen = api("admin"), api("chen")
    draft = admin.post("/api/v1/handbook/policies/S0/editions/", {"reason": "API"}).json()
    url = f"/api/v1/handbook/editions/{draft['id']}/"
    assert api("wang").get(url).status_code == 404
    assert admin.patch(f"{url}clauses/S0-2.4.3/", {"title_en": "Ten days"}).status_code == 200
    assert admin.delete(f"{url}clauses/S0-2.4.3/").json()["code"] == "handbook_clause_cited"
    assert admin.delete(f"{url}clauses/S0-2.4.3.2/").status_code == 204
    differences = chen.get(url).json()["differences"]
    assert [(one["id"], one["kind"]) for one in differences] == [("S0 2.4.3", "changed"), ("S0 2.4.3.2", "removed")]
    assert admin.post(f"{url}publication/").json()["code"] == "handbook_same_person"
    assert chen.post(f"{url}publication/").json()["published_by"]
    assert [one["number"] for one in admin.get("/api/v1/handbook/policies/S0/editions/").json()] == [2, 1]
    assert admin.delete(url).json()["code"] == "handbook_published"
