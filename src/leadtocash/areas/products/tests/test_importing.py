"""The catalogue and its prices from tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leadtocash.areas.products.models import Product
from leadtocash.areas.products.tests.factories import a_product
from leadtocash.foundation.exchange import actions as exchange
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.exchange.tests.driving import carried_out, faults, undone
from leadtocash.foundation.kernel.errors import NotAllowed
from leadtocash.foundation.recycling import actions as recycling

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-3", "PRC-1")]


def test_prices_are_renewed_and_new_models_need_series_and_price(cast):
    sun = cast.act("sun")
    known = a_product(model="R700", list_price=Decimal(100), floor_price=0, cost=0)
    text = f'型号,系列,list_price,底价\nR700,,"1,200.00",1000\nR800,{known.series.code},0.2万,\nR900,没有,1,\nR901,,,\n'
    run = carried_out(sun, text, kind="products.product", known="overwrite")
    assert faults(run) == [(4, "series"), (5, "series"), (5, "list_price")]
    prices = dict(Product.objects.values_list("model", "list_price"))
    assert prices == {"R700": Decimal(1200), "R800": Decimal(2000)}
    undone(sun, run)
    assert dict(Product.objects.values_list("model", "list_price")) == {"R700": Decimal(100)}


def test_what_one_may_not_see_one_cannot_import(cast):
    columns = {column.key for column in importables.get("products.product").columns_for(cast.people["admin"])}
    assert columns & {"cost", "floor_price"} == set()
    with pytest.raises(NotAllowed):
        exchange.importer_of("products.product", cast.act("wang"))


@pytest.mark.req("PLT-3")
def test_a_twin_in_the_recycle_bin_is_told_at_its_row(cast):
    act = cast.act("admin")
    product = a_product(model="GONE-1")
    recycling.remove(product, "停产", act=act)
    text = f"型号,系列,目录价\nGONE-1,{product.series.code},100\n"
    run = carried_out(act, text, kind="products.product")
    assert len(faults(run)) == 1
    assert "回收站" in run.faults.get().sentence
