"""What people are told of gates by themselves: waivers that end."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities import limits
from leadtocash.areas.opportunities.models import Opportunity, Waiver
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify, topic
from leadtocash.foundation.packs.limits import number

WAIVER_ENDS = topic(
    "opportunities.waiver_ends",
    _("%(opportunity)s: the waiver of “%(criterion)s” ends on %(until)s; then the gate asks for it again."),
    tone="wait",
    label=_("A gate waiver ends soon"),
)
WAIVER_OVER = topic(
    "opportunities.waiver_over",
    _("%(opportunity)s: the waiver of “%(criterion)s” is over since %(until)s."),
    tone="late",
    label=_("A gate waiver is over"),
)


def remind_of_waivers(*, act: Act) -> int:
    """Tell account managers and whoever granted them of waivers that end soon or have ended, each once; gives how
    many there are."""
    ahead = act.today + timedelta(days=number(limits.WAIVER_REMINDER))
    held = Waiver.objects.filter(withdrawn_at=None, opportunity__state=Opportunity.State.OPEN)
    recent = held.filter(until__lte=ahead, until__gte=act.today - timedelta(days=7), opportunity__removed_at=None)
    rows = list(recent.select_related("opportunity__owner", "criterion", "by"))
    for waiver in rows:
        deal, over = waiver.opportunity, waiver.until < act.today
        notify(
            [deal.owner, waiver.by], WAIVER_OVER if over else WAIVER_ENDS, act=act, url=waiver.get_absolute_url(),
            key=f"waiver-{waiver.pk}-{'over' if over else 'ends'}", about=deal, opportunity=str(deal),
            criterion=str(waiver.criterion), until=waiver.until.isoformat(),
        )  # fmt: skip
    return len(rows)
