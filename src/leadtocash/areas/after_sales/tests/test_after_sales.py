"""Warranty per serial number: from the closed project to who maintains (PRJ-9, SVC-1, S0 2.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from leadtocash.areas.after_sales import actions, rules
from leadtocash.areas.after_sales.models import InstalledUnit
from leadtocash.areas.projects.events import ProjectClosed
from leadtocash.areas.projects.models import Project
from leadtocash.areas.receivables.tests import factories as make
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.notices.models import Notice

TODAY = date(2026, 11, 10)
Page = Callable[[str], Client]


@pytest.mark.req("PRJ-9")
@pytest.mark.parametrize(
    ("until", "state", "role", "clause"),
    [
        (date(2027, 11, 10), "covered", "commerce_rep", "S0 2.6.2"),
        (date(2027, 2, 8), "ending", "commerce_rep", "S0 2.6.2"),
        (date(2026, 11, 10), "ending", "commerce_rep", "S0 2.6.2"),
        (date(2026, 11, 9), "ended", "it_service", "S0 2.6.3"),
        (None, "unknown", "it_service", "S0 2.6.3"),
    ],
)
def test_the_maker_maintains_up_to_the_last_day_of_his_warranty(
    until: date | None, state: str, role: str, clause: str
) -> None:
    assert rules.warranty_of(until, TODAY, 90) == state
    assert rules.maintainer(until, TODAY) == rules.Maintainer(role, clause)


def a_closed_project(cast: Any, *serials: str, years: int | None = 3, owner: str = "wang") -> Project:
    project = make.closed(make.a_contract(cast, owner=owner), serials=list(serials), years=years)
    publish(ProjectClosed(project.pk, make.act(cast, "wu")))
    return project


@pytest.mark.django_db
@pytest.mark.req("PRJ-9", "SVC-1")
def test_closing_starts_the_warranty_of_each_serial_number_from_the_signature(cast: Any) -> None:
    project = a_closed_project(cast, "S92A6K110031", "S92A6K110032")
    units = list(InstalledUnit.objects.order_by("serial"))
    assert [u.serial for u in units] == ["S92A6K110031", "S92A6K110032"]
    first = units[0]
    assert (first.warranty_from, first.warranty_until, first.warranty_years) == (
        date(2026, 11, 6), date(2029, 11, 6), 3,
    )  # fmt: skip
    assert (first.customer, first.project, first.model) == (project.customer, project, "TS860-V5")
    assert actions.take_over(project, act=make.act(cast, "wu")) == 0
    assert InstalledUnit.objects.count() == 2
    assert Entry.objects.filter(kind="after_sales.installedunit").count() == 2


@pytest.mark.django_db
@pytest.mark.req("PRJ-9")
def test_it_service_is_told_once_and_may_read_the_project(cast: Any) -> None:
    project = a_closed_project(cast, "A1", "A2", "A3")
    publish(ProjectClosed(project.pk, make.act(cast, "wu")))
    notice = Notice.objects.get(person=cast.yang, topic="after_sales.handed_over")
    assert (notice.data["count"], notice.url) == (3, f"{project.get_absolute_url()}?tab=project-units")
    assert Participation.objects.filter(person=cast.yang, kind="projects.project", record_id=project.pk).count() == 1


@pytest.mark.django_db
def test_a_device_without_known_warranty_goes_to_it_service(cast: Any) -> None:
    a_closed_project(cast, "B1", years=None)
    assert InstalledUnit.objects.get().warranty_until is None


@pytest.mark.django_db
@pytest.mark.req("SVC-1")
def test_a_device_is_found_by_how_its_serial_number_begins(cast: Any, page: Page) -> None:
    a_closed_project(cast, "S92A6K110031", "X68L4M220781")
    for typed, found in (("s92a", 1), ("Ｓ９２A 6k", 1), ("2A6K", 0), ("X68L4M220781", 1), ("%", 0)):
        text = page("yang").get("/installed-units/", {"search": typed}).content.decode()
        assert text.count("S92A6K110031") + text.count("X68L4M220781") >= found
        assert ("lc-empty" in text) is (found == 0)


@pytest.mark.django_db
@pytest.mark.req("ORG-4")
def test_installed_devices_follow_the_scope_of_their_project(cast: Any, page: Page) -> None:
    a_closed_project(cast, "C1")
    unit = InstalledUnit.objects.get()
    seen = {name: page(name).get(unit.get_absolute_url()).status_code for name in ("wang", "li", "yang", "zhao")}
    assert seen == {"wang": 200, "li": 200, "yang": 200, "zhao": 404}
    assert "C1" not in page("zhao").get("/installed-units/").content.decode()
    assert page("outsider").get("/installed-units/").status_code == 403


@pytest.mark.django_db
@pytest.mark.req("PRJ-9")
def test_the_page_says_who_maintains_today_and_by_which_clause(cast: Any, page: Page) -> None:
    a_closed_project(cast, "D1")
    unit = InstalledUnit.objects.get()
    text = page("yang").get(unit.get_absolute_url()).content.decode()
    assert "/handbook/S0-2.6.2/" in text
    assert "孙立" in text
    InstalledUnit.objects.update(
        warranty_from=date(2020, 1, 1), warranty_until=timezone.localdate() - timedelta(days=1)
    )
    text = page("yang").get(unit.get_absolute_url()).content.decode()
    assert "/handbook/S0-2.6.3/" in text
    assert "杨帆" in text


@pytest.mark.django_db
def test_views_and_filters_use_the_same_borders(cast: Any, page: Page) -> None:
    a_closed_project(cast, "E1", "E2", "E3", "E4")
    today = timezone.localdate()
    ends = {"E1": today, "E2": today - timedelta(days=1), "E3": today + timedelta(days=91), "E4": None}
    for serial, until in ends.items():
        InstalledUnit.objects.filter(serial=serial).update(warranty_from=date(2020, 1, 1), warranty_until=until)
    for state, serial in (("ending", "E1"), ("ended", "E2"), ("covered", "E3"), ("unknown", "E4")):
        text = page("yang").get(f"/installed-units/?warranty={state}").content.decode()
        assert [one for one in ends if f">{one}<" in text] == [serial]


@pytest.mark.django_db
@pytest.mark.req("PLT-5")
def test_the_api_gives_warranty_and_maintainer(cast: Any, api: Callable[[str], APIClient]) -> None:
    a_closed_project(cast, "F1", "F2")
    (found,) = api("yang").get("/api/v1/installed-units/?search=f2").json()["results"]
    expected = {"serial": "F2", "warranty_until": "2029-11-06", "maintained_by": "commerce_rep", "clause": "S0 2.6.2"}
    assert {name: found[name] for name in expected} == expected
    assert api("yang").get(f"/api/v1/installed-units/{found['id']}/").status_code == 200
    assert api("zhao").get(f"/api/v1/installed-units/{found['id']}/").status_code == 404


@pytest.mark.django_db
def test_the_customer_page_shows_its_devices(cast: Any, page: Page) -> None:
    project = a_closed_project(cast, "G1")
    text = page("wang").get(f"{project.customer.get_absolute_url()}?tab=customer-units").content.decode()
    assert "G1" in text


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_devices(cast: Any, page: Page) -> None:
    def queries() -> int:
        client = page("yang")
        with CaptureQueriesContext(connection) as found:
            assert client.get("/installed-units/").status_code == 200
        return len(found)

    a_closed_project(cast, "H1")
    few = queries()
    a_closed_project(cast, "H2", "H3", "H4")
    assert queries() == few
