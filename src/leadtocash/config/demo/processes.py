"""What the demo company has changed in its processes: one version published by a second person, one draft open."""

from __future__ import annotations

from leadtocash.config.demo.basics import Company
from leadtocash.foundation.designer import actions as designer
from leadtocash.foundation.designer.rules.attributes import TimerRow, set_attributes, set_timers
from leadtocash.foundation.designer.rules.document import Document
from leadtocash.foundation.workflow.definitions import newest

CHANGED = 112  # working days back


def second_version(company: Company) -> None:
    """Two days for the check of set-up data instead of one, and a report upwards: later projects go by version 2."""
    words = company.words
    base = newest("project_setup")
    assert base is not None
    draft = designer.begin(
        base, title=words["draft_setup"], reason=words["draft_setup_why"], act=company.act("wufang", CHANGED + 3)
    )

    def change(doc: Document) -> None:
        set_attributes(doc, "check", {"limit": "2"})
        set_timers(doc, "check", [TimerRow(1, "remind"), TimerRow(3, "escalate:superior")])

    act = company.act("wufang", CHANGED + 2.5)
    draft, _answer = designer.edit(draft, change, what=words["draft_setup"], act=act, revision=draft.revision)
    draft = designer.submit(draft, act=company.act("wufang", CHANGED + 2))
    designer.publish(draft, act=company.act("fengyi", CHANGED))


def open_draft(company: Company) -> None:
    """A shorter limit for the departments' review waits for its second pair of eyes."""
    words = company.words
    base = newest("contract_review")
    assert base is not None
    draft = designer.begin(
        base, title=words["draft_review"], reason=words["draft_review_why"], act=company.act("zhoujing", 2)
    )

    def change(doc: Document) -> None:
        set_attributes(doc, "countersign", {"limit": "2"})

    act = company.act("zhoujing", 1.8)
    draft, _answer = designer.edit(draft, change, what=words["draft_review"], act=act, revision=draft.revision)
    designer.submit(draft, act=company.act("zhoujing", 1.7))
