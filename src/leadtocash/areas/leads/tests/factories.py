"""Leads for tests, made through the actions."""

from __future__ import annotations

from typing import Any

from leadtocash.areas.leads import actions
from leadtocash.areas.leads.models import Lead, LeadSource
from leadtocash.foundation.kernel.act import Act

YES = {"money": "yes", "authority": "yes", "real_need": "yes"}


def a_source(code: str = "exhibition") -> LeadSource:
    return LeadSource.objects.get(code=code)


def a_lead(act: Act, *, to: str = "me", sure: bool = True, **fields: Any) -> Lead:
    """One that the acting person works on, of a company with a telephone number."""
    values = {
        "company": "甬江港务集团", "contact": "林海", "phone": "13800001234", "source": a_source(),
        "need": "2 号码头视频监控改造", **fields,
    }  # fmt: skip
    return actions.create_lead(values, act=act, to=to, sure=sure)


def a_qualified_lead(act: Act, **fields: Any) -> Lead:
    lead = actions.judge_lead(a_lead(act, **fields), YES, act=act)
    return actions.qualify_lead(lead, act=act)
