"""What is being decided cannot be changed; a process given up leaves a record that can be changed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from tests.cast import Cast

from leadtocash.areas.projects.tests import factories
from leadtocash.areas.projects.tests.test_change import submitted as submitted_change
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.workflow import actions as processes
from leadtocash.foundation.workflow.models import ProcessInstance

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-3", "PRJ-2")]


def running(record: models.Model, process: str = "") -> ProcessInstance:
    rows = ProcessInstance.objects.filter(record_kind=kind_of(record), record_id=record.pk, state="running")
    return (rows.filter(process=process) if process else rows).get()


def test_a_set_up_in_approval_is_refused_with_who_has_it_on_page_and_api(cast: Cast, api: Any, page: Any) -> None:
    project = factories.submitted(cast)
    who = {name for _step, name in factories.who_has(project)}
    answer = api("wang").post(f"/api/v1/projects/{project.pk}/setup/", {"remark": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "under_approval")
    assert len(answer.json()["missing"]) == len(who)
    refused = page("wang").get(f"/projects/{project.pk}/setup/")
    assert refused.status_code == 409
    assert all(one["who"] in refused.content.decode() for one in answer.json()["missing"])


def test_a_set_up_given_up_begins_anew(cast: Cast) -> None:
    project = factories.submitted(cast)
    processes.cancel(running(project), act=cast.act("admin"), reason="wrong list")
    project = factories.again(project)
    assert (project.state, running(project).process) == ("preparing", "project_setup")
    assert [step for step, _name in factories.who_has(project)] == ["fill_in"]


def test_a_sign_off_given_up_begins_anew(cast: Cast) -> None:
    project = factories.handed_in(cast)
    processes.cancel(running(project), act=cast.act("admin"), reason="wrong sheet")
    project = factories.again(project)
    assert (project.state, project.sheet.state, running(project).process) == ("arrived", "open", "signoff")


def test_a_closing_given_up_leaves_the_project_signed_off(cast: Cast) -> None:
    project = factories.closing_opened(cast)
    processes.cancel(running(project), act=cast.act("admin"), reason="acceptance missing")
    assert factories.again(project).state == "signed_off"


def test_an_equipment_change_given_up_is_a_draft(cast: Cast) -> None:
    project = factories.bought(cast)
    change = submitted_change(cast, project, {"line": project.lines.get(position=1), "quantity": 9})
    processes.cancel(running(change), act=cast.act("admin"), reason="x")
    change.refresh_from_db()
    assert change.state == "draft"
