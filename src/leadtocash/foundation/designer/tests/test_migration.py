"""Running processes go on by another version where it is allowed; limits and history go with them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from leadtocash.foundation.calendar import days
from leadtocash.foundation.designer import actions, candidates
from leadtocash.foundation.designer.rules import mapping
from leadtocash.foundation.designer.rules.mapping import Standing
from leadtocash.foundation.designer.tests.drafts import PARALLEL, SMALL, begun, insert, published, set_limit
from leadtocash.foundation.designer.tests.test_drafts import _Coded
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import NotAllowed
from leadtocash.foundation.workflow import bpmn, nesting
from leadtocash.foundation.workflow.models import Activity, Timer, WorkItem
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, step, timer
from leadtocash.foundation.workflow.tests.invariants import violations

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-1")]


def graph(xml: bytes):
    return nesting.nested(bpmn.parse(xml))


def test_a_running_process_goes_on_by_the_new_version_with_its_limits(firm: Company):
    draft = begun(firm)
    running = firm.start("small")
    firm.decide(running, "apply", "do")
    insert(firm, draft)
    set_limit(firm, draft, 7)
    version = published(firm, draft)
    moved = actions.migrate(running, version, act=firm.act("system_admin"), reason="Everybody by the new one")
    assert moved.definition == version
    opened = Activity.objects.get(instance=running, node="sign", is_open=True)
    assert opened.due_at == days.due_at(opened.opened_at, 7)
    assert set(WorkItem.objects.filter(activity=opened, state="open").values_list("due_at", flat=True)) == {
        opened.due_at
    }
    assert set(Timer.objects.filter(activity=opened).values_list("boundary", "fire_at")) == {("", opened.due_at)}
    note = Entry.objects.get(verb="workflow.migrated")
    assert (note.reason, note.data["before"], note.data["version"]) == ("Everybody by the new one", 1, 2)
    assert violations(running) == []
    firm.decide(moved, "sign", "reject")
    firm.decide(moved, "apply", "do")
    assert firm.standing(moved) == ["step_1"]
    for name in ("step_1", "sign"):
        firm.decide(moved, name)
    moved.refresh_from_db()
    assert (moved.state, moved.outcome) == ("ended", "completed")


def test_nothing_is_chosen_beforehand_and_the_page_asks_before_it_moves(firm: Company, client: Client):
    draft = begun(firm)
    running = firm.start("small")
    insert(firm, draft)
    published(firm, draft)
    client.force_login(firm.act("system_admin").by)
    body = client.get("/processes/small/migration/").content.decode()
    box = next(tag for tag in re.findall(r"<input[^>]*>", body) if f'value="{running.pk}"' in tag)
    assert "checked" not in box
    assert "data-confirm=" in body
    answer = client.post("/processes/small/migration/", {"reason": "by the new one"})
    assert (answer.status_code, running.definition.version) == (409, 1)


def test_what_stands_inside_a_block_moves_when_the_block_is_the_same(firm: Company):
    old = firm.publish(PARALLEL)
    running = firm.start("side")
    firm.decide(running, "apply", "do")
    firm.decide(running, "one")
    new = firm.publish(PARALLEL.replace(b'lc:limit="3"', b'lc:limit="9"'))
    actions.migrate(running, new, act=firm.act("system_admin"), reason="r")
    assert violations(running) == []
    firm.decide(running, "two")
    running.refresh_from_db()
    assert (running.state, running.definition, old.version) == ("ended", new, 1)


def test_reminders_that_have_passed_are_not_sent_again(firm: Company):
    first = draw("small", "start > apply > sign > gw > end", "gw > apply : sign_outcome == 'rejected'",
                 apply=do(), sign=step("role:bu_manager", limit="3"), early=timer("sign", 1, "remind"))  # fmt: skip
    firm.publish(first)
    running = firm.start("small")
    firm.decide(running, "apply", "do")
    new = firm.publish(first.replace(b'lc:limit="3"', b'lc:limit="9"'))
    actions.migrate(running, new, act=firm.act("system_admin", days=2), reason="r")
    assert list(Timer.objects.filter(instance=running).values_list("boundary", flat=True)) == [""]


def test_a_step_by_another_name_is_mapped_by_hand(firm: Company):
    firm.publish(SMALL)
    running = firm.start("small")
    firm.decide(running, "apply", "do")
    firm.decide(running, "sign", "reject")
    firm.decide(running, "apply", "do")
    new = firm.publish(SMALL.replace(b'"sign"', b'"consent"').replace(b"sign_outcome", b"consent_outcome"))
    with _Coded("no_migration"):
        actions.migrate(running, new, act=firm.act("system_admin"), reason="r")
    moved = actions.migrate(running, new, act=firm.act("system_admin"), reason="r", by_hand={"sign": "consent"})
    assert firm.standing(moved) == ["consent"]
    assert (moved.rounds["consent"], moved.values["consent_outcome"]) == (2, "rejected")
    assert not Activity.objects.filter(instance=moved, node="sign").exists()
    assert violations(moved) == []


def test_what_cannot_move_is_told_and_does_not_hold_up_the_others(firm: Company):
    firm.publish(SMALL)
    at_apply, at_sign = firm.start("small"), firm.start("small")
    firm.decide(at_sign, "apply", "do")
    new = firm.publish(draw("small", "start > apply > end", apply=do()))
    preview = {one.instance.pk: bool(one.why) for one in candidates.preview(new)}
    assert preview == {at_apply.pk: False, at_sign.pk: True}
    moved = actions.migrate_many([at_sign, at_apply], new, act=firm.act("system_admin"), reason="r")
    assert [(one.instance.pk, bool(one.why)) for one in moved] == [(at_sign.pk, True), (at_apply.pk, False)]
    at_sign.refresh_from_db()
    assert at_sign.definition.version == 1


def test_only_with_permission_a_reason_and_a_version_of_the_same_process(firm: Company):
    firm.publish(SMALL)
    running = firm.start("small")
    new = firm.publish(SMALL.replace(b'lc:limit="3"', b'lc:limit="9"'))
    other = firm.publish(PARALLEL)
    with pytest.raises(NotAllowed):
        actions.migrate(running, new, act=firm.act("sales_vp"), reason="r")
    for version, reason, code in ((new, " ", "reason_missing"), (other, "r", "other_process")):
        with _Coded(code):
            actions.migrate(running, version, act=firm.act("system_admin"), reason=reason)
    actions.migrate(running, new, act=firm.act("system_admin"), reason="r")
    with _Coded("same_version"):
        actions.migrate(running, new, act=firm.act("system_admin"), reason="r")


@pytest.mark.parametrize(
    ("new", "standing", "reasons"),
    [
        (PARALLEL, Standing(waiting=["one"], parked=["fork"], visited=["one", "two"]), 0),
        (SMALL, Standing(waiting=["one"], visited=["one"]), 2),
        (
            draw("side", "start > apply > one > two > gw > end",
                 "gw > apply : one_outcome == 'rejected' or two_outcome == 'rejected'",
                 apply=do(), one=step("role:bu_manager"), two=step("role:finance")),
            Standing(waiting=["one", "two"], parked=["fork"], visited=["one"]), 3,
        ),
        (
            draw("side", "start > apply > fork > one > join > gw > end", "fork > two > join", "fork > three > join",
                 "gw > apply : one_outcome == 'rejected' or two_outcome == 'rejected' or three_outcome == 'rejected'",
                 apply=do(), one=step("role:bu_manager"), two=step("role:finance"), three=step("role:legal")),
            Standing(waiting=["one"], parked=["fork"], visited=["one"]), 1,
        ),
    ],
)  # fmt: skip
def test_the_nesting_must_be_equal(new: bytes, standing: Standing, reasons: int):
    old = graph(PARALLEL)
    found = mapping.hindrances(old, graph(new), mapping.propose(old, graph(new)), standing)
    assert len(found) >= reasons
    assert bool(found) == bool(reasons)
