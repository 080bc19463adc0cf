"""Definitions for tests, written as lines of arrows instead of XML.

    "start > submit > review > gw", "gw > submit : review_outcome == 'rejected'", "gw > end"

Names decide the element: start, end…, gw… (exclusive), fork…, join…; the others are given with their
attributes. The arrow of a gw without a condition is its default; a timer's arrow starts at the timer's name.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:lc="urn:leadtocash:flow" '
    'id="d" targetNamespace="urn:test">'
)
TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "gw": "exclusiveGateway",
    "fork": "parallelGateway",
    "join": "parallelGateway",
}


def step(assign: str = "person:owner", **attributes: str) -> dict[str, str]:
    """A decision; work="do" for a step done on the record's page."""
    return {"tag": "userTask", "assign": assign, **attributes}


def do(assign: str = "person:owner", **attributes: str) -> dict[str, str]:
    return step(assign, work="do", **attributes)


def service(name: str) -> dict[str, str]:
    return {"tag": "serviceTask", "service": name}


def receive(event: str, **attributes: str) -> dict[str, str]:
    return {"tag": "receiveTask", "event": event, **attributes}


def rule(table: str = "", matrix: str = "") -> dict[str, str]:
    return {"tag": "businessRuleTask", "table": table, **({"matrix": matrix} if matrix else {})}


def timer(host: str, after: int, does: str = "") -> dict[str, str]:
    """`does` empty: it ends the step; its arrow starts at the timer's own name."""
    return {"tag": "boundaryEvent", "host": host, "after": str(after), "do": does}


def end(outcome: str) -> dict[str, str]:
    return {"tag": "endEvent", "outcome": outcome}


def draw(
    key: str,
    *lines: str,
    record: str = "accounts.department",
    process: dict[str, str] | None = None,
    **nodes: dict[str, str],
) -> bytes:
    """The definition as BPMN; `process`: what it says for all its steps."""
    arrows: list[tuple[str, str, str]] = []
    for line in lines:
        path, _colon, condition = line.partition(" : ")
        names = [name.strip() for name in path.split(">")]
        arrows += [(a, b, condition.strip()) for a, b in pairwise(names)]
    known = dict(nodes)
    for source, target, _condition in arrows:
        for name in (source, target):
            if name not in known:
                known[name] = _by_name(name)
    body = "".join(_element(name, attributes, arrows) for name, attributes in known.items())
    body += "".join(_arrow(number, arrow) for number, arrow in enumerate(arrows))
    own = "".join(f" lc:{name}={quoteattr(value)}" for name, value in (process or {}).items())
    head = f'<bpmn:process id="{key}" name="{key}" isExecutable="true" lc:record="{record}"{own}>'
    return f"{HEAD}{head}{body}</bpmn:process></bpmn:definitions>".encode()


def _by_name(name: str) -> dict[str, str]:
    for prefix, tag in TAGS.items():
        if name.startswith(prefix):
            return {"tag": tag}
    raise KeyError(f"what is {name}?")


def _element(name: str, attributes: dict[str, str], arrows: list[tuple[str, str, str]]) -> str:
    own = dict(attributes)
    tag, inner, plain = own.pop("tag"), "", {"id": name, "name": own.pop("name", name)}
    if tag == "exclusiveGateway":
        numbers = [n for n, (a, _b, condition) in enumerate(arrows) if a == name and not condition]
        if numbers:
            plain["default"] = f"f{numbers[0]}"
    if tag == "boundaryEvent":
        plain["attachedToRef"], inner = own.pop("host"), "<bpmn:timerEventDefinition/>"
        plain["cancelActivity"] = "false" if own["do"] else "true"
    if table := own.pop("table", ""):
        inner = f"<bpmn:extensionElements><lc:table>{escape(table)}</lc:table></bpmn:extensionElements>"
    pairs: dict[str, Any] = {**plain, **{f"lc:{key}": value for key, value in own.items() if value}}
    written = " ".join(f"{key}={quoteattr(value)}" for key, value in pairs.items())
    return f"<bpmn:{tag} {written}>{inner}</bpmn:{tag}>"


def _arrow(number: int, arrow: tuple[str, str, str]) -> str:
    source, target, condition = arrow
    inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<bpmn:sequenceFlow id="f{number}" {ends}>{inner}</bpmn:sequenceFlow>'
