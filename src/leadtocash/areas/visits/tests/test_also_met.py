"""Who is met for the first time becomes a contact of the customer with the minutes, once."""

import pytest
from django.utils import timezone

from leadtocash.areas.customers.tests.factories import a_contact
from leadtocash.areas.visits.forms.visits import MetField
from leadtocash.areas.visits.tests.factories import a_plan

pytestmark = [pytest.mark.req("CRM-5", "CRM-2"), pytest.mark.django_db]


def names(visit):
    return sorted((one.name, one.position) for one in visit.contacts.all())


def test_somebody_new_is_a_contact_afterwards_and_whom_one_knows_is_not_added_again(cast, api):
    act = cast.act("wang", timezone.now())
    visit = a_plan(act)
    a_contact(visit.customer, act, name="周启明", position="部长")
    met = [{"name": "李工", "position": "科长"}, {"name": "周启明"}]
    sent = {"said": "要我们出方案", "also_met": met, "contacts": []}
    answer = api("wang").post(f"/api/v1/visits/{visit.pk}/minutes/", sent, format="json")
    assert answer.status_code == 200, answer.content
    assert names(visit) == [("周启明", "部长"), ("李工", "科长")]
    assert visit.customer.contacts.count() == 2


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("李工", [("李工", "")]),
        ("李工　设备科 科长； 王会计", [("李工", "设备科 科长"), ("王会计", "")]),
    ],
)
def test_people_are_typed_in_one_line(typed, found):
    assert [(one["name"], one["position"]) for one in MetField(required=False).clean(typed)] == found


def test_a_name_too_long_asks_for_a_semicolon(page, cast):
    visit = a_plan(cast.act("wang", timezone.now()))
    answer = page("wang").post(f"/visits/{visit.pk}/minutes/", {"said": "好", "also_met": "长" * 61})
    assert answer.status_code == 422
    assert "分号" in answer.content.decode()
    assert visit.customer.contacts.count() == 0
