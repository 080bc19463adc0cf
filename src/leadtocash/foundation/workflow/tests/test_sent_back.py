"""Why work came back stands beside it."""

from __future__ import annotations

import pytest

from leadtocash.foundation.workflow import actions
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, end, step
from leadtocash.foundation.workflow.views.deciding import sent_back

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-3")]


def test_the_reason_is_told_to_who_got_it_back_and_to_nobody_after(firm: Company) -> None:
    line = ("start > prepare", "prepare > check > gw", "gw > prepare : check_outcome == 'rejected'", "gw > end")
    firm.publish(draw("back", *line, prepare=do(), check=step("role:finance"), end=end("approved")))
    instance = firm.start("back")
    assert sent_back(firm.item(instance, "prepare")) == []
    firm.decide(instance, "prepare", "do")
    actions.send_back(firm.item(instance, "check"), "prepare", act=firm.act("finance"), comment="attach the offer")
    told = sent_back(firm.item(instance, "prepare"))
    assert [(one.assignee, one.outcome, one.comment) for one in told] == [
        (firm.people["finance"], "returned", "attach the offer")
    ]
    firm.decide(instance, "prepare", "do")
    assert sent_back(firm.item(instance, "check")) == []
    firm.decide(instance, "check", "reject", comment="still too dear")
    assert [one.comment for one in sent_back(firm.item(instance, "prepare"))] == ["still too dear"]
