"""The words of the journal, and what people are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.notices.topics import topic

COMPETITOR_ADDED = verb("market.competitor_added", _("Competitor entered"), icon="plus")
COMPETITOR_CHANGED = verb("market.competitor_changed", _("Competitor changed"), icon="pencil")
PRICE_ADDED = verb("market.price_added", _("Price seen: %(what)s for %(price)s yuan"), icon="tag")
PRICE_CHANGED = verb("market.price_changed", _("Price seen corrected: %(what)s for %(price)s yuan"), icon="pencil")
REASON_ADDED = verb("market.reason_added", _("Reason entered"), icon="plus")
REASON_CHANGED = verb("market.reason_changed", _("Reason changed"), icon="pencil")
PARTNER_ADDED = verb("market.partner_added", _("Partner entered"), icon="plus")
PARTNER_CHANGED = verb("market.partner_changed", _("Partner changed"), icon="pencil")
PARTNER_HANDED_OVER = verb("market.partner_handed_over", _("Taken over from %(name)s"), tone="wait", icon="users")
PERSON_ADDED = verb("market.person_added", _("Contact %(name)s added"), icon="user-plus")
PERSON_CHANGED = verb("market.person_changed", _("Contact %(name)s changed"), icon="pencil")
DEMAND_ADDED = verb("market.demand_added", _("Demand recorded"), icon="plus")
DEMAND_CHANGED = verb("market.demand_changed", _("Demand changed"), icon="pencil")
DEMAND_ANSWERED = verb("market.demand_answered", _("Demand: %(state)s"), tone="done", icon="message-reply")
DEMAND_HANDED_OVER = verb("market.demand_handed_over", _("Taken over from %(name)s"), tone="wait", icon="users")
REPORT_BEGUN = verb("market.report_begun", _("Report begun"), icon="plus")
REPORT_CHANGED = verb("market.report_changed", _("Report changed"), icon="pencil")
REPORT_ISSUED = verb("market.report_issued", _("Report issued"), tone="done", icon="send")
REPORT_TAKEN_BACK = verb("market.report_taken_back", _("Report taken back"), tone="wait", icon="arrow-back-up")
REPORT_HANDED_OVER = verb("market.report_handed_over", _("Taken over from %(name)s"), tone="wait", icon="users")

AGREEMENT_ENDS = topic(
    "market.agreement_ends",
    _("The agreement with the partner %(title)s ends on %(day)s"),
    tone="wait",
    label=_("The agreement with my partner ends soon"),
)
TOLD_ANSWER = topic(
    "market.demand_answered",
    _("%(who)s on the demand %(title)s: %(state)s"),
    label=_("What I recorded of the market was answered"),
)
