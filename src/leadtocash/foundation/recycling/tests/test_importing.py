"""A row that equals a record in the recycle bin is said to, kind by kind."""

from __future__ import annotations

from typing import Any

import pytest

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests.factories import draft_contract
from leadtocash.areas.customers.actions import add_contact
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.receivables.models import Receipt
from leadtocash.areas.receivables.tests import factories as receivables
from leadtocash.foundation.exchange.tests.driving import carried_out
from leadtocash.foundation.recycling import actions

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-4", "PLT-7")]


def binned_contact(cast: Any) -> tuple[Any, str, str]:
    customer = a_customer(cast.act("wang"), name="甬江港务集团")
    return add_contact(customer, {"name": "林海"}, act=cast.act("wang")), "wang", "客户,姓名\n甬江港务集团,林海\n"


def binned_opportunity(cast: Any) -> tuple[Any, str, str]:
    customer = a_customer(cast.act("wang"), name="甬江港务集团")
    made = an_opportunity(cast.act("wang"), customer=customer, name="岸桥监控")
    return made, "wang", "商机名称,客户名称,预计金额（万元）,预计签约日期\n岸桥监控,甬江港务集团,80,2027-03-01\n"


def binned_contract(cast: Any) -> tuple[Any, str, str]:
    made = draft_contract(cast)
    return made, "wang", f"合同名称,客户名称\n{made.title},{made.customer.name}\n"


@pytest.mark.parametrize("build", [binned_contact, binned_opportunity, binned_contract])
def test_it_is_left_out_or_entered_anew_or_restored(cast, build):
    record, name, text = build(cast)
    act, model = cast.act(name), type(record)
    removal = actions.remove(record, "录错", act=act)
    run = carried_out(act, text, kind=record._meta.label_lower)
    assert (run.counts["similar"], run.counts["made"], model.objects.count()) == (1, 0, 0)
    run = carried_out(act, text, kind=record._meta.label_lower, similar="create")
    assert (run.counts["made"], model.objects.count()) == (1, 1)
    model.objects.all().delete()
    actions.restore(removal, act=act)
    assert model.objects.get() == record


@pytest.mark.parametrize("kind", ["customer", "receipt"])
def test_what_must_be_unique_is_refused_with_the_way_out(cast, kind):
    customer = a_customer(cast.act("wang"), name="甬江港务集团")
    record, name, text = customer, "wang", "客户名称\n甬江港务集团\n"
    if kind == "receipt":
        record, name = receivables.a_receipt(cast, customer), "qian"
        text = f"付款单位,到账日期,到账金额,流水号\n甬江港务集团,2026-11-09,5,{record.bank_reference}\n"
    actions.remove(record, "录错", act=cast.act(name))
    run = carried_out(cast.act(name), text, kind=record._meta.label_lower)
    assert (run.counts["wrong"], run.counts.get("made", 0)) == (1, 0)
    assert "回收站" in run.faults.get().sentence


def test_models_here_are_all_that_can_be_imported_and_deleted():
    from leadtocash.foundation.exchange.importable import importables
    from leadtocash.foundation.recycling.registry import disposables

    tried = {model._meta.label_lower for model in (Contact, Contract, Customer, Opportunity, Receipt)}
    both = {kind for kind, _one in importables.items()} & {kind for kind, _one in disposables.items()}
    assert both == tried | {"products.product"}
