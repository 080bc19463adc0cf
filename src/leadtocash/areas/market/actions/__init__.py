"""Everything that can be done to what is known of the market; the only package that writes it."""

from leadtocash.areas.market.actions.competitors import (
    add_price,
    change_competitor,
    change_price,
    create_competitor,
    fold,
)
from leadtocash.areas.market.actions.demands import answer_demand, change_demand, hand_over_demands, record_demand
from leadtocash.areas.market.actions.partners import (
    add_person,
    change_partner,
    change_person,
    create_partner,
    fill_cores,
    fold_partner,
    hand_over_partners,
    open_partner,
    remind,
)
from leadtocash.areas.market.actions.reasons import change_reason, create_reason
from leadtocash.areas.market.actions.reports import (
    begin_report,
    change_report,
    hand_over_reports,
    issue_report,
    missing_to_issue,
    take_back_report,
)

__all__ = [
    "add_person",
    "add_price",
    "answer_demand",
    "begin_report",
    "change_competitor",
    "change_demand",
    "change_partner",
    "change_person",
    "change_price",
    "change_reason",
    "change_report",
    "create_competitor",
    "create_partner",
    "create_reason",
    "fill_cores",
    "fold",
    "fold_partner",
    "hand_over_demands",
    "hand_over_partners",
    "hand_over_reports",
    "issue_report",
    "missing_to_issue",
    "open_partner",
    "record_demand",
    "remind",
    "take_back_report",
]
