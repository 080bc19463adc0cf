"""Pages and API of equipment changes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.cast import Cast

from leadtocash.areas.contracts.tests.factories import a_product
from leadtocash.areas.projects.models import EquipmentChange, Project
from leadtocash.areas.projects.tests.coordination_factories import a_change, approve_all, buy, fresh, set_up

pytestmark = [pytest.mark.req("PRJ-6"), pytest.mark.django_db]


def sheet(project: Project, **changes: dict[str, str]) -> dict[str, str]:
    """The form as the page fills it; `line1={"quantity": "10"}` changes a row, `new={…}` adds one."""
    rows = [
        {"line": str(line.pk), "product": line.model, "description": line.description, "quantity": str(line.quantity),
         "unit_price": str(line.unit_price), "unit_cost": str(line.unit_cost), "warranty_years": "3",
         **changes.get(f"line{line.position}", {})}
        for line in project.lines.order_by("position")
    ]  # fmt: skip
    rows += [changes["new"]] if "new" in changes else []
    data = {"reason": "客户扩容", "lines-TOTAL_FORMS": str(len(rows)), "lines-INITIAL_FORMS": str(len(rows))}
    return data | {f"lines-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def test_a_change_is_written_as_a_sheet_looked_at_and_submitted(cast: Cast, page: Any, api: Any) -> None:
    project = set_up(cast)
    a_product("X6820", cost=Decimal("20000.00"))
    client = page("wang")
    assert client.get(f"/projects/{project.pk}/equipment-changes/new/").status_code == 200
    new = {"product": "ｘ6820", "quantity": "６", "unit_price": "30,000.00"}
    answer = client.post(
        f"/projects/{project.pk}/equipment-changes/new/",
        sheet(project, line1={"quantity": "10"}, line2={"DELETE": "on"}, new=new),
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    change = EquipmentChange.objects.get()
    shown = [(line.position, line.model, line.quantity, line.is_removed) for line in change.lines.all()]
    assert shown == [(1, "TS860-V5", 10, False), (2, "S9200", 2, True), (3, "X6820", 6, False)]
    text = client.get(f"/equipment-changes/{change.pk}/").content.decode()
    assert "1,000,000.00 → 930,000.00" in text
    assert "-70,000.00" in text
    assert client.get(f"/equipment-changes/{change.pk}/edit/").status_code == 200
    again = sheet(project, line1={"quantity": "9"})
    assert (
        client.post(f"/equipment-changes/{change.pk}/edit/", {**again, "revision": change.revision}).status_code == 302
    )
    assert [(line.model, line.quantity, line.is_removed) for line in change.lines.all()] == [
        ("TS860-V5", 9, False), ("S9200", 2, False),
    ]  # fmt: skip
    assert client.post(f"/equipment-changes/{change.pk}/submission/").status_code == 302
    assert fresh(change).state == "in_approval"
    approve_all(change)
    compared = client.get(f"/projects/{project.pk}/equipment-versions/").content.decode()
    assert "1,000,000.00 → 1,075,000.00" in compared
    assert client.get(f"/projects/{project.pk}/equipment-versions/?from=2&to=1").status_code == 200
    assert client.get(f"/projects/{project.pk}/?tab=changes").status_code == 200
    kept = api("yang").get(f"/api/v1/projects/{project.pk}/equipment-versions/").json()
    assert [(v["number"], v["change"], v["amount"], v["cost_amount"]) for v in kept] == [
        (1, "", "1000000.00", None), (2, change.number, "1075000.00", None),
    ]  # fmt: skip
    assert {line["unit_cost"] for version in kept for line in version["lines"]} == {None}
    assert api("zhao").get(f"/api/v1/projects/{project.pk}/equipment-versions/").status_code == 404


@pytest.mark.parametrize(
    "row",
    [
        {"quantity": "0"},
        {"quantity": "一台"},
        {"product": "没有这个型号"},
        {"unit_price": "-1"},
        {"warranty_years": "99"},
    ],
)
def test_a_wrong_cell_stands_in_its_row(cast: Cast, page: Any, row: dict[str, str]) -> None:
    project = set_up(cast)
    answer = page("wang").post(f"/projects/{project.pk}/equipment-changes/new/", sheet(project, line1=row))
    assert answer.status_code == 422
    assert [list(errors) for errors in answer.context["rows"].errors] == [[next(iter(row))], []]
    assert not EquipmentChange.objects.exists()


def test_submitting_what_is_there_already_is_refused_alike_on_page_and_api(cast: Cast, page: Any, api: Any) -> None:
    project = set_up(cast)
    server = project.lines.get(position=1)
    buy(cast, server, 5, arrives=5)
    change = a_change(cast, fresh(project), {"line": server, "quantity": 4})
    answer = api("wang").post(f"/api/v1/equipment-changes/{change.pk}/submission/")
    assert answer.status_code == 409
    refusal = answer.json()
    assert (refusal["code"], refusal["clause"], len(refusal["missing"])) == ("change_impossible", "S0 2.4.4", 1)
    shown = page("wang").post(f"/equipment-changes/{change.pk}/submission/")
    assert shown.status_code == 409
    assert refusal["missing"][0]["what"] in shown.content.decode()
    detail = page("wang").get(f"/equipment-changes/{change.pk}/").content.decode()
    assert refusal["missing"][0]["what"] in detail


def test_over_the_api_from_draft_to_withdrawal(cast: Cast, api: Any) -> None:
    project = set_up(cast)
    server = project.lines.get(position=1)
    body = {"reason": "多要两台", "lines": [{"line": server.pk, "quantity": 10}]}
    made = api("wang").post(f"/api/v1/projects/{project.pk}/equipment-changes/", body)
    assert made.status_code == 201, made.content
    change = made.json()
    assert (change["amount_before"], change["amount_after"], change["cost_after"]) == (
        "1000000.00", "1150000.00", "800000.00",
    )  # fmt: skip
    url = f"/api/v1/equipment-changes/{change['id']}/"
    twice = api("wang").post(f"/api/v1/projects/{project.pk}/equipment-changes/", body)
    assert (twice.status_code, twice.json()["code"]) == (409, "change_open")
    other = api("wang").patch(url, {"reason": "改主意了", "revision": change["revision"]})
    assert (other.json()["reason"], other.json()["amount_after"]) == ("改主意了", "1150000.00")
    assert api("wang").patch(url, {"reason": "x", "revision": change["revision"]}).status_code == 412
    bad = api("wang").patch(url, {"lines": [{"quantity": 3}]}, headers={"If-Match": "*"})
    assert bad.status_code == 400
    assert api("zhao").get(url).status_code == 404
    assert api("sun").post(f"{url}submission/").status_code == 403
    assert api("wang").post(f"{url}withdrawal/").json()["state"] == "withdrawn"


def test_cost_and_margin_are_for_those_who_may_see_them(cast: Cast, page: Any, api: Any) -> None:
    project = set_up(cast)
    change = a_change(cast, project, {"line": project.lines.get(position=1), "quantity": 10})
    hidden = api("yang").get(f"/api/v1/equipment-changes/{change.pk}/").json()
    assert (hidden["cost_after"], hidden["lines"][0]["unit_cost"]) == (None, None)
    assert "800,000.00" not in page("yang").get(f"/equipment-changes/{change.pk}/").content.decode()
    assert "800,000.00" in page("wang").get(f"/equipment-changes/{change.pk}/").content.decode()


def test_the_form_is_printed(cast: Cast, page: Any) -> None:
    change = a_change(cast, set_up(cast))
    printed = page("wang").get(f"/equipment-changes/{change.pk}/print/")
    assert (printed.status_code, printed.content[:5]) == (200, b"%PDF-")
    assert page("sun").get("/equipment-changes/").status_code == 200
    assert page("sun").get("/equipment-changes/?export=csv").status_code == 200
