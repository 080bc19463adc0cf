"""The pages of the authority matrix: read by everybody, changed by administrators in a draft."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.browsing import client, text

from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.authority import actions, matrix
from leadtocash.foundation.authority.matrix import ShippedRow
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.workflow.tests.company import Company

pytestmark = pytest.mark.django_db


@pytest.mark.req("ORG-3")
class TestAuthorityPage:
    @pytest.fixture(autouse=True)
    def _matrix(self, firm: Company, monkeypatch: pytest.MonkeyPatch) -> None:
        AuthorityTable.objects.all().delete()
        monkeypatch.setattr(matrix.shipped, "_things", {})
        low, high = ShippedRow(roles=("bu_manager",), amount_to=100), ShippedRow(roles=("sales_vp",), amount_from=100)  # type: ignore[arg-type]
        matrix.ship("test", "Test document", letter="B", rows=[low, high])
        firm.at = timezone.now()
        actions.ship_authority(act=firm.act().as_system())

    def test_everybody_may_read_it_and_ask_who_approves(self, firm: Company) -> None:
        browser = client(firm.people["planner"])
        assert "Test document" in text(browser.get("/authority/"))
        page = browser.get("/authority/question/", {"document": "test", "amount": "100"})
        assert [[person.name for person in one["people"]] for one in page.context["steps"]] == [["sales_vp"]]
        page = browser.get("/authority/question/", {"document": "test", "amount": ""})
        assert page.context["answer"].refusal.code == "authority_facts_missing"

    def test_an_administrator_changes_it_in_a_draft(self, firm: Company) -> None:
        from leadtocash.foundation.access.models import RolePermission

        admin = firm.people["system_admin"]
        role = Role.objects.get(code="system_admin")
        RolePermission.objects.get_or_create(role=role, permission="authority.change", defaults={"scope": "all"})
        browser = client(admin)
        assert client(firm.people["planner"]).post("/authority/editions/").status_code == 403
        year = timezone.localdate().year
        draft_url = browser.post("/authority/editions/", {"year": year, "note": "the board said so"})["Location"]
        draft = AuthorityTable.objects.get(published_at=None)
        row = AuthorityRow.objects.get(table=draft, amount_from=100)
        data = {"code": row.code, "document": "test", "amount_from": "200", "roles": "bu_manager, sales_vp"}
        assert browser.post(f"/authority/rows/{row.pk}/", data).status_code == 302
        assert "100" in text(browser.get(draft_url))  # the gap is told
        assert browser.post(f"{draft_url}publication/").status_code == 409
        assert browser.post(f"/authority/rows/{row.pk}/", {**data, "amount_from": "100"}).status_code == 302
        assert browser.post(f"/authority/rows/{row.pk}/", {**data, "roles": "king"}).status_code == 422
        assert browser.post(f"{draft_url}publication/").status_code == 302
        assert browser.post(f"/authority/rows/{row.pk}/", data).status_code == 409
        valid = matrix.valid_table(timezone.localdate())
        assert valid == draft
