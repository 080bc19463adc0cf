"""Defining, changing, retiring: what is allowed, what is refused, who hears of it."""

from __future__ import annotations

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.custom_fields import actions, definitions
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.custom_fields.tests.factories import CUSTOMER, a_field
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.kernel.extra import Changes

pytestmark = pytest.mark.req("PLT-1")


@pytest.fixture
def admin(cast):
    return cast.act("admin")


def a_customer(act, **extra):
    return customers.create_customer({"name": "甬江港务", "extra": Changes(extra)}, act=act)


def test_a_code_is_made_from_the_label_and_never_taken_twice(admin):
    made = [actions.define({"kind": CUSTOMER, "label": "客户级别", "type": "text"}, act=admin) for _ in range(2)]
    assert [one.code for one in made] == ["kehujibie", "kehujibie_2"]
    assert [one.position for one in made] == [10, 20]
    assert [entry.verb for entry in Entry.objects.filter(kind="custom_fields.customfield")] == [
        "custom_fields.defined"
    ] * 2


def test_only_who_may_defines(cast):
    with pytest.raises(NotAllowed):
        a_field(cast.act("wang"), "size")


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"code": "Grösse"}, "code"), ({"code": "due_from"}, "code"), ({"kind": "projects.purchase"}, "kind"),
        ({"type": "choice", "choices": []}, "choices"),
        ({"type": "choice", "choices": [{"label": "a"}, {"label": "A"}]}, "choices"),
        ({"type": "date", "is_unique": True}, "is_unique"), ({"type": "integer", "default": "viele"}, "default"),
        ({"seen_by": ["nobody"]}, "seen_by"), ({"label": ""}, "label"), ({"type": "formula"}, "type"),
    ],
)  # fmt: skip
def test_a_wrong_definition_is_refused_at_its_field(admin, values, wrong):
    with pytest.raises(ValidationError) as refused:
        a_field(admin, **{"code": "x", **values})
    assert list(refused.value.message_dict) == [wrong]


def test_the_same_code_twice_is_one_clear_refusal(admin):
    a_field(admin, "size")
    with pytest.raises(ValidationError) as refused:
        a_field(admin, "size")
    assert refused.value.message_dict == {"code": ["这类记录已有使用此代码的字段。"]}


@pytest.mark.django_db(transaction=True)
def test_two_who_define_the_same_code_at_once_get_one_field_and_one_refusal(cast):
    act, outcomes, both = cast.act("admin"), [], threading.Barrier(2)

    def define():
        both.wait()
        try:
            outcomes.append(a_field(act, "size").code)
        except ValidationError as refused:
            outcomes.append(list(refused.message_dict))
        finally:
            connection.close()

    people = [threading.Thread(target=define) for _ in range(2)]
    [one.start() for one in people]
    [one.join() for one in people]
    assert sorted(outcomes, key=str) == [["code"], "size"]
    assert CustomField.objects.count() == 1


def test_the_type_stays_once_there_are_values(admin, cast):
    size = a_field(admin, "size")
    assert actions.change(size, {"type": "integer"}, act=admin).type == "integer"
    a_customer(cast.act("wang"), size=3)
    with pytest.raises(ValidationError) as refused:
        actions.change(size, {"type": "text"}, act=admin)
    assert "已有记录" in refused.value.message_dict["type"][0]
    with pytest.raises(ValidationError):
        actions.change(size, {"code": "other"}, act=admin)


def test_a_choice_in_use_is_renamed_or_retired_but_not_deleted(admin, cast):
    colour = a_field(admin, "colour", "choice")
    customer = a_customer(cast.act("wang"), colour="red")
    with pytest.raises(ValidationError) as refused:
        actions.change(colour, {"choices": [{"code": "blue", "label": "蓝"}]}, act=admin)
    assert "红" in refused.value.message_dict["choices"][0]
    kept = [{"code": "blue", "label": "蓝"}, {"code": "red", "label": "朱红", "active": False}]
    assert [c["code"] for c in actions.change(colour, {"choices": kept}, act=admin).choices] == ["blue", "red"]
    with pytest.raises(ValidationError):
        customers.change_customer(customer, {"extra": Changes(colour="green")}, act=cast.act("wang"))
    assert customers.change_customer(customer, {"short_name": "甬"}, act=cast.act("wang")).extra == {"colour": "red"}


def test_what_shall_differ_everywhere_must_differ_now(admin, cast):
    size = a_field(admin, "size")
    wang = cast.act("wang")
    for name in ("甲公司", "乙公司"):
        customers.create_customer({"name": name, "extra": Changes(size="A1")}, act=wang)
    with pytest.raises(ValidationError) as refused:
        actions.change(size, {"is_unique": True}, act=admin)
    assert "A1" in refused.value.message_dict["is_unique"][0]
    customers.change_customer(Customer.objects.get(name="乙公司"), {"extra": Changes(size="A2")}, act=wang)
    actions.change(size, {"is_unique": True}, act=admin)
    with pytest.raises(ValidationError) as twice:
        customers.create_customer({"name": "丙公司", "extra": Changes(size="A1")}, act=wang)
    assert list(twice.value.message_dict) == ["extra.size"]


def test_a_retired_field_keeps_its_values_and_comes_back_with_them(admin, cast):
    size = a_field(admin, "size")
    customer = a_customer(cast.act("wang"), size="A1")
    actions.retire(size, act=admin)
    with pytest.raises(RuleError):
        actions.retire(size, act=admin)
    assert definitions.active(CUSTOMER) == []
    customers.change_customer(customer, {"short_name": "甬"}, act=cast.act("wang"))
    actions.revive(size, act=admin)
    assert [one.code for one in definitions.active(CUSTOMER)] == ["size"]
    assert Customer.objects.get().extra == {"size": "A1"}


def test_fields_move(admin):
    for code in ("a", "b", "c"):
        a_field(admin, code)
    actions.move(CustomField.objects.get(code="c"), up=True, act=admin)
    assert [one.code for one in definitions.all_of(CUSTOMER)] == ["a", "c", "b"]
    actions.move(CustomField.objects.get(code="a"), up=True, act=admin)
    assert [one.code for one in definitions.all_of(CUSTOMER)] == ["a", "c", "b"]


def test_a_change_is_heard_of_by_the_stamp(admin):
    a_field(admin, "size")
    assert [one.code for one in definitions.all_of(CUSTOMER)] == ["size"]
    CustomField.objects.update(label="\u522b\u7684")
    assert definitions.all_of(CUSTOMER)[0].label == "\u522b\u7684"


def test_what_is_stored_past_the_edges_is_looked_at_too(cast, admin):
    a_field(admin, "size", "integer")
    for extra in ({"size": "viel"}, {"unknown": "1"}):
        with pytest.raises(ValidationError) as refused:
            a_customer(cast.act("wang"), **extra)
        assert list(refused.value.message_dict) == [f"extra.{next(iter(extra))}"]
