"""Everything that can be done to leads and their sources."""

from leadtocash.areas.leads.actions.assigning import (
    Router,
    To,
    assign_lead,
    follow_deals,
    hand_over_leads,
    pool_lead,
    take_lead,
)
from leadtocash.areas.leads.actions.clock import watch
from leadtocash.areas.leads.actions.converting import conversion_of, convert_lead
from leadtocash.areas.leads.actions.leads import (
    begin_lead,
    change_lead,
    create_lead,
    drop_lead,
    judge_lead,
    missing_to_qualify,
    qualify_lead,
    register_leads,
    reopen_lead,
    take_up_lead,
)
from leadtocash.areas.leads.actions.setup import save_source

__all__ = [
    "Router",
    "To",
    "assign_lead",
    "begin_lead",
    "change_lead",
    "conversion_of",
    "convert_lead",
    "create_lead",
    "drop_lead",
    "follow_deals",
    "hand_over_leads",
    "judge_lead",
    "missing_to_qualify",
    "pool_lead",
    "qualify_lead",
    "register_leads",
    "reopen_lead",
    "save_source",
    "take_lead",
    "take_up_lead",
    "watch",
]
