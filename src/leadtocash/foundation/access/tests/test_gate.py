"""Nobody sees or changes anything outside his scope (ORG-4)."""

import pytest
from django.http import Http404

from leadtocash.areas.customers import actions, permissions
from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.access import gate
from leadtocash.foundation.access.gate import allowed, close_to, fetch, open_to, require
from leadtocash.foundation.access.models import Participation, RolePermission
from leadtocash.foundation.access.shipping import ship_roles
from leadtocash.foundation.accounts import people
from leadtocash.foundation.kernel.errors import NotAllowed, Stale
from leadtocash.foundation.kernel.models import lock

pytestmark = pytest.mark.req("ORG-4")


@pytest.fixture
def customer(cast):
    return actions.create_customer({"name": "皖江钢铁股份有限公司"}, act=cast.act("wang"))


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("wang", True),  # owns it
        ("guo", True),  # assistant of the same office
        ("li", True),  # manager of the region above
        ("zheng", True),  # business unit above
        ("chen", True),  # whole company
        ("zhao", False),  # sells elsewhere
        ("lu", False),  # manages another region
        ("shen", False),  # technical support has no customers
        ("admin", False),  # configuration only
        ("outsider", False),  # no position
    ],
)
def test_each_sees_his_scope_and_no_more(cast, customer, who, sees):
    person = cast.people[who]
    assert Customer.objects.visible_to(person).filter(pk=customer.pk).exists() is sees
    assert gate.sees(person, customer) is sees
    if sees:
        assert fetch(Customer, person, pk=customer.pk) == customer
    else:
        with pytest.raises(Http404):
            fetch(Customer, person, pk=customer.pk)


@pytest.mark.parametrize(
    ("who", "may"), [("wang", True), ("li", True), ("zhao", False), ("chen", False), ("guo", False)]
)
def test_seeing_is_not_changing(cast, customer, who, may):
    assert allowed(cast.people[who], permissions.EDIT, customer) is may
    if not may:
        with pytest.raises(NotAllowed):
            require(cast.people[who], permissions.EDIT, customer)


def test_a_record_can_be_opened_to_one_person_and_closed_again(cast, customer):
    open_to(customer, cast.zhao, why=Participation.Why.APPROVER, act=cast.act("wang"))
    open_to(customer, cast.zhao, why=Participation.Why.APPROVER, act=cast.act("wang"))
    assert fetch(Customer, cast.zhao, pk=customer.pk) == customer
    assert gate.sees(cast.zhao, customer)
    assert not allowed(cast.zhao, permissions.EDIT, customer)
    close_to(customer, cast.zhao, why=Participation.Why.APPROVER)
    assert not Customer.objects.visible_to(cast.zhao).exists()


def test_a_team_member_acts_as_on_his_own(cast, customer):
    open_to(customer, cast.zhao, why=Participation.Why.MEMBER, act=cast.act("wang"))
    assert allowed(cast.zhao, permissions.EDIT, customer)


def test_an_inactive_person_may_nothing(cast, customer):
    cast.wang.is_active = False
    assert not Customer.objects.visible_to(cast.wang).exists()


def test_what_lies_in_the_recycle_bin_is_seen_by_nobody(cast, customer):
    customer.removed_at = customer.created_at
    assert not gate.sees(cast.wang, customer)


@pytest.mark.req("PLT-5")
def test_a_record_taken_under_its_lock_is_not_read_again_once(cast, customer, django_assert_num_queries):
    taken = gate.take(Customer, cast.wang, Customer.objects.all(), customer.pk)
    with django_assert_num_queries(0):
        assert lock(taken, revision=1) is taken
    with django_assert_num_queries(1):
        assert lock(taken) is not taken
    with pytest.raises(Stale):
        lock(gate.take(Customer, cast.wang, Customer.objects.all(), customer.pk), revision=7)
    with pytest.raises(Http404):
        gate.take(Customer, cast.zhao, Customer.objects.all(), customer.pk)


@pytest.mark.req("ORG-2")
def test_a_permission_an_administrator_took_away_is_not_shipped_again(db):
    RolePermission.objects.filter(role__code="sales_manager", permission=permissions.EDIT).delete()
    ship_roles()
    assert not RolePermission.objects.filter(role__code="sales_manager", permission=permissions.EDIT).exists()


@pytest.mark.req("ORG-1")
def test_the_nearest_holder_of_a_role_is_found_up_the_tree(cast):
    assert people.with_role("sales_manager", department=cast.departments["SH"]) == [cast.li]
    assert people.with_role("sales_manager", department=cast.departments["GZ"]) == [cast.lu]
    assert people.with_role("finance", department=cast.departments["SH"]) == [cast.qian]
    assert people.superior_of(cast.wang) == cast.li
