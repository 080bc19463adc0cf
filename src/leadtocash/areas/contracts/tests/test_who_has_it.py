"""Who has a contract, whom it goes to after a hand-over, and what rejecting it does."""

from __future__ import annotations

from datetime import date

import pytest

from leadtocash.areas.contracts import queries
from leadtocash.areas.contracts.tests import factories
from leadtocash.areas.contracts.views.deciders import deciders
from leadtocash.foundation.accounts.models import Position, Role, User
from leadtocash.foundation.workflow.models import WorkItem

pytestmark = [pytest.mark.django_db]


def newcomer(cast, name, role, department):
    person = User.objects.create_user(f"new_{role}", name, "demo-password")
    Position.objects.create(
        person=person, department=cast.departments[department], role=Role.objects.get(code=role), is_main=True
    )


@pytest.mark.req("CON-3")
def test_a_department_of_several_people_is_one_part(cast):
    newcomer(cast, "徐静", "finance", "FIN")
    contract = factories.submitted_contract(cast)
    items = factories.open_items(contract)
    found = queries.holders(contract)
    assert len(found) == len({item.slot for item in items}) == len(items) - 1
    assert [one.who for one in found if "徐静" in one.who and "钱慧" in one.who]


@pytest.mark.req("CON-3")
@pytest.mark.parametrize("bar", [False, True], ids=["at the desk", "on the phone"])
def test_the_decision_says_what_rejecting_does(cast, page, bar):
    contract = factories.submitted_contract(cast)
    item = WorkItem.objects.get(assignee=cast.people["qian"], instance__record_id=contract.pk)
    address = f"/work-items/{item.pk}/decision/?decision=reject" if bar else contract.get_absolute_url()
    assert "拒绝后：退回客户经理 → 按意见修改" in page("qian").get(address).content.decode()


@pytest.mark.req("ORG-5")
def test_who_took_the_people_over_approves_where_the_region_has_no_manager_left(cast):
    newcomer(cast, "何军", "sales_manager", "SOUTH")
    User.objects.filter(username="li").update(is_active=False)
    Position.objects.filter(person=cast.people["wang"]).update(superior=cast.people["lu"])
    contract = factories.submitted_contract(cast)
    named = " ".join(one["text"] for one in deciders(contract)["entries"])
    while not (asked := factories.open_items(contract, "authority")):
        factories.decide(factories.open_items(contract)[0], "approve")
    assert [item.assignee.name for item in asked] == ["吕芳"]
    assert ("吕芳" in named, "何军" in named) == (True, False)


@pytest.mark.req("CON-2")
@pytest.mark.parametrize(("day", "warned"), [(date(2020, 1, 2), True), (date(2099, 1, 2), False)])
def test_a_delivery_day_in_the_past_is_warned_of(cast, page, day, warned):
    contract = factories.draft_contract(cast, delivery_on=day)
    shown = page("wang").get(f"/contracts/{contract.pk}/edit/").content.decode()
    assert ("交货期 2020-01-02 已过" in shown) is warned
