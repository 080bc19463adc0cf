"""What is late: sums that add up, only one's people and the records one may see, the rows behind each number."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook
from rest_framework.test import APIClient
from tests.browsing import client, text

from leadtocash.foundation.access import grants
from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.calendar import days
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.workflow import lateness
from leadtocash.foundation.workflow.models import Activity, WorkItem
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import do, draw

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-4")]
NOW = datetime(2026, 3, 16, 2, tzinfo=UTC)  # a Monday
FLOWS = {"finance": "f", "legal": "l", "planner": "p"}


def due(on: datetime | None, role: str, firm: Company) -> WorkItem:
    """One piece of work of the role, due at this moment."""
    item = firm.item(firm.start(FLOWS[role]), "a")
    Activity.objects.filter(pk=item.activity_id).update(due_at=on)
    WorkItem.objects.filter(pk=item.pk).update(due_at=on)
    item.refresh_from_db()
    return item


def scope(role: str, given: str) -> None:
    RolePermission.objects.update_or_create(
        role=Role.objects.get(code=role), permission="workflow.late", defaults={"scope": given}
    )


def end(days_ago: int) -> datetime:
    return days.end_of(timezone.localdate(NOW - timedelta(days=days_ago)))


@pytest.fixture
def late(firm: Company) -> Company:
    """Finance late by 1 and 5 working days, legal by 3 (in another department), the planner soon; one without limit."""
    for role, key in FLOWS.items():
        firm.publish(draw(key, "start > a > end", a=do(f"role:{role}", name=f"step of {role}")))
    other = Department.objects.create(code="O", name="Other", parent=firm.department)
    Position.objects.filter(person=firm.people["legal"]).update(department=other)
    due(end(3), "finance", firm)  # Friday
    due(end(7), "finance", firm)  # Monday a week ago
    due(end(5), "legal", firm)  # Wednesday
    due(end(-1), "planner", firm)
    due(None, "planner", firm)
    scope("general_manager" if Role.objects.filter(code="general_manager").exists() else "sales_vp", "all")
    scope("sales_vp", "all")
    return firm


def told(person: User, by: Any) -> list[tuple[str, int, int, int]]:
    grants.forget(person)
    found = lateness.overview(person, by, now=NOW)
    assert sum(line.late for line in found.lines) == found.whole.late
    assert sum(line.soon for line in found.lines) == found.whole.soon
    assert sum(line.total for line in found.lines) == found.whole.total
    assert found.whole.late == lateness.late(person, now=NOW).count()
    assert found.whole.late + found.whole.soon == lateness.waiting(person, now=NOW).count()
    return [(line.label, line.late, line.worst, line.soon) for line in found.lines]


def test_it_is_counted_by_person_department_and_step(late: Company) -> None:
    chief = late.people["sales_vp"]
    assert told(chief, "person") == [("finance", 2, 5, 0), ("legal", 1, 3, 0), ("planner", 0, 0, 1)]
    assert told(chief, "department") == [("T", 2, 5, 1), ("Other", 1, 3, 0)]
    assert told(chief, "step") == [
        ("step of finance", 2, 5, 0),
        ("step of legal", 1, 3, 0),
        ("step of planner", 0, 0, 1),
    ]
    assert lateness.overview(chief, "person", now=NOW).whole.average == 3.0


@pytest.mark.req("ORG-4")
def test_a_manager_counts_his_own_people_and_nobody_else(late: Company) -> None:
    manager = late.second("bu_manager", "manager")
    Position.objects.filter(person=manager).update(department=Department.objects.get(code="O"))
    scope("bu_manager", "below")
    assert told(manager, "person") == [("legal", 1, 3, 0)]
    assert told(late.people["finance"], "person") == [("finance", 2, 5, 0)]  # without the permission: oneself
    assert told(late.people["account_manager"], "person") == []


@pytest.mark.req("ORG-4")
def test_records_one_may_not_see_are_not_counted(late: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    from leadtocash.foundation.access.scoping import Access

    monkeypatch.setattr(Department, "access", Access(view="nobody.may", owner="", department="id"), raising=False)
    chief = late.people["sales_vp"]
    assert told(chief, "person") == []
    seen = late.people["legal"]  # work opens the record to who has it
    assert told(seen, "person") == [("legal", 1, 3, 0)]


def test_the_pages_show_the_numbers_and_the_rows_behind_them(late: Company) -> None:
    browser = client(late.people["sales_vp"])
    page = browser.get("/late-work/")
    assert [(one["line"].label, one["line"].late) for one in page.context["lines"]][:2] == [
        ("finance", 2),
        ("legal", 1),
    ]
    for one in page.context["lines"]:
        if one["line"].late:
            assert len(browser.get(one["url"]).context["page"]["rows"]) == one["line"].late
    for by in ("department", "step"):
        for one in browser.get(f"/late-work/?by={by}").context["lines"]:
            if one["line"].late:
                assert len(browser.get(one["url"]).context["page"]["rows"]) == one["line"].late, one["url"]
            if one["line"].soon:
                assert len(browser.get(one["soon_url"]).context["page"]["rows"]) == one["line"].soon, one["soon_url"]
    assert "step of legal" in text(browser.get("/late-work/?by=step"))
    assert browser.get("/late-work/items/?person=x&department=y&step=nothing").status_code == 200


def test_the_export_has_the_same_numbers_and_their_sum(late: Company) -> None:
    answer = client(late.people["sales_vp"]).get("/late-work/?by=person&export=xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    found = lateness.overview(late.people["sales_vp"], "person", now=timezone.now())
    lines = [*found.lines, found.whole]
    assert [(row[0], row[2], row[3]) for row in rows] == [(line.label, line.late, line.worst) for line in lines]
    assert sum(row[2] for row in rows[:-1]) == rows[-1][2]
    assert Entry.objects.get(verb="exports.exported").data["rows"] == len(rows)


def test_who_is_slow_is_the_median_of_working_time(late: Company) -> None:
    for hours, day in ((2, 3), (4, 4), (9, 5)):  # from nine o'clock: two hours, three without the break, a whole day
        item = firm_item = due(None, "finance", late)
        begin = datetime(2026, 3, day, 1, tzinfo=UTC)
        WorkItem.objects.filter(pk=item.pk).update(
            state="done", outcome="done", opened_at=begin, closed_at=begin + timedelta(hours=hours)
        )
        assert firm_item.pk
    (pace,) = lateness.paces(late.people["sales_vp"], now=NOW)
    assert (pace.person, pace.step, pace.count, pace.days) == ("finance", "step of finance", 3, Decimal("0.4"))
    assert lateness.paces(late.people["legal"], now=NOW) == []
    assert "part=paces" in text(client(late.people["sales_vp"]).get("/late-work/?by=pace"))
    assert client(late.people["sales_vp"]).get("/late-work/?by=pace&part=paces").context["paces"] == []
    assert client(late.people["sales_vp"]).get("/late-work/?by=pace&export=xlsx").status_code == 200


def test_the_number_of_questions_to_the_database_does_not_grow(
    late: Company, django_assert_max_num_queries: Any
) -> None:
    chief = late.people["sales_vp"]
    for _n in range(8):
        due(end(3), "legal", late)
    browser = client(chief)
    browser.get("/late-work/")
    with django_assert_max_num_queries(30):
        browser.get("/late-work/")
    with django_assert_max_num_queries(30):
        browser.get("/late-work/items/")


def test_the_api_gives_the_same(late: Company) -> None:
    browser = APIClient()
    browser.force_authenticate(late.people["sales_vp"])
    found = browser.get("/api/v1/late-work/?by=department").json()
    assert found["whole"]["late"] == sum(line["late"] for line in found["lines"]) >= 3
