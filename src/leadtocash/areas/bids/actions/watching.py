"""What time does to bids: alarms before the deadline, and the deadline itself."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from leadtocash.areas.bids import events, limits, queries
from leadtocash.areas.bids.actions.registering import PROCESS
from leadtocash.areas.bids.models import Bid, BidItem
from leadtocash.foundation.calendar import days
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.workflow.actions.ending import end_running

ALARMS = (limits.LAST_ALARM, limits.SECOND_ALARM, limits.FIRST_ALARM)


def watch(*, act: Act) -> int:
    """Close bids whose deadline is over, tell of those that come near; gives how many."""
    told = 0
    for bid in queries.past_deadline(act.at):
        told += _miss(bid, act=act)
    for bid in queries.to_hand_in(act.at):
        told += _alarm(bid, act=act)
    return told


@transaction.atomic
def _miss(bid: Bid, *, act: Act) -> int:
    """The deadline is over: the bid cannot be handed in any more, its process ends."""
    bid = lock(bid)
    if bid.deadline >= act.at:
        return 0
    bid.state, bid.closed_on = Bid.State.MISSED, act.today
    recording.save(bid, events.MISSED, act=act)
    notify([bid.owner], events.TOLD_MISSED, act=act, url=bid.get_absolute_url(), key=f"bids.missed:{bid.pk}",
           about=bid, title=str(bid))  # fmt: skip
    end_running(bid, act=act, reason=str(Bid.State.MISSED.label), process=PROCESS)
    return 1


def _alarm(bid: Bid, *, act: Act) -> int:
    """Tell the owner, and who still owes a line, once for each of the alarms."""
    left = days.between(act.today, timezone.localdate(bid.deadline))
    due = next((alarm for alarm in ALARMS if left <= number(alarm)), None)
    if due is None:
        return 0
    owing = BidItem.objects.filter(bid=bid, state=BidItem.State.TODO).select_related("owner")
    moment = timezone.localtime(bid.deadline).strftime("%Y-%m-%d %H:%M")
    key = f"bids.deadline:{bid.pk}:{moment}:{due}"
    notify([bid.owner, *(item.owner for item in owing)], events.TOLD_DEADLINE, act=act, url=bid.get_absolute_url(),
           key=key, about=bid, title=str(bid), moment=moment, open=str(len(owing)))  # fmt: skip
    return 1
