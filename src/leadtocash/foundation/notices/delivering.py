"""Sending one delivery: claimed under its lock, sent outside any transaction, the outcome written down.

At most once: it is marked as being sent before the platform is called. Where the outcome is not known, it is not
sent again unless the platform itself drops doubles.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.notices import addresses, digesting, events, permissions, rules, wording
from leadtocash.foundation.notices.channels import kinds
from leadtocash.foundation.notices.channels.base import Config, Kind, Message, Refused, Temporary, Unclear
from leadtocash.foundation.notices.models import Channel, Delivery
from leadtocash.foundation.notices.queries import hidden
from leadtocash.foundation.notices.secrets import Unreadable, unseal
from leadtocash.foundation.notices.topics import topics

State = Delivery.State
Clock = Callable[[], datetime]
STUCK = timedelta(minutes=10)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Ready:
    """A claimed delivery with all that sending needs."""

    kind: Kind
    message: Message
    address: str
    config: Config


def deliver(pk: int, *, clock: Clock) -> str:
    """Send a waiting delivery if it is still wanted; gives its state afterwards."""
    with transaction.atomic():
        row = _locked(pk)
        if row is None or row.state != State.WAITING:
            return row.state if row else ""
        ready = _prepared(row, now=clock())
        row.save()
    if ready is None:
        return row.state
    problem, receipt = _send(ready)
    with transaction.atomic():
        row = _locked(pk)
        if row is None or row.state != State.SENDING:
            return row.state if row else ""
        _settle(row, ready.kind, problem, receipt, now=clock())
        row.save()
    return row.state


def send_again(pk: int, *, act: Act) -> Delivery:
    """Send a message that failed, or whose fate is unknown, once more. Raises RuleError for any other."""
    require(act.person, permissions.CHANNELS)
    with transaction.atomic():
        row = _locked(pk)
        if row is None or row.state not in {State.FAILED, State.UNCLEAR}:
            raise RuleError(_("Only what failed, or is in doubt, can be sent again."), code="not_failed")
        row.state, row.attempts, row.last_error = State.WAITING, 0, ""
        _later(row, act.at)
        row.save()
        recording.write(row.channel, events.DELIVERY_AGAIN, act=act, data={"delivery": row.pk, "key": row.key})
    return row


def sweep(*, now: datetime) -> int:
    """Mend what a killed worker left: in doubt what was being sent, queued anew what waits without a job."""
    stuck = Delivery.objects.filter(state=State.SENDING, begun_at__lt=now - STUCK)
    forgotten = Delivery.objects.filter(state=State.WAITING, due_at__lt=now - STUCK)
    count = 0
    for pk in [*stuck.values_list("pk", flat=True)[:500], *forgotten.values_list("pk", flat=True)[:500]]:
        with transaction.atomic():
            row = _locked(pk)
            if row is None or row.state not in {State.SENDING, State.WAITING}:
                continue
            kind = kinds.find(row.channel.kind)
            if row.state == State.SENDING and not (kind and kind.repeatable):
                row.state = State.UNCLEAR
                row.last_error = _("The program stopped while sending; it may have arrived.")
            else:
                row.state = State.WAITING
                _later(row, now)
            row.save()
            count += 1
    return count


def config_of(channel: Channel) -> dict[str, str]:
    """Settings and opened secrets of a channel. Raises Unreadable."""
    return {**channel.settings, **unseal(channel.sealed)}


def _locked(pk: int) -> Delivery | None:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("channel", "notice", "person")
    return rows.filter(pk=pk).first()


def _prepared(row: Delivery, *, now: datetime) -> _Ready | None:
    """What to send, with the row marked as being sent; None when it is dropped or waits for its turn."""
    kind = kinds.find(row.channel.kind)
    if kind is None or not row.channel.is_active:
        return _drop(row, _("The channel is switched off."))
    reason = _unwanted(row, now=now)
    if reason:
        return _drop(row, reason)
    address = addresses.of(row.person, kind.way) if row.person else ""
    if row.person and not address:
        return _drop(row, _("The person has no address on this way any more."))
    config = _opened(row, now=now)
    turn = _turn(row, kind, now)
    if config is None or turn > now:
        if config is not None:
            _later(row, turn)
        return None
    message = _message(row, now=now)
    if message is None:
        return _drop(row, _("There is nothing to tell."))
    row.state, row.begun_at = State.SENDING, now
    row.attempts += 1
    return _Ready(kind, message, address, config)


def _opened(row: Delivery, *, now: datetime) -> dict[str, str] | None:
    try:
        return config_of(row.channel)
    except Unreadable:
        words = _("The channel's secrets were written with another secret key; enter them again.")
        _fail(row, words, ours=True, now=now)
        return None


def _drop(row: Delivery, reason: str) -> _Ready | None:
    row.state, row.last_error = State.DROPPED, reason
    return None


def _unwanted(row: Delivery, *, now: datetime) -> str:
    """Why it is no longer worth sending, "" when it is. What the person may not see (any more) is not told."""
    if row.person and not row.person.is_active:
        return _("The person has left.")
    if row.notice is None:
        return _("The notice is gone.") if not row.content else ""
    if row.notice.read_at:
        return _("It was read meanwhile.")
    if hidden(row.notice.person, [row.notice]):
        return _("The person may not see the record.")
    topic = topics.find(row.notice.topic)
    if topic is None or (topic.still is not None and not topic.still(row.notice.data, row.notice.person_id)):
        return _("It was settled meanwhile.")
    return ""


def _message(row: Delivery, *, now: datetime) -> Message | None:
    key = f"{row.channel_id} {row.key}"
    with wording.in_language(row.person):
        if row.notice is not None:
            return wording.message_of(row.notice, key=key)
        if row.content.get("test"):
            return wording.test_message(row.channel.name, key=key)
        if row.content.get("digest"):
            return digesting.message(row.person, now=now, key=key) if row.person else None
        return wording.message_to_group(row.content, key=key)


def _turn(row: Delivery, kind: Kind, now: datetime) -> datetime:
    """When the platform's pace lets this message out. The channel's row lock lets one worker count at a time."""
    if kind.pace is None:
        return now
    most, seconds = kind.pace
    Channel.objects.select_for_update().get(pk=row.channel_id)
    since = now - timedelta(seconds=seconds)
    begun = Delivery.objects.filter(channel=row.channel, begun_at__gt=since).order_by("-begun_at")
    earliest = begun.values_list("begun_at", flat=True)[most - 1 : most]
    return next((moment + timedelta(seconds=seconds + 1) for moment in earliest if moment), now)


def _send(ready: _Ready) -> tuple[Exception | None, str]:
    try:
        return None, ready.kind.send(ready.message, ready.address, ready.config)
    except (Temporary, Refused, Unclear) as problem:
        return problem, ""
    except Exception as problem:
        log.exception("a channel of kind %s failed", ready.kind.code)
        return problem, ""


def _settle(row: Delivery, kind: Kind, problem: Exception | None, receipt: str, *, now: datetime) -> None:
    if problem is None:
        row.state, row.sent_at, row.last_error, row.receipt = State.SENT, now, "", receipt[:120]
        Channel.objects.filter(pk=row.channel_id).exclude(fault="").update(fault="", fault_at=None)
        return
    sentence = getattr(problem, "sentence", "") or _("The program failed at sending: %(what)s") % {
        "what": type(problem).__name__
    }
    again = isinstance(problem, Temporary) or (isinstance(problem, Unclear) and kind.repeatable)
    pause = rules.pause_after(row.attempts)
    if again and pause is not None:
        row.state, row.last_error = State.WAITING, sentence[:300]
        _later(row, now + timedelta(seconds=max(pause, getattr(problem, "wait", None) or 0)))
    elif isinstance(problem, Unclear):
        row.state, row.last_error = State.UNCLEAR, sentence[:300]
    else:
        _fail(row, sentence, ours=again or getattr(problem, "ours", False), now=now)


def _fail(row: Delivery, sentence: str, *, ours: bool, now: datetime) -> None:
    row.state, row.last_error = State.FAILED, sentence[:300]
    if ours:
        Channel.objects.filter(pk=row.channel_id, fault="").update(fault_at=now)
        Channel.objects.filter(pk=row.channel_id).update(fault=sentence[:300])


def _later(row: Delivery, moment: datetime) -> None:
    """Another attempt at this moment: row and job in one transaction."""
    from leadtocash.foundation.notices.jobs import deliver as job

    row.due_at = moment
    job.configure(schedule_at=moment).defer(delivery=row.pk)


__all__ = ["config_of", "deliver", "send_again", "sweep"]
