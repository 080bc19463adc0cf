"""What publishing refuses, each with its reason, beside a definition that passes."""

from __future__ import annotations

import pytest

from leadtocash.foundation.workflow import actions
from leadtocash.foundation.workflow.bpmn import Refused, parse
from leadtocash.foundation.workflow.definitions import checked
from leadtocash.foundation.workflow.nesting import nested
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, end, receive, rule, service, step, timer

pytestmark = pytest.mark.django_db


def steps(names: str) -> dict[str, dict[str, str]]:
    """Plain steps of these one-letter names."""
    return {name: do() for name in names}


def problems(firm: Company, xml: bytes) -> str:
    with pytest.raises(Refused) as caught:
        checked(xml)
    return "\n".join(caught.value.problems)


SOUND = {
    "a line": draw("p", "start > a > b > end", **steps("ab")),
    "a branch without steps": draw("p", "start > fork", "fork > a > join", "fork > join", "join > end", **steps("a")),
    "leaving a block forwards": draw(
        "p",
        "start > fork", "fork > a > gw", "gw > end2 : a_outcome == 'done'", "gw > join", "fork > b > join",
        "join > end",
        **steps("ab"),
    ),
    "nested blocks": draw(
        "p",
        "start > fork", "fork > a > join", "fork > fork2", "fork2 > b > join2", "fork2 > c > join2", "join2 > join",
        "join > end",
        **steps("abc"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_definition_passes(firm: Company, name: str) -> None:
    assert checked(SOUND[name]).start == "start"


UNSOUND = {
    "never be reached": draw("p", "start > a > end", "b > end", **steps("ab")),
    "no arrow leads to an end": draw("p", "start > gw", "gw > a : amount > 1", "gw > end", "a > a", **steps("a")),
    "no arrow leaves it": draw("p", "start > a", "start > end", **steps("a")),
    "several arrows leave it": draw("p", "start > a > end", "a > b > end", **steps("ab")),
    "lies in a loop": draw(
        "p", "start > gw", "gw > mark : amount > 1", "mark > gw", "gw > end",
        mark=service("test.mark"),
    ),
    "never joined": draw("p", "start > fork", "fork > a > end", "fork > b > end", **steps("ab")),
    "one and the same fork": draw(
        "p", "start > gw", "gw > a : amount > 1", "gw > b", "a > join", "b > join", "join > end", **steps("ab")
    ),
    "does not come to the join": draw(
        "p", "start > fork", "fork > a > join", "fork > b > join", "fork > c > end2", "join > end", **steps("abc")
    ),
    "needs at least two": draw("p", "start > a > fork > end", **steps("a")),
    "a default arrow": draw(
        "p", "start > gw", "gw > a : amount > 1", "gw > b : amount < 1", "a > end", "b > end", **steps("ab")
    ),
    "is not a condition": draw("p", "start > gw", "gw > a : open('x')", "gw > end", "a > end", **steps("a")),
    "something unknown: secret": draw("p", "start > gw", "gw > a : secret > 1", "gw > end", "a > end", **steps("a")),
    "cannot be compared": draw("p", "start > gw", "gw > a : amount > 'x'", "gw > end", "a > end", **steps("a")),
    "compared with “Z”": draw("p", "start > gw", "gw > a : credit == 'Z'", "gw > end", "a > end", **steps("a")),
    "can never be “reject”": draw(
        "p", "start > a > gw", "gw > b : a_outcome == 'reject'", "gw > end", "b > end", **steps("ab")
    ),
    "a rejection would change nothing": draw("p", "start > a > end", a=step()),
    "there is no role": draw("p", "start > a > end", a=do("role:king")),
    "has no person": draw("p", "start > a > end", a=do("person:nobody")),
    "list of signers": draw("p", "start > a > end", a=do("each:nothing")),
    "has no document": draw("p", "start > a > end", a=do("matrix:nothing")),
    "who does it": draw("p", "start > a > end", a=do("")),
    "no way of signing": draw("p", "start > a > end", a=do(mode="most")),
    "service “none” is not known": draw("p", "start > mark > end", mark=service("none")),
    "which event": draw("p", "start > w > end", w=receive("")),
    "working days": draw("p", "start > a > end", a=do(limit="soon")),
    "never ended by time": draw(
        "p", "start > a > gw", "gw > b : a_outcome == 'rejected'", "gw > end", "b > end", "t1 > b",
        a=step(), b=do(), t1=timer("a", 2),
    ),
    "a timer cannot do": draw("p", "start > a > end", a=do(), t1=timer("a", 2, "approve")),
    "clause “S9 9.9”": draw("p", "start > a > end", a=do(clause="S9 9.9")),
    "“colour” is not known": draw("p", "start > a > end", a=do(colour="red")),
    "used more than once": draw("p", "start > a > end", a=do()).replace(b'id="end"', b'id="a"'),
    "No area knows": draw("p", "start > a > end", record="x.y", a=do()),
    "is not supported": draw("p", "start > a > end", a={"tag": "scriptTask"}),
    "not well-formed": b"<bpmn",
    "exactly one BPMN process": b"<a/>",
    "rows 1 and 2": draw(
        "p", "start > r > end",
        r=rule('{"inputs": ["amount"], "outputs": ["x"], "rows": [{"when": {}, "then": {"x": 1}},'
               '{"when": {"amount": {"from": 5}}, "then": {"x": 2}}]}'),
    ),
    "covers amount from 5 to below 9": draw(
        "p", "start > r > end",
        r=rule('{"inputs": ["amount"], "outputs": ["x"], "rows": [{"when": {"amount": {"to": 5}}, "then": {"x": 1}},'
               '{"when": {"amount": {"from": 9}}, "then": {"x": 2}}]}'),
    ),
}  # fmt: skip


@pytest.mark.req("WFL-1")
@pytest.mark.parametrize("reason", UNSOUND)
@pytest.mark.usefixtures("_english")
def test_an_unsound_definition_is_refused_with_the_reason(firm: Company, reason: str) -> None:
    assert reason in problems(firm, UNSOUND[reason])


def test_entities_are_not_expanded(firm: Company) -> None:
    bomb = b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + draw("p", "start > a > end", a=do(name="x"))
    assert "root:" not in str(parse(bomb.replace(b'name="x"', b'name="x&e;"')).nodes if b"&e;" in bomb else "")


def test_paths_name_the_blocks_around_a_node() -> None:
    graph = nested(parse(SOUND["nested blocks"]))
    inside = {name: [branch.fork for branch in node.path] for name, node in graph.nodes.items() if node.path}
    assert inside == {
        "a": ["fork"], "fork2": ["fork"], "b": ["fork", "fork2"], "c": ["fork", "fork2"], "join2": ["fork"],
    }  # fmt: skip


def test_publishing_the_same_again_makes_no_version(firm: Company) -> None:
    xml = draw("p", "start > a > end", end=end("x"), a=do())
    assert [firm.publish(xml).version for _time in range(2)] == [1, 1]
    assert firm.publish(xml.replace(b'outcome="x"', b'outcome="y"')).version == 2
    assert actions.publish(xml=xml, act=firm.act()).version == 3
