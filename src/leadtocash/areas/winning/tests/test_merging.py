"""Contacts and competitors that take part in the same deal twice are not merged blindly (CRM-8)."""

from __future__ import annotations

import pytest

from leadtocash.areas.customers.tests.factories import a_contact, a_customer
from leadtocash.areas.market.tests.factories import a_competitor
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.winning import actions
from leadtocash.areas.winning.models import Stakeholder
from leadtocash.areas.winning.tests.factories import a_stakeholder
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.merging import actions as merging
from leadtocash.foundation.recycling import actions as bin_

pytestmark = [pytest.mark.django_db, pytest.mark.req("CRM-8")]


def test_two_who_both_stand_on_one_map_are_merged_only_when_one_of_them_is_taken_off(cast):
    act, deal = cast.act("wang"), an_opportunity(cast.act("wang"))
    first, second = a_stakeholder(deal, act, name="陈志远"), a_stakeholder(deal, act, name="陈志元")
    with pytest.raises(RuleError) as refused:
        merging.merge(first.contact, [second.contact], reason="同一个人", act=act)
    assert (refused.value.code, len(refused.value.missing)) == ("merge_in_the_way", 1)
    bin_.remove(second, "同一个人", act=act)
    assert merging.merge(first.contact, [second.contact], reason="同一个人", act=act) == first.contact


def test_contacts_merged_along_with_their_customers_are_refused_in_the_same_way(cast):
    act, manager = cast.act("wang"), cast.act("li")
    deal = an_opportunity(act)
    first = a_stakeholder(deal, act, name="陈志远")
    elsewhere = a_customer(act, name="甬江港务有限公司")
    second = a_contact(elsewhere, act, name="陈志远")
    Stakeholder.objects.filter(pk=a_stakeholder(deal, act, name="陈某").pk).update(contact=second)
    with pytest.raises(RuleError) as refused:
        merging.merge(deal.customer, [elsewhere], reason="重复录入", act=manager, parts=[second.pk])
    assert refused.value.code == "merge_in_the_way"
    assert merging.merge(deal.customer, [elsewhere], reason="重复录入", act=manager) == deal.customer
    assert first.contact.customer_id == deal.customer_id


def test_two_competitors_who_are_both_rivals_in_a_deal_are_not_merged_before_one_is_taken_off(cast):
    act, manager, deal = cast.act("wang"), cast.act("li"), an_opportunity(cast.act("wang"))
    one, two = a_competitor(act), a_competitor(act)
    rivals = [actions.add_rival(deal, {"competitor": each}, act=act) for each in (one, two)]
    with pytest.raises(RuleError) as refused:
        merging.merge(one, [two], reason="同一家", act=manager)
    assert refused.value.code == "merge_in_the_way"
    bin_.remove(rivals[1], "同一家", act=act)
    assert merging.merge(one, [two], reason="同一家", act=manager) == one
