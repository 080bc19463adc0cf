"""The authority matrix: who approves what, and tables that leave something open are not published."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.authority import actions, matrix
from leadtocash.foundation.authority.matrix import ShippedRow
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow.tests.company import FACTS, Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, rule, step

pytestmark = pytest.mark.django_db
MILLION = Decimal(1_000_000)
ROWS = [
    ShippedRow(roles=("bu_manager",), amount_to=MILLION, margin_from=Decimal("0.15"), contract_kind="formal"),
    ShippedRow(roles=("bu_manager", "sales_vp"), amount_to=MILLION, margin_to=Decimal("0.15"), contract_kind="formal"),
    ShippedRow(roles=("bu_manager", "sales_vp"), amount_from=MILLION, contract_kind="formal"),
    ShippedRow(roles=("sales_vp",), contract_kind="virtual", clause="S0 2.1.2"),
]
ON = date(2026, 5, 1)


@pytest.fixture
def published(firm: Company, monkeypatch: pytest.MonkeyPatch) -> AuthorityTable:
    AuthorityTable.objects.all().delete()
    monkeypatch.setattr(matrix.shipped, "_things", {})
    matrix.ship("test", "test", letter="B", rows=ROWS)
    actions.ship_authority(act=firm.act().as_system())
    return AuthorityTable.objects.get()


def facts(amount: object, margin: object, kind: str = "formal") -> dict[str, Any]:
    return {"amount": Decimal(str(amount)), "margin": Decimal(str(margin)), "contract_kind": kind}


@pytest.mark.req("ORG-3", "CON-4")
@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("given", "row", "roles"),
    [
        (facts(999_999, "0.15"), "2026-B1", ("bu_manager",)),
        (facts(999_999, "0.1499"), "2026-B2", ("bu_manager", "sales_vp")),
        (facts(1_000_000, "0.5"), "2026-B3", ("bu_manager", "sales_vp")),
        (facts(10, "0.5", "virtual"), "2026-B4", ("sales_vp",)),
    ],
)
def test_the_matrix_answers_by_amount_margin_and_kind(
    firm: Company, given: dict[str, Any], row: str, roles: tuple[str, ...]
) -> None:
    ruling = matrix.approvers("test", given, firm.department, on=ON)
    assert (ruling.row.code, ruling.roles) == (row, roles)


@pytest.mark.usefixtures("published")
def test_an_unknown_fact_or_document_is_a_refusal(firm: Company) -> None:
    with pytest.raises(RuleError) as caught:
        matrix.approvers("test", {"amount": Decimal(1), "contract_kind": "formal"}, None, on=ON)
    assert (caught.value.code, len(caught.value.missing)) == ("authority_facts_missing", 1)
    with pytest.raises(RuleError) as caught:
        matrix.approvers("other", facts(1, 1), None, on=ON)
    assert caught.value.code == "authority_no_rows"


@pytest.mark.req("ORG-3")
def test_a_unit_with_rows_of_its_own_uses_only_those(firm: Company, published: AuthorityTable) -> None:
    unit = firm.record()
    office = Department.objects.create(code="office", name="office", parent=unit)
    AuthorityRow.objects.create(table=published, document="test", code="own", department=unit, roles=["legal"])
    assert matrix.approvers("test", facts(1, 1), office, on=ON).roles == ("legal",)
    assert matrix.approvers("test", facts(1, 1), firm.department, on=ON).roles == ("bu_manager",)


def test_a_table_counts_until_the_next_years_is_published(firm: Company, published: AuthorityTable) -> None:
    assert matrix.valid_table(date(2027, 1, 2)) == published
    assert matrix.valid_table(date(2025, 12, 31)) is None
    draft = actions.next_edition(act=firm.act("system_admin"), note="raised", base=published)
    assert matrix.valid_table(ON) == published
    actions.publish_table(draft, act=firm.act("system_admin"))
    assert matrix.valid_table(ON) == draft
    assert draft.rows.count() == 4


@pytest.mark.req("ORG-3")
@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"code": "2026-B1", "amount_to": Decimal(900_000)},
            "no row covers amount from 900,000 yuan to below 1,000,000 yuan",
        ),
        ({"code": "2026-B2", "margin_to": Decimal("0.2")}, "rows 2026-B1 and 2026-B2 overlap"),
        ({"code": "2026-B4", "roles": []}, "row 2026-B4 names nobody"),
        ({"code": "2026-B4", "contract_kind": "formal"}, ", contract kind Virtual contract"),
        ({"code": "2026-B4", "amount_from": Decimal(9), "amount_to": Decimal(5)}, "begins above its end"),
        ({"code": "2026-B4", "credit_class": "A"}, "credit class any other"),
    ],
)
def test_a_table_with_gaps_or_overlaps_is_not_published(
    firm: Company, published: AuthorityTable, change: dict[str, Any], said: str
) -> None:
    draft = actions.next_edition(act=firm.act("system_admin"), note="", base=published)
    code = change.pop("code")
    draft.rows.filter(code=code).update(**change)
    with pytest.raises(RuleError) as caught:
        actions.publish_table(draft, act=firm.act("system_admin"))
    assert said in "\n".join(missing.what for missing in caught.value.missing)


@pytest.mark.usefixtures("published")
def test_shipping_again_adds_only_documents_not_known_yet(firm: Company) -> None:
    assert actions.ship_authority(act=firm.act().as_system()) == []
    matrix.ship("more", "more", letter="C", rows=[ShippedRow(roles=("legal",))])
    assert [row.code for row in actions.ship_authority(act=firm.act().as_system())] == ["2026-C1"]
    valid = matrix.valid_table(ON)
    assert valid is not None
    assert (valid.edition, valid.rows.count()) == (2, 5)


@pytest.mark.req("ORG-3", "WFL-3")
@pytest.mark.usefixtures("published")
def test_a_step_goes_upwards_through_the_matrix_in_order(firm: Company) -> None:
    FACTS.values = facts(5_000_000, "0.3")
    flow = draw(
        "up",
        "start > ok > gw",
        "gw > a : ok_outcome == 'rejected'",
        "gw > end",
        "a > end",
        ok=step("matrix:test"),
        a=do(),
    )
    firm.publish(flow)
    instance = firm.start("up")
    assert firm.holders(instance) == ["bu_manager"]
    firm.decide(instance, "ok")
    assert firm.holders(instance) == ["sales_vp"]
    assert firm.decide(instance, "ok").state == "ended"


@pytest.mark.usefixtures("published")
def test_conditions_can_ask_the_matrix(firm: Company) -> None:
    FACTS.values = facts(5_000_000, "0.3")
    firm.publish(
        draw(
            "ask",
            "start > m > gw",
            "gw > a : 'sales_vp' in m_roles",
            "gw > b > end",
            "a > end",
            m=rule(matrix="test"),
            a=do(),
            b=do(),
        )
    )
    instance = firm.start("ask")
    assert (firm.standing(instance), instance.values["m_row"]) == (["a"], "2026-B3")
