"""Edits of the step table as pure functions: what they make of the flow, and that it stays sound."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from leadtocash.foundation.designer import queries
from leadtocash.foundation.designer.rules import attributes, conditions, editing
from leadtocash.foundation.designer.rules.attributes import TimerRow, Way
from leadtocash.foundation.designer.rules.conditions import Field, Row
from leadtocash.foundation.designer.rules.document import Document
from leadtocash.foundation.designer.rules.editing import NewStep
from leadtocash.foundation.designer.tests.drafts import FINANCE, PARALLEL, SMALL
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow.actions.publishing import shipped_files
from leadtocash.foundation.workflow.graph import Graph, Kind

pytestmark = pytest.mark.req("WFL-1")
NEW = NewStep(name="Finance", attributes=FINANCE)


def arrows(text: str) -> set[str]:
    """The flow as lines, so that a test shows all of it."""
    graph = Document(text).graph()
    return set(_arrows(graph))


def _arrows(graph: Graph) -> Iterator[str]:
    for node in graph.nodes.values():
        for flow in graph.flows_from(node):
            yield f"{node.id} > {flow.target}" + (f" : {flow.condition}" if flow.condition else "")


def done(xml: bytes | str, change: Callable[[Document], Any]) -> str:
    text = xml if isinstance(xml, str) else xml.decode()
    return editing.guarded(text, change)[0]


def test_a_step_that_decides_comes_with_its_own_question():
    text = done(SMALL, lambda doc: editing.insert_step(doc, "sign", NEW, before=True))
    assert arrows(text) == {
        "start > apply", "apply > step_1", "step_1 > agreed_1", "agreed_1 > apply : step_1_outcome == 'rejected'",
        "agreed_1 > sign", "sign > gw", "gw > end", "gw > apply : sign_outcome == 'rejected'",
    }  # fmt: skip


def test_behind_a_decision_a_step_stands_where_it_was_agreed():
    text = done(
        SMALL, lambda doc: editing.insert_step(doc, "sign", NewStep(name="File", work="do", attributes=FINANCE))
    )
    assert arrows(text) == {
        "start > apply", "apply > sign", "sign > gw", "gw > step_1", "step_1 > end",
        "gw > apply : sign_outcome == 'rejected'",
    }  # fmt: skip


def test_a_step_needed_only_sometimes_is_asked_for_first():
    new = NewStep(name="Finance", attributes=FINANCE, only_when="amount >= 1000000")
    text = done(SMALL, lambda doc: editing.insert_step(doc, "sign", new, before=True))
    assert {"apply > needed_1", "needed_1 > step_1 : amount >= 1000000", "needed_1 > sign"} <= arrows(text)


def test_beside_a_step_both_are_asked_and_both_can_reject():
    text = done(SMALL, lambda doc: editing.add_parallel(doc, "sign", NEW))
    assert arrows(text) == {
        "start > apply", "apply > together_1", "together_1 > sign", "together_1 > step_1", "sign > joined_1",
        "step_1 > joined_1", "joined_1 > gw", "gw > end",
        "gw > apply : sign_outcome == 'rejected' or step_1_outcome == 'rejected'",
    }  # fmt: skip


def test_beside_a_step_of_a_block_there_is_one_branch_more():
    text = done(PARALLEL, lambda doc: editing.add_parallel(doc, "one", NEW))
    assert {"fork > step_1", "step_1 > join", "fork > one", "fork > two"} <= arrows(text)
    assert Document(text).graph().nodes["step_1"].depth == 1


def test_removing_a_step_takes_its_question_and_what_cannot_be_reached():
    text, gone = editing.guarded(SMALL.decode(), lambda doc: editing.remove_step(doc, "sign"))
    assert arrows(text) == {"start > apply", "apply > end"}
    assert gone == ["gw"]


def test_removing_one_of_two_branches_dissolves_the_block():
    text = done(PARALLEL, lambda doc: editing.remove_step(doc, "two"))
    assert arrows(text) == {
        "start > apply", "apply > one", "one > gw", "gw > end", "gw > apply : one_outcome == 'rejected'",
    }  # fmt: skip


def test_insert_then_remove_gives_the_same_flow():
    text = done(SMALL, lambda doc: editing.insert_step(doc, "sign", NEW, before=True))
    assert arrows(done(text, lambda doc: editing.remove_step(doc, "step_1"))) == arrows(SMALL.decode())


def test_neighbours_change_places_with_their_questions():
    text = done(SMALL, lambda doc: editing.insert_step(doc, "sign", NEW, before=True))
    moved = done(text, lambda doc: editing.move_step(doc, "step_1", up=False))
    assert {"apply > sign", "sign > gw", "gw > step_1", "step_1 > agreed_1", "agreed_1 > end"} <= arrows(moved)
    assert arrows(done(moved, lambda doc: editing.move_step(doc, "step_1", up=True))) == arrows(text)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda doc: editing.move_step(doc, "sign", up=True), "sends_back"),
        (lambda doc: editing.move_step(doc, "start", up=False), "not_a_step"),
        (lambda doc: editing.move_step(doc, "apply", up=True), "ways_meet"),
        (lambda doc: editing.remove_step(doc, "gw"), "not_a_step"),
        (lambda doc: editing.remove_choice(doc, "gw"), "decision_needed"),
        (lambda doc: editing.insert_step(doc, "start", NEW, before=True), "no_place"),
        (lambda doc: editing.add_parallel(doc, "gw", NEW), "no_place"),
        (lambda doc: editing.insert_step(doc, "nowhere", NEW), "no_such_step"),
        (lambda doc: editing.insert_choice(doc, "sign", "?", condition="amount > 1", target="start"), "edit_breaks"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_reason(change: Callable[[Document], Any], code: str):
    with pytest.raises(RuleError) as refused:
        editing.guarded(SMALL.decode(), change, check=_lint_like)
    assert refused.value.code == code


def _lint_like(text: str) -> list[str]:
    graph = Document(text).graph()
    into_start = [node.id for node in graph.nodes.values() if node.kind == Kind.START and node.arrivals]
    return [*editing.structure_problems(text), *into_start]


def test_a_decision_becomes_a_task_and_back():
    text = done(SMALL, lambda doc: editing.set_work(doc, "sign", "do"))
    assert arrows(text) == {"start > apply", "apply > sign", "sign > end"}
    again = done(text, lambda doc: editing.set_work(doc, "sign", "decide", "apply"))
    assert {"sign > agreed_1", "agreed_1 > apply : sign_outcome == 'rejected'", "agreed_1 > end"} <= arrows(again)


def test_reminders_are_added_changed_and_dropped():
    text = done(
        SMALL, lambda doc: attributes.set_timers(doc, "sign", [TimerRow(2, "remind"), TimerRow(4, "escalate:superior")])
    )
    made = Document(text).graph().nodes["sign"].boundaries
    assert [(one.after, one.does, one.name_en) for one in made] == [
        (2, "remind", "Reminder on day 2"), (4, "escalate:superior", "Reported on day 4"),
    ]  # fmt: skip
    text = done(text, lambda doc: attributes.set_timers(doc, "sign", [TimerRow(1, "remind", made[0].id)]))
    left = Document(text).graph().nodes["sign"].boundaries
    assert [(one.id, one.after) for one in left] == [(made[0].id, 1)]


def test_a_question_has_exactly_one_default():
    ways = [Way("", "a", "apply", "sign_outcome == 'rejected'"), Way("", "b", "end", "")]
    text = done(SMALL, lambda doc: attributes.set_choice(doc, "gw", "Fine?", ways))
    graph = Document(text).graph()
    assert [(flow.target, flow.condition) for flow in graph.nodes["gw"].flows] == [
        ("apply", "sign_outcome == 'rejected'"), ("end", ""),
    ]  # fmt: skip
    with pytest.raises(RuleError) as refused:
        done(SMALL, lambda doc: attributes.set_choice(doc, "gw", "Fine?", ways[:1]))
    assert refused.value.code == "one_default"


FIELDS = {
    "amount": Field(name="amount", label="amount", type="money"),
    "credit": Field(name="credit", label="credit class", type="choice", choices={"A": "A", "B": "B"}),
    "virtual": Field(name="virtual", label="virtual", type="flag"),
    "signers": Field(name="signers", label="signers", type="list", choices={"finance": "Finance"}),
}


@pytest.mark.parametrize(
    ("text", "joiner", "rows"),
    [
        ("amount >= 1000000", "and", [Row("amount", ">=", "1000000")]),
        ("amount >= -5 and credit in ['A', 'B']", "and", [Row("amount", ">=", "-5"), Row("credit", "in", "A|B")]),
        ("virtual == True or credit != 'A'", "or", [Row("virtual", "==", "True"), Row("credit", "!=", "A")]),
        ("'finance' in signers", "and", [Row("signers", "has", "finance")]),
    ],
)
def test_conditions_are_read_as_rows_and_written_the_same(text: str, joiner: str, rows: list[Row]):
    assert conditions.rows_of(text) == (joiner, rows)
    assert conditions.text_of(joiner, rows, FIELDS) == text


@pytest.mark.parametrize(
    "row", [Row("amount", ">=", "much"), Row("credit", "==", "C"), Row("credit", "in", ""), Row("amount", "has", "1")]
)
def test_a_wrong_value_is_named_by_its_row(row: Row):
    with pytest.raises(ValueError, match=r"^1$"):
        conditions.text_of("and", [row], FIELDS)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a_outcome == 'rejected'", False),
        ("a_outcome == 'approved'", True),
        ("a_outcome == 'rejected' or b_outcome == 'rejected'", "b_outcome == 'rejected'"),
        ("a_outcome != 'rejected' and amount > 5", "amount > 5"),
        ("not a_outcome == 'approved'", False),
        ("amount > 5", "amount > 5"),
    ],
)
def test_what_is_left_of_a_condition_when_a_step_has_agreed(text: str, left: str | bool):
    assert conditions.assume(text, "a_outcome", "approved") == left


# ---- property: whatever is edited on whatever we ship, the checks stay clean or it is refused with a reason
OPERATIONS = ("after", "before", "beside", "remove", "up", "down", "question", "unask", "work")


def random_edit(chance: random.Random, doc: Document) -> Callable[[Document], Any]:
    names = [node.get("id") for node in doc.nodes()]
    name = chance.choice(names)
    new = NewStep(name="X", work=chance.choice(["decide", "do"]), attributes=FINANCE)
    target = chance.choice(names)
    condition = f"{chance.choice(_waiting(doc))}_outcome == 'timed_out'"
    return {
        "after": lambda d: editing.insert_step(d, name, new),
        "before": lambda d: editing.insert_step(d, name, new, before=True),
        "beside": lambda d: editing.add_parallel(d, name, new),
        "remove": lambda d: editing.remove_step(d, name),
        "up": lambda d: editing.move_step(d, name, up=True),
        "down": lambda d: editing.move_step(d, name, up=False),
        "question": lambda d: editing.insert_choice(d, name, "?", condition=condition, target=target),
        "unask": lambda d: editing.remove_choice(d, name),
        "work": lambda d: editing.set_work(d, name, chance.choice(["decide", "do"])),
    }[chance.choice(OPERATIONS)]  # fmt: skip


def _waiting(doc: Document) -> list[str]:
    return [node.id for node in doc.graph().nodes.values() if node.waits] or ["none"]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_random_edits_of_all_shipped_processes_keep_the_checks_clean(seed: int):
    chance = random.Random(seed)
    done_, refused = 0, 0
    for _name, xml in shipped_files():
        text = xml.decode()
        assert queries.problems(text) == []
        for _round in range(12):
            try:
                text, _answer = editing.guarded(text, random_edit(chance, Document(text)), check=queries.problems)
                done_ += 1
            except RuleError:
                refused += 1
            assert queries.problems(text) == []
            if not Document(text).graph().nodes.keys() - {"start"} or not _has_steps(text):
                break
    assert done_ > 20, (done_, refused)


def _has_steps(text: str) -> bool:
    return any(True for _step in Document(text).graph().steps())
