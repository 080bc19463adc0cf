"""The grid over its addresses: one post saves all, two people lose nothing, a second person publishes; the API."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient
from tests.browsing import client, text

from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.accounts.models import Role, User
from leadtocash.foundation.authority import actions, matrix
from leadtocash.foundation.authority.matrix import ShippedRow
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow.tests.company import Company

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-3")]
EMPTY = {"department_id": "", "margin_from": "", "margin_to": "", "contract_kind": "", "product_class": "",
         "credit_class": "", "clause": "", "note": ""}  # fmt: skip


@pytest.fixture
def draft(firm: Company, monkeypatch: pytest.MonkeyPatch) -> AuthorityTable:
    """A draft of this year's second edition with two rows; two administrators."""
    AuthorityTable.objects.all().delete()
    monkeypatch.setattr(matrix.shipped, "_things", {})
    low, high = ShippedRow(roles=("bu_manager",), amount_to=100), ShippedRow(roles=("sales_vp",), amount_from=100)  # type: ignore[arg-type]
    matrix.ship("test", "Test document", letter="B", rows=[low, high])
    role = Role.objects.get(code="system_admin")
    RolePermission.objects.get_or_create(role=role, permission="authority.change", defaults={"scope": "all"})
    firm.second("system_admin", "second")
    firm.at = timezone.now()
    actions.ship_authority(act=firm.act().as_system())
    return actions.next_edition(act=firm.act("system_admin"), note="", base=AuthorityTable.objects.get())


def rows_of(table: AuthorityTable) -> list[dict[str, Any]]:
    """The rows as the grid sends them."""
    return [
        {**EMPTY, "key": f"r{row.pk}", "id": row.pk, "document": row.document, "code": row.code, "roles": row.roles,
         "amount_from": str(row.amount_from or ""), "amount_to": str(row.amount_to or "")}
        for row in table.rows.order_by("place")
    ]  # fmt: skip


def post(browser: Client, table: AuthorityTable, what: str, **body: Any) -> Any:
    return browser.post(f"/authority/editions/{table.pk}/{what}/", json.dumps(body), content_type="application/json")


def test_one_post_saves_changed_new_and_removed_rows_and_the_journal_names_every_cell(
    firm: Company, draft: AuthorityTable
) -> None:
    rows = rows_of(draft)
    rows[0] |= {"amount_to": "２万", "roles": "sales_manager → bu_manager", "note": "lower"}
    rows[1] = {**EMPTY, "key": "n1", "id": None, "document": "test", "amount_from": "2万", "amount_to": "",
               "roles": ["sales_vp"]}  # fmt: skip
    answer = post(client(firm.people["system_admin"]), draft, "grid", revision=draft.revision, rows=rows, base=[])
    assert answer.status_code == 200, answer.content
    saved = list(draft.rows.order_by("place").values_list("code", "amount_from", "amount_to", "roles"))
    year = draft.year
    assert saved == [
        (f"{year}-B1", None, 20000, ["sales_manager", "bu_manager"]),
        (f"{year}-B3", 20000, None, ["sales_vp"]),
    ]
    draft.refresh_from_db()
    assert (draft.revision, draft.edited_by) == (2, firm.people["system_admin"])
    noted = Entry.objects.get(verb="authority.rows_changed")
    assert noted.changes == {
        f"{year}-B2.amount_from": ["100.00", ""],
        f"{year}-B2.roles": ["sales_vp", ""],
        f"{year}-B1.amount_to": ["100.00", "20000.00"],
        f"{year}-B1.roles": ["bu_manager", "sales_manager > bu_manager"],
        f"{year}-B1.note": ["", "lower"],
        f"{year}-B3.amount_from": ["", "20000.00"],
        f"{year}-B3.roles": ["", "sales_vp"],
    }
    page = text(client(firm.people["system_admin"]).get(f"/authority/editions/{draft.pk}/"))
    assert f"{year}-B1 · " in page


def test_saving_what_is_there_writes_nothing(firm: Company, draft: AuthorityTable) -> None:
    post(client(firm.people["system_admin"]), draft, "grid", revision=1, rows=rows_of(draft), base=[])
    draft.refresh_from_db()
    assert draft.revision == 1


def test_cells_that_cannot_be_read_are_named_and_nothing_is_saved(firm: Company, draft: AuthorityTable) -> None:
    rows = rows_of(draft)
    rows[0] |= {"amount_to": "a lot", "roles": ["king"]}
    answer = post(client(firm.people["system_admin"]), draft, "grid", revision=1, rows=rows, base=[])
    assert answer.status_code == 422
    assert sorted(answer.json()["rows"][0]["wrong"]) == ["amount_to", "roles"]
    draft.refresh_from_db()
    assert draft.revision == 1


def test_while_typing_the_server_tells_gaps_beside_their_rows(firm: Company, draft: AuthorityTable) -> None:
    rows = rows_of(draft)
    rows[1]["amount_from"] = "200"
    told = post(client(firm.people["system_admin"]), draft, "check", rows=rows).json()
    assert [one["keys"] for one in told["findings"]] == [[rows[0]["key"], rows[1]["key"]]]
    assert told["rows"][1]["cells"]["amount_from"] == "200"


def test_of_two_administrators_the_second_is_told_and_nothing_is_lost(firm: Company, draft: AuthorityTable) -> None:
    base = rows_of(draft)
    his, mine = rows_of(draft), rows_of(draft)
    his[0]["note"], his[1]["note"] = "his", "his too"
    mine[0]["note"], mine[0]["clause"] = "mine", "S0 2.1.2"
    assert post(client(firm.people["second"]), draft, "grid", revision=1, rows=his, base=base).status_code == 200
    answer = post(client(firm.people["system_admin"]), draft, "grid", revision=1, rows=mine, base=base)
    assert answer.status_code == 412
    body = answer.json()
    assert "second" in body["message"]
    assert [(one["note"], one["clause"]) for one in body["merged"]] == [("mine", "S0 2.1.2"), ("his too", "")]
    assert body["clashes"] == [{"key": mine[0]["key"], "column": "note"}]
    again = post(
        client(firm.people["system_admin"]), draft, "grid", revision=body["revision"], rows=body["merged"], base=[]
    )
    assert again.status_code == 200
    assert list(draft.rows.order_by("place").values_list("note", flat=True)) == ["mine", "his too"]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"rows": 1}', b'{"rows": [1]}', b'{"rows": [], "revision": "x"}'])
def test_a_post_that_is_no_grid_is_a_bad_request(firm: Company, draft: AuthorityTable, body: bytes) -> None:
    browser = client(firm.people["system_admin"])
    answer = browser.post(f"/authority/editions/{draft.pk}/grid/", body, content_type="application/json")
    assert answer.status_code == 400


def test_who_edited_last_does_not_publish_alone(firm: Company, draft: AuthorityTable) -> None:
    first, second = client(firm.people["system_admin"]), client(firm.people["second"])
    url = f"/authority/editions/{draft.pk}/publication/"
    refused = first.post(url)
    assert refused.status_code == 409
    assert "second" in text(refused)
    assert second.post(url, {"revision": "1"}).status_code == 302
    draft.refresh_from_db()
    assert draft.published_by == firm.people["second"]
    noted = Entry.objects.get(verb="authority.published", record_id=draft.pk)
    assert noted.actor == firm.people["second"]


def test_the_only_administrator_publishes_and_the_journal_says_so(firm: Company, draft: AuthorityTable) -> None:
    User.objects.filter(username="second").update(is_active=False)
    assert client(firm.people["system_admin"]).post(f"/authority/editions/{draft.pk}/publication/").status_code == 302
    assert Entry.objects.filter(verb="authority.published_alone").exists()


def test_what_was_changed_after_one_looked_is_not_published(firm: Company, draft: AuthorityTable) -> None:
    rows = rows_of(draft)
    rows[0]["note"] = "later"
    post(client(firm.people["system_admin"]), draft, "grid", revision=1, rows=rows, base=[])
    answer = client(firm.people["second"]).post(f"/authority/editions/{draft.pk}/publication/", {"revision": "1"})
    assert answer.status_code == 412


def test_an_older_edition_is_not_published_after_a_newer_one(firm: Company, draft: AuthorityTable) -> None:
    newer = actions.next_edition(act=firm.act("system_admin"), note="", base=draft)
    actions.publish_table(newer, act=firm.act("second"))
    with pytest.raises(RuleError) as caught:
        actions.publish_table(draft, act=firm.act("second"))
    assert caught.value.code == "authority_outdated"


def test_next_years_edition_counts_from_the_first_of_january(firm: Company, draft: AuthorityTable) -> None:
    this = AuthorityTable.objects.get(published_at__isnull=False)
    browser = client(firm.people["system_admin"])
    answer = browser.post("/authority/editions/", {"base": this.pk, "year": this.year + 1, "note": "new year"})
    table = AuthorityTable.objects.get(year=this.year + 1)
    assert answer["Location"] == f"/authority/editions/{table.pk}/"
    assert sorted(table.rows.values_list("code", flat=True)) == [f"{table.year}-B1", f"{table.year}-B2"]
    actions.publish_table(table, act=firm.act("second"))
    assert matrix.valid_table(date(this.year, 12, 31)) == this
    assert matrix.valid_table(date(table.year, 1, 1)) == table
    with pytest.raises(RuleError):
        actions.copy_to_year(this, this.year + 2, act=firm.act("system_admin"))


def test_a_draft_is_deleted_a_published_edition_never(firm: Company, draft: AuthorityTable) -> None:
    published = AuthorityTable.objects.get(published_at__isnull=False)
    browser = client(firm.people["system_admin"])
    assert browser.post(f"/authority/editions/{draft.pk}/removal/").status_code == 302
    assert browser.post(f"/authority/editions/{published.pk}/removal/").status_code == 409
    assert list(AuthorityTable.objects.all()) == [published]
    assert Entry.objects.filter(verb="authority.discarded").count() == 1


def test_drafts_are_seen_only_by_who_may_change_them(firm: Company, draft: AuthorityTable) -> None:
    browser = client(firm.people["planner"])
    assert browser.get(f"/authority/editions/{draft.pk}/").status_code == 404
    assert browser.get(f"/authority/editions/{draft.pk}/print/").status_code == 404
    for what in ("grid", "check"):
        assert post(browser, draft, what, revision=1, rows=[]).status_code == 403
    for what in ("publication", "removal"):
        assert browser.post(f"/authority/editions/{draft.pk}/{what}/").status_code == 403
    assert str(draft) not in text(browser.get("/authority/comparison/"))


def test_the_comparison_marks_changed_cells(firm: Company, draft: AuthorityTable) -> None:
    AuthorityRow.objects.filter(table=draft, amount_from=100).update(roles=["sales_manager"])
    page = client(firm.people["system_admin"]).get(f"/authority/comparison/?new={draft.pk}")
    rows = page.context["documents"][0]["rows"]
    assert [(one["state"], [c["name"] for c in one["cells"] if "old" in c]) for one in rows] == [("changed", ["roles"])]
    assert page.context["counts"] == {"added": 0, "removed": 0, "changed": 1}


def test_it_is_printed(firm: Company, draft: AuthorityTable) -> None:
    answer = client(firm.people["system_admin"]).get(f"/authority/editions/{draft.pk}/print/")
    assert answer.content.startswith(b"%PDF")


def test_the_simulator_says_why_the_other_rows_do_not_match(firm: Company, draft: AuthorityTable) -> None:
    AuthorityRow.objects.filter(table=draft, amount_from=100).update(amount_from=50)
    page = client(firm.people["system_admin"]).get("/authority/question/", {"document": "test", "amount": "99"})
    answer = page.context["answer"]
    (reason,) = answer.why_not.values()
    assert (reason.column, reason.text) == ("amount_from", "金额为 99 元，本行适用 从 100 元 起")
    (other,) = page.context["others"]
    assert (other["answer"].table, other["answer"].roles) == (draft, ("bu_manager",))


# ---------------------------------------------------------------- the same for programs
def api(person: User) -> APIClient:
    browser = APIClient()
    browser.force_authenticate(person)
    return browser


def test_the_api_makes_changes_checks_and_publishes_a_draft(firm: Company, draft: AuthorityTable) -> None:
    admin, second = api(firm.people["system_admin"]), api(firm.people["second"])
    assert [one["is_draft"] for one in admin.get("/api/v1/authority/editions/").json()] == [True, False]
    made = admin.post("/api/v1/authority/editions/", {"note": "by program"}, format="json")
    assert made.status_code == 201
    url = f"/api/v1/authority/editions/{made.json()['id']}/"
    rows = admin.get(f"{url}rows/").json()
    rows[1]["amount_from"] = "200.00"
    changed = admin.put(f"{url}rows/", {"revision": 1, "rows": rows}, format="json")
    assert (changed.status_code, changed.json()["revision"]) == (200, 2)
    assert admin.put(f"{url}rows/", {"revision": 1, "rows": rows}, format="json").status_code == 412
    assert len(admin.get(f"{url}findings/").json()) == 1
    refused = second.post(f"{url}publication/", {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "authority_problems")
    rows[0]["amount_to"] = "200.00"
    rows[0]["roles"] = ["king"]
    assert admin.put(f"{url}rows/", {"revision": 2, "rows": rows}, format="json").status_code == 400
    rows[0]["roles"] = ["bu_manager"]
    assert admin.put(f"{url}rows/", {"revision": 2, "rows": rows}, format="json").status_code == 200
    assert admin.post(f"{url}publication/", {}, format="json").json()["code"] == "authority_second_person"
    assert second.post(f"{url}publication/", {"revision": 3}, format="json").status_code == 200
    assert admin.delete(url).status_code == 409
    assert admin.delete(f"/api/v1/authority/editions/{draft.pk}/").status_code == 204


def test_the_api_answers_who_approves(firm: Company, draft: AuthorityTable) -> None:
    browser = api(firm.people["planner"])
    asked = {"document": "test", "amount": "100"}
    found = browser.post("/api/v1/authority/question/", asked, format="json").json()
    assert found["row"] == f"{draft.year}-B2"
    assert [(one["role"], [p["username"] for p in one["people"]]) for one in found["steps"]] == [
        ("sales_vp", ["sales_vp"])
    ]
    assert [(one["row"], one["column"]) for one in found["why_not"]] == [(f"{draft.year}-B1", "amount_to")]
    missing = browser.post("/api/v1/authority/question/", {"document": "test"}, format="json").json()
    assert missing["refusal"]["code"] == "authority_facts_missing"
    assert browser.get(f"/api/v1/authority/editions/{draft.pk}/").status_code == 404
    assert browser.post("/api/v1/authority/editions/", {}, format="json").status_code == 403
