"""Customers as people use them in the browser."""

from __future__ import annotations

import pytest
from tests.browsing import text

from leadtocash.areas.customers import actions
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.tests.factories import a_customer

pytestmark = [pytest.mark.django_db, pytest.mark.req("CRM-1")]


@pytest.fixture
def customer(cast) -> Customer:
    return a_customer(cast.act("wang"), name="甬江港务集团", industry="港口")


def test_a_customer_is_registered_and_shown(page, cast):
    answer = page("wang").post(
        "/customers/new/", {"name": "浙东第二人民医院", "kind": "end_user", "founded_year": "1952"}
    )
    made = Customer.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert made.number in text(page("wang").get(made.get_absolute_url()))


def test_a_twin_and_a_wrong_code_stand_at_their_fields(page, customer):
    answer = page("zhao").post("/customers/new/", {"name": "甬江港务集团", "kind": "end_user", "credit_code": "123"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "credit_code"}
    assert customer.number not in text(answer)


def test_an_edit_of_an_older_state_is_refused(page, customer):
    address = f"{customer.get_absolute_url()}edit/"
    assert 'name="revision" value="1"' in text(page("wang").get(address))
    posted = {"name": customer.name, "kind": "end_user", "industry": "物流", "revision": "1"}
    assert page("wang").post(address, posted).status_code == 302
    assert page("wang").post(address, {**posted, "industry": "港口"}).status_code == 412
    customer.refresh_from_db()
    assert customer.industry == "物流"


def test_a_crooked_revision_breaks_nothing(page, customer):
    posted = {"name": customer.name, "kind": "end_user", "revision": "abc"}
    assert page("wang").post(f"{customer.get_absolute_url()}edit/", posted).status_code == 422


def test_a_parent_is_chosen_among_the_customers_one_sees(page, cast, customer):
    parent, hidden = a_customer(cast.act("wang")), a_customer(cast.act("zhao"))
    address = f"{customer.get_absolute_url()}edit/"
    posted = {"name": customer.name, "kind": "end_user"}
    assert page("wang").post(address, {**posted, "parent": hidden.pk}).status_code == 422
    assert page("wang").post(address, {**posted, "parent": customer.pk}).status_code == 422
    assert page("wang").post(address, {**posted, "parent": parent.pk}).status_code == 302
    assert parent.name in text(page("wang").get(customer.get_absolute_url()))


def test_contacts_are_added_and_changed(page, customer):
    page("wang").post(f"{customer.get_absolute_url()}contacts/new/", {"name": "林海", "position": "主任"})
    contact = customer.contacts.get()
    assert contact.is_main
    answer = page("wang").post(f"/contacts/{contact.pk}/edit/", {"name": "林海", "phone": "１３８", "revision": 1})
    assert answer.status_code == 302
    assert "138" in text(page("wang").get(contact.get_absolute_url()))


@pytest.mark.req("ORG-4")
def test_what_one_may_not_see_is_not_there(page, cast, customer):
    contact = actions.add_contact(customer, {"name": "林海"}, act=cast.act("wang"))
    own = customer.get_absolute_url()
    for address in (own, f"{own}edit/", f"{own}contacts/new/", f"/contacts/{contact.pk}/edit/"):
        assert page("zhao").get(address).status_code == 404
        assert page("admin").get(address).status_code == 404
    assert page("qian").get(own).status_code == 200
    assert page("qian").get(f"{own}edit/").status_code == 403
    assert customer.name not in text(page("zhao").get("/customers/?search=甬江"))


@pytest.mark.req("PLT-3")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"甬江港务集团", "钱塘大学"}), ("view=mine", {"甬江港务集团"}), ("search=钱塘", {"钱塘大学"}),
        ("view=new", {"甬江港务集团", "钱塘大学"}), ("status=won", set()), ("view=won", set()),
    ],
)  # fmt: skip
def test_the_list_is_narrowed_by_views_filters_and_search(page, cast, customer, query, found):
    a_customer(cast.act("li"), name="钱塘大学")
    client = page("wang") if query == "view=mine" else page("li") if "search" in query else page("feng")
    rows = client.get(f"/customers/?{query}").context["page"]["rows"]
    assert {row["cells"][1]["text"] for row in rows} == found


@pytest.mark.req("PLT-3")
def test_the_export_holds_what_the_list_shows(page, cast, customer):
    a_customer(cast.act("zhao"), name="别人的客户")
    body = b"".join(page("wang").get("/customers/?export=csv").streaming_content).decode()
    assert "甬江港务集团" in body
    assert "别人的客户" not in body
