"""The measurements still fit the product: their company can be written, their projects can be made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from leadtocash.areas.projects.models import Project
from leadtocash.foundation.workflow.models import WorkItem
from tests.cast import nobody


@pytest.fixture
def empty(cast: Any) -> None:
    """The shipped roles and processes, without the cast."""
    nobody()


def test_a_company_of_any_size_is_written_with_its_inbox(empty: None) -> None:
    from bench import company, pages

    people = company.people()
    connection.ensure_connection()
    company.fill(connection.connection, 40, 100)
    assert Project.objects.count() == 40
    assert WorkItem.objects.filter(state="open").count() == 2
    cases = pages.cases(people, 40, with_inbox=True)
    assert {case.who for case in cases} == set(people)
    assert any(case.what == "inbox" for case in cases)


def test_projects_before_their_sign_off_are_made_and_judged(empty: None, tmp_path: Path, settings: Any) -> None:
    from bench import sales

    settings.MEDIA_ROOT = tmp_path / "files"
    plan = tmp_path / "plan.json"
    sales.prepare(1, plan, seed=1)
    made = json.loads(plan.read_text())
    project = Project.objects.get(pk=made["projects"][0]["id"])
    assert project.state == Project.State.ARRIVED
    assert f"{project.code} is arrived, not closed" in set(sales.stored(made))
    assert set(made["tokens"]) >= {made["projects"][0]["owner"], "wufang", "hanmei"}
