"""Custom fields travel in a pack: written, read, compared, taken over."""

from __future__ import annotations

import pytest

from leadtocash.foundation.custom_fields import actions
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.custom_fields.tests.factories import CUSTOMER, a_field, one_of_each
from leadtocash.foundation.packs.parts.custom_fields import PART
from leadtocash.foundation.packs.registry import compare

pytestmark = pytest.mark.req("PLT-1")


def test_the_fields_of_a_company_are_those_of_another_afterwards(cast):
    act = cast.act("admin")
    fields = one_of_each(act)
    actions.change(fields["text"], {"label_en": 'Say "size"', "seen_by": ["sales_manager"], "default": "M\\L"}, act=act)
    actions.retire(fields["date"], act=act)
    a_field(act, "hobby", kind="customers.contact", required=True)
    files = PART.write(PART.current())
    assert sorted(files) == ["custom_fields/customers.contact.toml", f"custom_fields/{CUSTOMER}.toml"]
    content = PART.read(files)
    assert (content.troubles, PART.write(content)) == ((), files)
    assert compare(PART.current(), content) == []
    CustomField.objects.all().delete()
    differences = compare(PART.current(), content)
    assert len(PART.apply(differences, act=act, reason="")) == 11
    assert compare(PART.current(), PART.read(files)) == []
    assert CustomField.objects.get(code="f_date").is_active is False


def test_what_cannot_be_read_is_named(cast):
    files = {
        "custom_fields/customers.customer.toml": '[a]\nlabel = "x"\ntype = "sum"\n[B]\nlabel = "y"\ntype = "text"\n',
        "custom_fields/nowhere.at_all.toml": "",
    }
    content = PART.read(files)
    assert (dict(content.items), [one.stops for one in content.troubles]) == ({}, [True, True, False])


def test_a_type_with_values_stands_against_it(cast):
    from leadtocash.areas.customers import actions as customers
    from leadtocash.foundation.kernel.extra import Changes

    a_field(cast.act("admin"), "size")
    files = PART.write(PART.current())
    customers.create_customer({"name": "甬江港务", "extra": Changes(size="M")}, act=cast.act("wang"))
    other = {path: text.replace('"text"', '"integer"') for path, text in files.items()}
    assert len(list(PART.check(PART.read(other)))) == 1
    assert list(PART.check(PART.read(files))) == []
