"""Figures over runs whose times are known: working days with fractions, over records the reader may see."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from lxml import etree
from rest_framework.test import APIClient
from tests.browsing import client

from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.accounts.models import Department, Role
from leadtocash.foundation.calendar.models import CalendarDay
from leadtocash.foundation.workflow import actions
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, step
from leadtocash.insight.process_mining import logs, queries
from leadtocash.insight.process_mining.permissions import VIEW
from leadtocash.insight.process_mining.queries import Cycle, Load, Performance
from leadtocash.insight.process_mining.rules import Period

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-6")]
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
NOW = datetime(2026, 3, 31, 4, 0, tzinfo=UTC)
FLOW = draw(
    "offer",
    "start > check > gw",
    "gw > mend : check_outcome == 'rejected'",
    "mend > check",
    "gw > pay > gw2",
    "gw2 > mend : pay_outcome == 'rejected'",
    "gw2 > end",
    check=step("role:sales_manager", limit="1", name="审核"),
    mend=do(name="修改"),
    pay=step("role:finance", name="付款"),
)


def at(firm: Company, day: int, hour: int, minute: int = 0) -> None:
    """The clock of the company stands a second before this moment in Shanghai."""
    firm.at = datetime(2026, 3, day, hour - 8, minute, tzinfo=UTC) - timedelta(seconds=1)


@pytest.fixture
def two_runs(firm: Company) -> list[ProcessInstance]:
    """One straight through in 1.5 + 1 days; one rejected after two days, mended, and still at the second check."""
    firm.publish(FLOW)
    role = Role.objects.get(code="sales_manager")
    RolePermission.objects.update_or_create(role=role, permission=VIEW, defaults={"scope": "below"})
    at(firm, 2, 9)
    first = firm.start("offer")
    at(firm, 2, 14)
    actions.mark_seen([firm.item(first, "check")], act=firm.act("sales_manager"))
    at(firm, 3, 14)
    firm.decide(first, "check")
    at(firm, 4, 14)
    firm.decide(first, "pay")
    at(firm, 2, 9)
    second = firm.start("offer")
    at(firm, 4, 9)
    firm.decide(second, "check", "reject", comment="太贵")
    at(firm, 4, 18)
    firm.decide(second, "mend", "do")
    return [first, second]


def test_the_times_of_a_process(firm: Company, two_runs: list[ProcessInstance]) -> None:
    rows = queries.visible_instances(firm.people["sales_manager"])
    cycle = Cycle(count=1, withdrawn=0, reworked=0, median=Decimal("2.50"), slow=Decimal("2.50"))
    assert queries.performances(rows, MARCH, now=NOW) == {
        "offer": Performance(cycle=cycle, trend={date(2026, 3, 1): cycle}, running=1, running_late=1)
    }


def test_the_times_of_its_steps(firm: Company, two_runs: list[ProcessInstance]) -> None:
    steps = queries.steps(queries.visible_instances(firm.people["sales_manager"], "offer"), MARCH, now=NOW)
    assert sorted(steps) == ["check", "mend", "pay"]
    check = steps["check"]
    assert (check.count, check.reworked, check.late, check.limited, check.sent_back) == (2, 0, 1, 2, 1)
    assert (check.total, check.median, check.open, check.open_late) == (Decimal("3.50"), Decimal("1.75"), 1, 1)
    assert (check.seen, check.waiting, check.touch) == (1, Decimal("0.50"), Decimal("1.00"))
    assert (steps["mend"].total, steps["pay"].total) == (Decimal("1.00"), Decimal("1.00"))


def test_a_holiday_is_not_working_time(firm: Company, two_runs: list[ProcessInstance]) -> None:
    CalendarDay.objects.update_or_create(day=date(2026, 3, 3), defaults={"working": False})
    rows = queries.visible_instances(firm.people["sales_manager"])
    assert queries.performances(rows, MARCH, now=NOW)["offer"].cycle.median == Decimal("1.50")


def test_the_load_of_people(firm: Company, two_runs: list[ProcessInstance]) -> None:
    manager = firm.people["sales_manager"]
    loads = queries.loads(queries.visible_instances(manager), MARCH, now=NOW)
    assert loads[0] == Load(
        person_id=manager.pk,
        name="sales_manager",
        done=2,
        late=1,
        limited=2,
        refused=1,
        median=Decimal("1.75"),
        total=Decimal("3.50"),
        open=1,
        open_late=1,
    )
    assert [load.name for load in loads[1:]] == ["account_manager", "finance"]


def test_why_work_went_back(firm: Company, two_runs: list[ProcessInstance]) -> None:
    (item,) = queries.reasons(queries.visible_instances(firm.people["sales_manager"]), MARCH)
    assert (item.comment, item.instance_id) == ("太贵", two_runs[1].pk)


@pytest.mark.req("ORG-4")
def test_what_one_may_not_see_is_in_no_figure(firm: Company, two_runs: list[ProcessInstance]) -> None:
    elsewhere = Department.objects.create(code="E", name="E", parent=firm.department)
    Department.objects.filter(pk=two_runs[1].record_id).update(parent=elsewhere)
    role = Role.objects.get(code="legal")
    RolePermission.objects.update_or_create(role=role, permission=VIEW, defaults={"scope": "department"})
    lawyer = firm.people["legal"]
    rows = queries.visible_instances(lawyer)
    assert [one.pk for one in rows] == [two_runs[0].pk]
    assert queries.performances(rows, MARCH, now=NOW)["offer"].running == 0
    assert queries.reasons(rows, MARCH) == []
    assert list(queries.visible_instances(firm.people["planner"])) == []
    outside = queries.visible_instances(lawyer, department=elsewhere)
    assert list(outside) == []


def test_xes_has_a_trace_for_each_run_in_order_of_time(firm: Company, two_runs: list[ProcessInstance]) -> None:
    rows = ProcessInstance.objects.select_related("definition").order_by("pk")
    root = etree.fromstring("".join(logs.as_xes(rows)).encode())
    space = "{http://www.xes-standard.org/}"
    told = [
        [
            (
                event.find(f"{space}string[@key='concept:name']").get("value"),
                event.find(f"{space}string[@key='lifecycle:transition']").get("value"),
                event.find(f"{space}string[@key='org:resource']").get("value"),
            )
            for event in trace.findall(f"{space}event")
        ]
        for trace in root.findall(f"{space}trace")
    ]
    assert told == [
        [
            ("审核", "start", "sales_manager"),
            ("审核", "complete", "sales_manager"),
            ("付款", "complete", "finance"),
        ],
        [("审核", "complete", "sales_manager"), ("修改", "complete", "account_manager")],
    ]


def test_ocel_relates_each_event_to_run_record_and_person(firm: Company, two_runs: list[ProcessInstance]) -> None:
    rows = ProcessInstance.objects.select_related("definition").order_by("pk")
    text = "".join(logs.as_ocel(rows, kinds=["accounts.department"], steps=["审核", "修改", "付款"]))
    log = json.loads(text)
    ids = {one["id"] for one in log["objects"]}
    types = {one["name"] for one in log["objectTypes"]}
    assert {one["type"] for one in log["objects"]} <= types
    assert {one["type"] for one in log["events"]} <= {one["name"] for one in log["eventTypes"]}
    assert all(related["objectId"] in ids for one in log["events"] for related in one["relationships"])
    assert len(log["events"]) == 4
    assert len(ids) == 2 + 2 + 3  # runs, records, people


def test_the_pages_are_for_those_who_may(firm: Company, two_runs: list[ProcessInstance]) -> None:
    manager, planner = client(firm.people["sales_manager"]), client(firm.people["planner"])
    asked = {"from": "2026-03-01", "to": "2026-03-31"}
    for url in (
        "/process-performance/",
        "/process-performance/offer/",
        "/process-performance/offer/picture/",
        "/process-performance/offer/log.xes",
        "/process-performance/offer/log.ocel.json",
        "/process-performance/log.ocel.json",
    ):
        assert manager.get(url, asked).status_code == 200, url
        assert planner.get(url, asked).status_code == 403, url
    assert manager.get("/process-performance/unknown/").status_code == 404
    page = manager.get("/process-performance/offer/", asked).content.decode()
    assert "太贵" in page
    assert 'fill="#f5824a"' in page


def test_the_api_gives_the_same_figures(firm: Company, two_runs: list[ProcessInstance]) -> None:
    manager, planner = APIClient(), APIClient()
    manager.force_authenticate(firm.people["sales_manager"])
    planner.force_authenticate(firm.people["planner"])
    asked = {"from": "2026-03-01", "to": "2026-03-31"}
    (offer,) = manager.get("/api/v1/process-performance/", asked).json()
    assert (offer["process"], offer["cycle"]["median"], offer["running"]) == ("offer", "2.50", 1)
    one = manager.get("/api/v1/process-performance/offer/", asked).json()
    assert [step["node"] for step in one["steps"]] == ["check", "mend", "pay"]
    assert [person["name"] for person in one["people"]] == ["sales_manager", "account_manager", "finance"]
    assert manager.get("/api/v1/process-performance/unknown/").status_code == 404
    assert planner.get("/api/v1/process-performance/").status_code == 403
