"""The catalogue on pages and over the API: everybody reads, commerce keeps, few see cost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.browsing import text

from leadtocash.areas.products import actions
from leadtocash.areas.products.models import Category, Product, Series
from leadtocash.areas.products.tests.factories import a_product, a_series
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.kernel.errors import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.req("PRC-1")]
COST = "38,000.00"


def posted(**fields: str) -> dict[str, str]:
    return {
        "model": "R750", "name": "机架服务器", "series": str(a_series().pk), "unit": "台", "grade": "A",
        "list_price": "60,000", "floor_price": "50000", "warranty_years": "3", "is_active": "on", **fields,
    }  # fmt: skip


def test_everybody_of_the_company_reads_the_catalogue_and_nobody_else(page, cast):
    product = a_product()
    for who in ("wang", "zhao", "yang", "admin"):
        assert product.model in text(page(who).get("/products/"))
        assert page(who).get(product.get_absolute_url()).status_code == 200
    assert product.model not in text(page("outsider").get("/products/"))
    assert page("outsider").get(product.get_absolute_url()).status_code == 404
    assert page("outsider").get("/product-categories/").status_code == 403


def test_cost_is_for_those_who_may_see_it_in_list_export_page_and_api(page, api, cast):
    product = a_product()
    for who, sees in (("sun", True), ("qian", True), ("wang", False), ("li", False), ("admin", False)):
        client = page(who)
        assert (COST in text(client.get("/products/"))) is sees
        assert (COST in text(client.get(product.get_absolute_url()))) is sees
        assert ("38000.00" in b"".join(client.get("/products/?export=csv").streaming_content).decode()) is sees
        shown = "38000.00" if sees else None
        assert api(who).get(f"/api/v1/products/{product.pk}/").json()["cost"] == shown
        assert api(who).get("/api/v1/products/").json()["results"][0]["cost"] == shown


def test_the_history_tells_the_cost_only_to_those_who_may_see_it(page, cast):
    product = a_product()
    actions.change_product(product, {"cost": Decimal("39999.00")}, act=cast.act("sun"))
    address = f"{product.get_absolute_url()}?tab=history"
    assert "39999" in text(page("sun").get(address))
    assert "39999" not in text(page("wang").get(address))
    assert "不可见" in text(page("wang").get(address))
    assert history(product)[0].changes == {"cost": ["38000.00", "39999.00"]}


def test_commerce_adds_and_changes_a_product(page, cast):
    answer = page("sun").post("/products/new/", posted(cost="41000.50"))
    made = Product.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert (made.list_price, made.cost, made.grade) == (Decimal("60000.00"), Decimal("41000.50"), "A")
    address = f"{made.get_absolute_url()}edit/"
    assert page("sun").post(address, posted(cost="1", revision="1")).status_code == 302
    assert page("sun").post(address, posted(cost="2", revision="1")).status_code == 412


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"floor_price": "60000.01"}, "floor_price"), ({"serial_pattern": "["}, "serial_pattern"),
     ({"model": ""}, "model"), ({"model": "长" * 81}, "model"), ({"warranty_years": "21"}, "warranty_years"),
     ({"list_price": "-1"}, "list_price"), ({"series": "999999"}, "series")],
)  # fmt: skip
def test_a_wrong_field_is_named(page, cast, fields, wrong):
    answer = page("sun").post("/products/new/", posted(**fields))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [wrong])


def test_a_model_exists_once(page, cast):
    a_product(model="R750")
    answer = page("sun").post("/products/new/", posted())
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["model"])


def test_the_administrator_keeps_the_catalogue_without_cost(page, cast):
    product = a_product()
    assert "cost" not in page("admin").get("/products/new/").context["form"].fields
    page("admin").post(f"{product.get_absolute_url()}edit/", posted(cost="1"))
    product.refresh_from_db()
    assert (product.model, product.cost) == ("R750", Decimal("38000.00"))
    with pytest.raises(NotAllowed):
        actions.change_product(product, {"cost": Decimal(1)}, act=cast.act("admin"))


def test_what_one_may_not_see_one_cannot_set_over_the_api(api, cast):
    one = f"/api/v1/products/{a_product().pk}/"
    refused = api("admin").patch(one, {"cost": "1.00", "floor_price": "2.00"}, headers={"If-Match": "*"})
    assert (refused.status_code, set(refused.json()["fields"])) == (400, {"cost", "floor_price"})
    given_back = api("admin").patch(one, {"cost": None, "floor_price": None, "name": "R"}, headers={"If-Match": "*"})
    assert (given_back.status_code, given_back.json()["name"]) == (200, "R")
    assert api("sun").get(one).json()["cost"] == "38000.00"


@pytest.mark.parametrize("who", ["wang", "li", "qian", "feng"])
def test_others_do_not_change_the_catalogue(page, api, cast, who):
    product = a_product()
    for address in ("/products/new/", f"{product.get_absolute_url()}edit/", "/product-categories/new/"):
        assert page(who).get(address).status_code == 403
        assert page(who).post(address, posted()).status_code == 403
    body = {**posted(), "list_price": "60000.00", "is_active": True}
    assert api(who).post("/api/v1/products/", body).status_code == 403
    assert (
        api(who).patch(f"/api/v1/products/{product.pk}/", {"name": "x"}, headers={"If-Match": "*"}).status_code == 403
    )


@pytest.mark.req("PLT-3")
def test_the_list_is_narrowed_by_category_series_class_and_search(page, cast):
    server = a_product(series=a_series("R7", "FW"), grade="A", model="AA")
    switch = a_product(series=a_series("S4", "JH"), grade="B", model="BB", is_active=False)
    for query, found in (
        (f"category={server.series.category_id}", {"AA"}),
        (f"series={switch.series_id}", {"BB"}),
        ("grade=A", {"AA"}),
        ("search=bb", {"BB"}),
        ("view=sold", {"AA"}),
        ("view=old", {"BB"}),
        ("is_active=0", {"BB"}),
    ):
        rows = page("wang").get(f"/products/?{query}").context["page"]["rows"]
        assert {row["cells"][0]["text"] for row in rows} == found


def test_categories_and_series_are_kept_on_one_page(page, cast):
    client = page("sun")
    assert client.post("/product-categories/new/", {"code": "fw", "name": "服务器"}).status_code == 302
    shelf = Category.objects.get()
    assert shelf.code == "FW"
    assert client.post("/product-categories/new/", {"code": "ＦＷ", "name": "又一个"}).status_code == 422
    assert client.post("/product-series/new/", {"category": shelf.pk, "code": "r7", "name": "R7"}).status_code == 302
    assert client.post("/product-series/new/", {"category": shelf.pk, "code": "R7", "name": "x"}).status_code == 422
    series = Series.objects.get()
    edit = f"/product-series/{series.pk}/edit/"
    assert client.post(edit, {"category": shelf.pk, "code": "R7", "name": "R7 系列"}).status_code == 302
    assert client.post(f"/product-categories/{shelf.pk}/edit/", {"code": "FW", "name": "服务器类"}).status_code == 302
    shown = text(page("wang").get("/product-categories/"))
    assert "服务器类" in shown
    assert "R7 系列" in shown
    assert "/edit/" not in shown
    assert client.get("/product-series/999999/edit/").status_code == 404


def test_products_over_the_api(api, cast):
    body = api("sun").post("/api/v1/products/", {**posted(), "list_price": "60000.00", "is_active": True})
    assert body.status_code == 201
    one = f"/api/v1/products/{body.json()['id']}/"
    changed = api("sun").patch(one, {"cost": "40000.00", "revision": 1})
    assert (changed.status_code, changed.json()["cost"]) == (200, "40000.00")
    assert api("sun").patch(one, {"cost": "1.00", "revision": 1}).status_code == 412
    wrong = api("sun").patch(one, {"floor_price": "70000.00"}, headers={"If-Match": "*"})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["floor_price"])
    shelves = api("wang").get("/api/v1/product-categories/").json()
    assert [(c["code"], [s["code"] for s in c["series"]]) for c in shelves] == [("FW", ["R7"])]


def test_the_picker_finds_products_on_sale(page, cast):
    a_product(model="R740-OLD", is_active=False)
    product = a_product(model="R740-NEW")
    found = page("wang").get("/products/options/?q=r740").json()["results"]
    assert found == [{"value": product.pk, "text": "R740-NEW", "hint": "机架服务器"}]
