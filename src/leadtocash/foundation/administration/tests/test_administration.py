"""Who is who, who may what, which days count, how papers are numbered: kept by an administrator, journalled."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from leadtocash.areas.customers import permissions as customers
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.grants import forget
from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.administration import actions
from leadtocash.foundation.calendar import days
from leadtocash.foundation.calendar.models import CalendarDay
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.numbering import numbers

ADDRESSES = [
    "people/",
    "people/new/",
    "departments/",
    "departments/new/",
    "roles/",
    "calendar/",
    "numbering/",
    "numbering/customer/",
]


@pytest.mark.req("ORG-2")
@pytest.mark.parametrize("address", ADDRESSES)
def test_only_an_administrator_opens_these_pages(page, address):
    assert page("admin").get(f"/administration/{address}").status_code == 200
    assert page("chen").get(f"/administration/{address}").status_code == 403


@pytest.mark.req("ORG-1")
def test_a_person_is_added_given_a_position_and_signs_in(cast, page):
    client = page("admin")
    client.post(
        "/administration/people/new/",
        {"username": "xuli", "name": "徐丽", "password": "mei-hua-2026", "is_active": "on"},
    )
    person = User.objects.get(username="xuli")
    role, office = Role.objects.get(code="account_manager"), cast.departments["SH"]
    client.post(
        f"/administration/people/{person.pk}/positions/new/",
        {"department": office.pk, "role": role.pk, "superior": cast.li.pk},
    )
    assert Position.objects.get(person=person).is_main
    answer = Client().post("/sign-in/", {"username": "xuli", "password": "mei-hua-2026"})
    assert answer.status_code == 302
    assert [e.verb for e in history(person)] == [
        "administration.position_given",
        "administration.person_created",
    ]


def test_a_weak_password_is_refused_at_the_field(cast):
    with pytest.raises(ValidationError) as refusal:
        actions.create_person({"username": "x", "name": "X", "password": "12345"}, act=cast.act("admin"))
    assert list(refusal.value.message_dict) == ["password"]
    assert not User.objects.filter(username="x").exists()


def test_the_text_of_a_password_is_nowhere_in_the_journal(cast):
    actions.change_person(cast.wang, {"password": "mei-hua-2026"}, act=cast.act("admin"))
    assert all("mei-hua" not in str(e.changes) + str(e.data) for e in history(cast.wang))


def test_an_administrator_cannot_shut_himself_out(cast):
    with pytest.raises(RuleError) as refusal:
        actions.change_person(cast.admin, {"is_active": False}, act=cast.act("admin"))
    assert refusal.value.code == "self_deactivation"
    with pytest.raises(RuleError):
        actions.take_position(cast.admin.positions.get(), act=cast.act("admin"))


@pytest.mark.req("ORG-2")
def test_what_a_role_may_do_is_changed_in_the_table_and_counts_at_once(cast, page):
    role = Role.objects.get(code="sales_manager")
    assert not allowed(cast.li, "contracts.register")
    held = {f"scope:{p}": s for p, s in RolePermission.objects.filter(role=role).values_list("permission", "scope")}
    page("admin").post(
        f"/administration/roles/{role.pk}/",
        {**held, "scope:contracts.register": "all", f"scope:{customers.EDIT}": ""},
    )
    forget(cast.li)
    assert allowed(cast.li, "contracts.register")
    assert not allowed(cast.li, customers.EDIT)
    assert history(role)[0].changes == {customers.EDIT: ["below", ""], "contracts.register": ["", "all"]}


def test_the_last_right_to_change_roles_cannot_be_taken_away(cast):
    role = Role.objects.get(code="system_admin")
    with pytest.raises(RuleError) as refusal:
        actions.set_role_permissions(role, {"administration.roles": ""}, act=cast.act("admin"))
    assert refusal.value.code == "no_administrator_left"


@pytest.mark.req("ORG-1")
def test_a_moved_department_takes_those_below_with_it(cast):
    east = cast.departments["EAST"]
    actions.save_department(east, {"parent": cast.departments["HQ"]}, act=cast.act("admin"))
    office, east = Department.objects.get(code="SH"), Department.objects.get(code="EAST")
    assert east.path == f"{cast.departments['HQ'].path}{east.pk}/"
    assert office.path == f"{east.path}{office.pk}/"


def test_a_department_cannot_lie_below_itself(cast):
    with pytest.raises(ValidationError):
        actions.save_department(cast.departments["EAST"], {"parent": cast.departments["SH"]}, act=cast.act("admin"))


@pytest.mark.req("ORG-6")
def test_a_day_set_by_the_administrator_counts(cast, page, django_capture_on_commit_callbacks):
    before = days.add(date(2026, 11, 10), 10)
    with django_capture_on_commit_callbacks(execute=True):
        page("admin").post("/administration/calendar/", {"day": "２０２６-11-12", "working": "0", "name": "停电"})
    assert (before, days.add(date(2026, 11, 10), 10)) == (date(2026, 11, 24), date(2026, 11, 25))
    row = CalendarDay.objects.get(day=date(2026, 11, 12))
    with django_capture_on_commit_callbacks(execute=True):
        page("admin").post(f"/administration/calendar/{row.pk}/removal/")
    assert days.add(date(2026, 11, 10), 10) == before


@pytest.mark.req("ORG-7")
@pytest.mark.parametrize(
    "pattern", ["KH-{year}", "KH-{nobody}-{seq}", "KH-{seq", "K" * 30 + "{seq}", "{seq.__class__}"]
)
def test_a_pattern_that_cannot_number_is_refused(cast, pattern):
    with pytest.raises(ValidationError):
        actions.set_pattern("customer", pattern, act=cast.act("admin"))


@pytest.mark.req("ORG-7")
def test_a_changed_pattern_counts_for_the_next_number(cast, page):
    page("admin").post("/administration/numbering/customer/", {"pattern": "C{year}-{seq:05d}", "reason": "按年编"})
    assert numbers.next_number("customer", act=cast.act("wang")).startswith("C2026-")


def test_nobody_else_can_call_the_verbs(cast):
    with pytest.raises(NotAllowed):
        actions.set_day(date(2026, 11, 12), working=False, name="", act=cast.act("chen"))


def test_the_api_counts_working_days(api):
    answer = api("wang").get("/api/v1/working-days/?start=2026-11-10&days=10")
    assert answer.json() == {"start": "2026-11-10", "days": 10, "end": "2026-11-24"}
    assert api("wang").get("/api/v1/working-days/?start=x&days=1").status_code == 400


def test_the_api_names_colleagues_by_role(api, cast):
    answer = api("wang").get("/api/v1/people/?role=finance")
    assert answer.json() == [{"id": cast.qian.pk, "username": "qian", "name": "钱慧"}]
