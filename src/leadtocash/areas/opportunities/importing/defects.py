"""The defects an export of a CRM may have, each with what is done about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.exchange.findings import kind

SPELLING = kind("crm_spelling", "repaired", _("Misspelt; taken as %(meant)s."))
PRODUCT_SPELLING = kind("crm_product", "repaired", _("Not in products.csv as written; taken as %(meant)s."))
NAME_SPELLING = kind("crm_name", "repaired", _("Written otherwise than in its own file; taken as %(meant)s."))
NO_ACCOUNT = kind("crm_no_account", "gap", _("No account; taken over without customer."))
UNKNOWN_ACCOUNT = kind("crm_unknown_account", "gap", _("Account not in accounts.csv; taken over without customer."))
UNKNOWN_PRODUCT = kind("crm_unknown_product", "gap", _("Product not in products.csv; the line keeps the name only."))
NO_PRODUCT = kind("crm_no_product", "gap", _("No product; taken over without line."))
UNKNOWN_PARENT = kind("crm_unknown_parent", "gap", _("Parent company not in accounts.csv; taken over without it."))
PARENT_LOOP = kind("crm_parent_loop", "gap", _("Parent companies in a circle; taken over without the parent."))
NO_ENGAGE_DATE = kind("crm_no_engage_date", "assumed", _("No engage date; opened on %(meant)s, the day of the import."))
NO_CLOSE_DATE = kind("crm_no_close_date", "assumed", _("Decided, but no close date; %(meant)s is taken."))
BAD_DATE = kind("crm_bad_date", "gap", _("%(value)s is no date; taken as missing."))
REVERSED = kind("crm_reversed", "assumed", _("Closed before it was opened; opened on %(meant)s is taken."))
OPEN_VALUE = kind("crm_open_value", "assumed", _("No close value yet; the list price %(meant)s is expected."))
LOST_VALUE = kind("crm_lost_value", "assumed", _("Lost without revenue; the list price %(meant)s is the amount lost."))
WON_VALUE = kind("crm_won_value", "gap", _("Won, but no close value above zero; the amount stays 0."))
BAD_NUMBER = kind("crm_bad_number", "gap", _("%(value)s is no number that fits here; taken as missing."))
NO_DEALS = kind("crm_no_deals", "gap", _("Seller without opportunities; the person is made all the same."))
TWO_TEAMS = kind("crm_two_teams", "assumed", _("Seller listed again; the first row counts."))
NO_MANAGER = kind("crm_no_manager", "gap", _("Seller without manager; taken over without superior."))
NO_COST = kind(
    "crm_no_cost", "gap", _("The export has no cost and no floor price; both are 0 until commerce enters them.")
)
DOUBLE = kind("crm_double", "left_out", _("This key occurs a second time in the file; only the first row is taken."))
NO_KEY = kind("crm_no_key", "left_out", _("No name or key; the row cannot be taken over."))
UNKNOWN_STAGE = kind("crm_unknown_stage", "left_out", _("Stage %(value)s is not known; the row is left out."))
UNKNOWN_SELLER = kind("crm_unknown_seller", "left_out", _("Seller not in sales_teams.csv; an opportunity needs one."))
