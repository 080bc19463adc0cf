"""Everything that can be done to customers and the people there; the only package that writes them."""

from leadtocash.areas.customers.actions.contacts import (
    add_contact,
    add_contacts,
    change_contact,
    mark_back,
    mark_left,
    remind_of_birthdays,
    tie,
    untie,
)
from leadtocash.areas.customers.actions.credit import set_credit
from leadtocash.areas.customers.actions.disputes import answer_dispute, raise_dispute
from leadtocash.areas.customers.actions.dossier import save_dossier
from leadtocash.areas.customers.actions.joining import check_dossiers
from leadtocash.areas.customers.actions.merging import (
    after_merger,
    fill_keys,
    one_main_contact,
    one_tie,
    tidy_contact,
    tidy_merged,
)
from leadtocash.areas.customers.actions.owning import (
    assign_by_rule,
    assign_customer,
    begins_with,
    hand_over_customers,
    open_to_sellers,
    touch,
    touch_all,
)
from leadtocash.areas.customers.actions.pool import claim, release, return_neglected, warn_of_return
from leadtocash.areas.customers.actions.records import (
    SERIES,
    change_customer,
    create_customer,
    fold,
    register_customers,
    take_over_customer,
    twin_sentence,
)
from leadtocash.areas.customers.actions.status import ask_status, confirm_status, note_win

__all__ = [
    "SERIES",
    "add_contact",
    "add_contacts",
    "after_merger",
    "answer_dispute",
    "ask_status",
    "assign_by_rule",
    "assign_customer",
    "begins_with",
    "change_contact",
    "change_customer",
    "check_dossiers",
    "claim",
    "confirm_status",
    "create_customer",
    "fill_keys",
    "fold",
    "hand_over_customers",
    "mark_back",
    "mark_left",
    "note_win",
    "one_main_contact",
    "one_tie",
    "open_to_sellers",
    "raise_dispute",
    "register_customers",
    "release",
    "remind_of_birthdays",
    "return_neglected",
    "save_dossier",
    "set_credit",
    "take_over_customer",
    "tidy_contact",
    "tidy_merged",
    "tie",
    "touch",
    "touch_all",
    "twin_sentence",
    "untie",
    "warn_of_return",
]
