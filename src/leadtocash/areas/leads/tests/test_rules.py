"""What a lead must be; reading a business card."""

from __future__ import annotations

from datetime import date

import pytest

from leadtocash.areas.leads import rules
from leadtocash.areas.leads.models import Lead
from leadtocash.foundation.kernel.errors import RuleError

pytestmark = pytest.mark.req("OPP-1")


def test_what_is_not_there_of_money_authority_and_need_is_named_with_its_clause():
    answers = {"money": "yes", "authority": "no", "real_need": "unknown"}
    missing = rules.missing_to_qualify(answers, owner="王敏", since=date(2026, 11, 2))
    assert [one.clause for one in missing] == ["S2 milestone.1.2"] * 2
    assert [one.who for one in missing] == ["王敏"] * 2
    assert rules.missing_to_qualify(dict.fromkeys(answers, "yes"), owner="", since=None) == []


@pytest.mark.parametrize(
    ("state", "owned", "check", "code"),
    [
        ("dropped", True, rules.check_open, "lead_dropped"),
        ("converted", True, rules.check_open, "lead_converted"),
        ("new", False, rules.check_owned, "lead_in_pool"),
        ("assigned", True, rules.check_in_pool, "lead_taken"),
        ("taken_up", True, rules.check_taking_up, "lead_taken_up"),
        ("taken_up", True, rules.check_conversion, "lead_not_qualified"),
        ("assigned", True, rules.check_reopening, "lead_open"),
    ],
)
def test_what_a_state_forbids(state, owned, check, code):
    with pytest.raises(RuleError) as refused:
        check(Lead(number="XS-1", state=state, owner_id=1 if owned else None))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "甬江港务集团有限公司\n林海 设备部部长\n手机：１３８ ０００１ ２３４５\nlin@yongjiang.cn\n想了解码头监控",
            {"company": "甬江港务集团有限公司", "contact": "林海", "position": "设备部部长", "phone": "138 0001 2345",
             "email": "lin@yongjiang.cn", "need": "想了解码头监控"},
        ),
        ("电话 0574-87651234", {"phone": "0574-87651234"}),
        ("", {}),
    ],
)  # fmt: skip
def test_a_pasted_card_is_read(text, found):
    assert rules.read_card(text) == found


def test_a_source_keeps_which_one_it_was():
    assert rules.source_line("展会", "2026 工博会") == "展会 · 2026 工博会"
    assert len(rules.source_line("展会", "很长" * 60)) == 60


def test_whoever_holds_enough_takes_no_more():
    rules.check_held(29, 30)
    with pytest.raises(RuleError) as refused:
        rules.check_held(30, 30)
    assert refused.value.code == "leads_enough"
