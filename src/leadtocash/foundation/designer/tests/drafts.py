"""Drafts for tests: a small process on the engine's test company, and edits of it."""

from __future__ import annotations

from typing import Any

from leadtocash.foundation.designer import actions
from leadtocash.foundation.designer.models import ProcessDraft
from leadtocash.foundation.designer.rules import attributes, editing
from leadtocash.foundation.designer.rules.editing import NewStep
from leadtocash.foundation.workflow.models import ProcessDefinition
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, step

FINANCE = {"assign": "role:finance", "limit": "2"}
SMALL = draw(
    "small",
    "start > apply > sign > gw > end",
    "gw > apply : sign_outcome == 'rejected'",
    apply=do(),
    sign=step("role:bu_manager", limit="3"),
)
PARALLEL = draw(
    "side",
    "start > apply > fork > one > join > gw > end",
    "fork > two > join",
    "gw > apply : one_outcome == 'rejected' or two_outcome == 'rejected'",
    apply=do(),
    one=step("role:bu_manager", limit="3"),
    two=step("role:finance", limit="3"),
)


def begun(firm: Company, xml: bytes = SMALL, who: str = "system_admin") -> ProcessDraft:
    """A draft begun from a process just published."""
    made = firm.publish(xml)
    return actions.begin(made, title="Finance looks at it", reason="Too much was lost", act=firm.act(who))


def insert(firm: Company, draft: ProcessDraft, *, anchor: str = "sign", who: str = "system_admin", **more: Any) -> str:
    """Put a deciding step of the finance department before a step."""
    new = NewStep(name="Finance", attributes=FINANCE, **more)
    change = lambda doc: editing.insert_step(doc, anchor, new, before=True)  # noqa: E731
    return str(actions.edit(draft, change, what="Finance", act=firm.act(who), revision=None)[1])


def set_limit(firm: Company, draft: ProcessDraft, limit: int, *, who: str = "system_admin") -> None:
    change = lambda doc: attributes.set_attributes(doc, "sign", {"limit": str(limit)})  # noqa: E731
    actions.edit(draft, change, what="limit", act=firm.act(who), revision=None)


def published(firm: Company, draft: ProcessDraft) -> ProcessDefinition:
    """Submitted by the administrator, published by the vice president."""
    sales_vp = firm.people["sales_vp"]
    actions.submit(draft, act=firm.act("system_admin"))
    return actions.publish(draft, act=firm.act(sales_vp))
