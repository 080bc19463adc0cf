"""Customers in a real database."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from leadtocash.areas.customers import actions, queries
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.tests.factories import CREDIT_CODE, a_customer
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.kernel.errors import NotAllowed, Stale

pytestmark = [pytest.mark.django_db, pytest.mark.req("CRM-1")]


def test_a_customer_belongs_to_who_registers_it_and_gets_a_number(cast):
    made = a_customer(cast.act("wang"), name="  甬江　港务（集团）", credit_code=f" {CREDIT_CODE.lower()} ")
    assert (made.name, made.credit_code) == ("甬江 港务（集团）", CREDIT_CODE)
    assert (made.owner, made.department.code, made.status) == (cast.wang, "SH", "new")
    assert made.number.startswith("KH-")
    assert [entry.verb for entry in history(made)] == ["customers.created"]


@pytest.mark.parametrize("twin", ["甬江港务（集团）", "甬江港务(集团)", " 甬江港务 集团 ", "甬江港务·集团"])
def test_the_same_name_in_another_spelling_is_refused_also_across_scopes(cast, twin):
    first = a_customer(cast.act("zhao"), name="甬江港务(集团)")
    with pytest.raises(ValidationError) as error:
        a_customer(cast.act("wang"), name=twin)
    (sentence,) = error.value.message_dict["name"]
    assert first.number not in sentence
    with pytest.raises(ValidationError) as error:
        a_customer(cast.act("zhao"), name=twin)
    (sentence,) = error.value.message_dict["name"]
    assert first.number in sentence


def test_the_same_credit_code_is_refused_at_its_field(cast):
    a_customer(cast.act("zhao"), credit_code=CREDIT_CODE)
    with pytest.raises(ValidationError) as error:
        a_customer(cast.act("wang"), credit_code=CREDIT_CODE)
    assert list(error.value.message_dict) == ["credit_code"]
    assert Customer.objects.count() == 1


def test_several_customers_without_credit_code_are_fine(cast):
    assert a_customer(cast.act("wang")).pk != a_customer(cast.act("wang")).pk


def test_a_mistyped_credit_code_and_a_twin_are_both_told(cast):
    first = a_customer(cast.act("wang"))
    with pytest.raises(ValidationError) as error:
        a_customer(cast.act("wang"), name=first.name, credit_code="123")
    assert set(error.value.message_dict) == {"name", "credit_code"}


def test_a_parent_company_cannot_belong_to_its_own_child(cast):
    top = a_customer(cast.act("wang"))
    middle = a_customer(cast.act("wang"), parent=top)
    low = a_customer(cast.act("wang"), parent=middle)
    assert queries.line_of_parents(low) == [middle.pk, top.pk]
    for parent in (low, middle, top):
        with pytest.raises(ValidationError) as error:
            actions.change_customer(top, {"parent": parent}, act=cast.act("wang"))
        assert list(error.value.message_dict) == ["parent"]


def test_a_change_is_journalled_with_old_and_new(cast):
    made = a_customer(cast.act("wang"), industry="港口")
    actions.change_customer(made, {"industry": "物流"}, act=cast.act("li"))
    entry = history(made)[0]
    assert (entry.actor, entry.changes) == (cast.li, {"industry": ["港口", "物流"]})


def test_who_saw_an_older_state_is_told_so(cast):
    made = a_customer(cast.act("wang"))
    actions.change_customer(made, {"industry": "物流"}, act=cast.act("li"), revision=1)
    with pytest.raises(Stale):
        actions.change_customer(made, {"industry": "港口"}, act=cast.act("wang"), revision=1)


@pytest.mark.req("ORG-4")
@pytest.mark.parametrize("who", ["zhao", "qian", "admin", "outsider"])
def test_nobody_outside_changes_a_customer_or_its_contacts(cast, who):
    made = a_customer(cast.act("wang"))
    contact = actions.add_contact(made, {"name": "林海"}, act=cast.act("wang"))
    for attempt in (
        lambda: actions.change_customer(made, {"name": "x"}, act=cast.act(who)),
        lambda: actions.add_contact(made, {"name": "x"}, act=cast.act(who)),
        lambda: actions.change_contact(contact, {"name": "x"}, act=cast.act(who)),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_the_first_contact_is_the_main_one_and_there_is_only_one(cast):
    made = a_customer(cast.act("wang"))
    first = actions.add_contact(made, {"name": "林海"}, act=cast.act("wang"))
    second = actions.add_contact(made, {"name": "徐峰", "is_main": True}, act=cast.act("wang"))
    first.refresh_from_db()
    assert (first.is_main, second.is_main) == (False, True)
    actions.change_contact(first, {"is_main": True}, act=cast.act("wang"))
    assert [c.name for c in made.contacts.filter(is_main=True)] == ["林海"]
    with pytest.raises(IntegrityError), transaction.atomic():
        made.contacts.update(is_main=True)


@pytest.mark.req("CRM-3")
def test_a_won_deal_makes_the_customer_won_once(cast):
    made = a_customer(cast.act("wang"))
    won = actions.note_win(made, act=cast.act("wang"), opportunity="SJ-2026-0001")
    assert won.status == "won"
    again = actions.note_win(made, act=cast.act("wang"), opportunity="SJ-2026-0002")
    assert again.revision == won.revision
