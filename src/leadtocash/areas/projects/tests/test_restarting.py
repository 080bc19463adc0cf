"""Set-up data and equipment changes under an approval that says so may be changed: it begins again."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cast import Cast

from leadtocash.areas.projects.actions import change as changes
from leadtocash.areas.projects.tests import factories
from leadtocash.areas.projects.tests.test_change import submitted as submitted_change
from leadtocash.areas.projects.tests.test_given_up import running
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.workflow.actions.publishing import publish
from leadtocash.foundation.workflow.models import ProcessDefinition

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-3", "PRJ-2", "PRJ-6")]
WARNING = "保存后审批重新开始"


def restarting(cast: Cast, key: str) -> None:
    """The company's version of a process that lets its record be changed meanwhile."""
    newest = ProcessDefinition.objects.filter(key=key).order_by("-version")[0]
    prefix = "lc" if 'xmlns:lc="' in newest.bpmn else "flow"
    text = newest.bpmn.replace(f'<bpmn:process id="{key}"', f'<bpmn:process id="{key}" {prefix}:edit="restart"')
    publish(xml=text.encode(), act=cast.act("admin"))


def test_the_set_up_goes_back_to_its_form_and_round_again(cast: Cast, api: Any, page: Any) -> None:
    factories.contracts.shipped()
    restarting(cast, "project_setup")
    project = factories.submitted(cast)
    form = f"/projects/{project.pk}/setup/"
    assert form in page("wang").get(project.get_absolute_url()).content.decode()
    assert WARNING in page("wang").get(form).content.decode()
    answer = api("wang").post(f"/api/v1/projects/{project.pk}/setup/", {"remark": "分两批送"})
    assert (answer.status_code, answer.json()["state"]) == (200, "preparing")
    assert [step for step, _name in factories.who_has(project)] == ["fill_in"]
    assert Entry.objects.get(verb="workflow.restarted").reason
    assert api("wang").post(f"/api/v1/projects/{project.pk}/submission/").json()["state"] == "in_approval"


def test_saved_and_submitted_in_one(cast: Cast) -> None:
    factories.contracts.shipped()
    restarting(cast, "project_setup")
    project = factories.submitted(cast)
    factories.setup.complete_setup(project, {"remark": "分两批送"}, {}, act=cast.act("wang"))
    assert factories.again(project).state == "in_approval"
    assert [step for step, _name in factories.who_has(project)] == ["check"]


def test_an_equipment_change_is_decided_anew(cast: Cast, page: Any) -> None:
    project = factories.bought(cast)
    restarting(cast, "equipment_change")
    line = project.lines.get(position=1)
    change = submitted_change(cast, project, {"line": line, "quantity": 9})
    address = f"/equipment-changes/{change.pk}/edit/"
    assert address in page("wang").get(change.get_absolute_url()).content.decode()
    assert WARNING in page("wang").get(address).content.decode()
    changes.edit_change(change, "客户改口", [{"line": line, "quantity": 8}], act=cast.act("wang"))
    change.refresh_from_db()
    assert (change.state, change.reason, change.lines.get(position=1).quantity) == ("in_approval", "客户改口", 8)
    assert running(change).restarts == 1
