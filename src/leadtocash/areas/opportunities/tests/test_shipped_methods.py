"""The methods that are shipped, those of the policy packs among them, ask the system wherever it can know (OPP-4)."""

from __future__ import annotations

import pytest

from leadtocash.areas.opportunities.criteria import checks
from leadtocash.areas.opportunities.shipping import shipped_methods
from leadtocash.foundation.kernel.policy import known
from leadtocash.foundation.packs import shipped

#: words of a criterion -> the check that knows it; the first that fits counts
KNOWN = {
    "客户已登记": "customer",
    "钱、权、需三条都在": "man",
    "线索已验证": "man",
    "联系人已登记": "contacts",
    "需求已写明": "need",
    "接纳我们": "accepts_us",
    "采购组织已弄清": "buying_centre",
    "分工已知": "buying_centre",
    "线人或教练": "coach",
    "拍板人已知": "decision_maker",
    "沟通过": "met_recently",
    "客户关系有效推进": "met_recently",
    "技术标准文件": "document",
    "技术交流": "minutes",
    "竞争策略已定": "strategy",
    "怎么应对已定": "strategy",
    "投标文件齐全": "bid_complete",
    "投标或议标完成": "bid_complete",
    "立项通过": "initiated",
    "立项评审通过": "initiated",
    "团队已任命": "team",
    "四要素目标和策略": "strategies",
    "产品和数量已写明": "lines",
    "产品已写明": "lines",
    "稿已附上": "document",
    "签约日都已确定": "closing",
    "方案与标书完成": "document",
}


def every_criterion():
    """(method, its criterion) of the program and of each pack."""
    packs = [shipped.shipped_pack(name).contents["methods"].items for name in shipped.ORDER]
    found = {f"{at}:{code}": item.value for at, items in enumerate(packs) for code, item in items.items()}
    for code, values in {**shipped_methods(), **found}.items():
        for stage in values["stages"]:
            yield from ((code, one) for one in stage["criteria"])


@pytest.mark.req("OPP-4")
def test_what_the_system_can_know_is_checked_by_it(db):
    for code, one in every_criterion():
        expected = next((check for words, check in KNOWN.items() if words in one["text"]), "")
        assert (code, one["text"], one["check_name"]) == (code, one["text"], expected)


@pytest.mark.req("OPP-4")
def test_each_check_is_known_with_its_details_and_each_clause_is_in_a_handbook(db):
    for _code, one in every_criterion():
        if one["check_name"]:
            details = checks.get(one["check_name"]).details
            assert all(details[name].fits(value) for name, value in one["params"].items()), one
        assert not one["clause"] or known(one["clause"]), one


@pytest.mark.req("OPP-3")
def test_a_packs_own_method_asks_something_at_each_of_its_gates(db):
    for name in shipped.ORDER:
        for code, item in shipped.shipped_pack(name).contents["methods"].items.items():
            asks = [bool(stage["criteria"]) for stage in item.value["stages"]]
            assert code in shipped_methods() or all(asks), (name, code)
