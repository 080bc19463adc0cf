"""Sending one message: prepared under its lock, sent outside any transaction, the outcome written down.

At least once: where the outcome is not known it is sent again, under the same webhook-id.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.sealing import unseal
from leadtocash.foundation.custom_fields.seeing import readable
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.notices.topics import topic
from leadtocash.foundation.notices.wording import in_language
from leadtocash.foundation.webhooks import calling, events, kinds, permissions, rules, signing
from leadtocash.foundation.webhooks.models import WebhookEndpoint, WebhookMessage
from leadtocash.foundation.webhooks.outbox import forget, queue

State = WebhookMessage.State
Clock = Callable[[], datetime]
GONE = 410
KEPT_TRIES = 20
STUCK = timedelta(minutes=15)
_chance = random.SystemRandom().random
SWITCHED_OFF = topic(
    "webhooks.switched_off",
    gettext_lazy("Webhook %(name)s was switched off: %(why)s"),
    tone="late",
    label=gettext_lazy("Webhook switched off"),
)


@dataclass(frozen=True)
class _Ready:
    url: str
    headers: dict[str, str]
    body: str


def send(pk: int, *, clock: Clock) -> str:
    """Send a waiting message if its endpoint is in use; gives its state afterwards."""
    with transaction.atomic():
        message = _locked(pk)
        if message is None or message.state != State.WAITING:
            return message.state if message else ""
        ready = _prepared(message, now=clock())
        message.save()
    if ready is None:
        return message.state
    outcome = calling.call(ready.url, ready.headers, ready.body)
    with transaction.atomic():
        message = _locked(pk)
        if message is None or message.state != State.WAITING:
            return message.state if message else ""
        _settle(message, outcome, now=clock())
        message.save()
    return message.state


def sweep(*, now: datetime) -> int:
    """Queue anew what waits without a job (the worker was killed)."""
    waiting = WebhookMessage.objects.filter(state=State.WAITING, endpoint__is_active=True, due_at__lt=now - STUCK)
    found = list(waiting.order_by("due_at")[:500])
    WebhookMessage.objects.filter(pk__in=[one.pk for one in found]).update(due_at=now)
    queue(found)
    return len(found)


def _locked(pk: int) -> WebhookMessage | None:
    rows = WebhookMessage.objects.select_for_update(of=("self",)).select_related("endpoint__person", "actor")
    return rows.filter(pk=pk).first()


def _prepared(message: WebhookMessage, *, now: datetime) -> _Ready | None:
    endpoint = message.endpoint
    if not endpoint.is_active:
        return None
    if endpoint.failed_at and now < endpoint.failed_at + rules.REST:
        _later(message, endpoint.failed_at + rules.REST)
        return None
    if not endpoint.person.is_active:
        _switch_off(endpoint, _("the person it acts for has left"), now=now)
        return None
    if not message.body:
        try:
            message.body = _body(message)
        except Http404:
            message.state, message.last_error = State.DROPPED, _("The person may not see the record.")
            return None
    message.attempts += 1
    message.due_at = now
    uid, stamp = f"msg_{message.uid.hex}", int(now.timestamp())
    signed = signing.headers(secrets_of(endpoint, now=now), uid=uid, timestamp=stamp, body=message.body)
    return _Ready(endpoint.url, signed, message.body)


def secrets_of(endpoint: WebhookEndpoint, *, now: datetime) -> list[str]:
    """The secrets in force, the newest first."""
    found = [unseal(endpoint.sealed)]
    if endpoint.old_sealed and endpoint.old_until and now < endpoint.old_until:
        found.append(unseal(endpoint.old_sealed))
    return found


def _body(message: WebhookMessage) -> str:
    data: dict[str, Any] = {"test": True}
    if message.record_id is not None:
        actor = message.actor
        with in_language(message.endpoint.person):
            record = kinds.shown(message.kind, message.record_id, message.endpoint.person)
        data = {
            "kind": message.kind,
            "id": message.record_id,
            "href": kinds.href_of(message.kind, message.record_id),
            "by": {"id": actor.pk, "name": actor.name} if actor else None,
            "changed": _heard(message),
            "record": record,
        }
    return json.dumps({"type": message.event, "timestamp": message.at.isoformat(), "data": data}, ensure_ascii=False)


def _heard(message: WebhookMessage) -> list[str]:
    """The changed fields the person of the endpoint may hear of."""
    return readable(message.endpoint.person, apps.get_model(message.kind), message.changed)


def _settle(message: WebhookMessage, outcome: calling.Outcome, *, now: datetime) -> None:
    one = {
        "at": now.isoformat(), "status": outcome.status, "ms": outcome.milliseconds, "error": outcome.error[:300],
    }  # fmt: skip
    message.tries = [*message.tries, one][-KEPT_TRIES:]
    message.answer, message.last_error = outcome.answer, outcome.error[:300]
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=message.endpoint_id)
    if outcome.taken:
        message.state, message.sent_at = State.SENT, now
        if endpoint.failing_since:
            WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=None, failed_at=None, fault="")
        return
    endpoint.failing_since, endpoint.failed_at = endpoint.failing_since or now, now
    endpoint.fault = outcome.error[:300]
    endpoint.save(update_fields=["failing_since", "failed_at", "fault"])
    pause = rules.pause_after(message.attempts, _chance)
    if pause is None:
        message.state = State.FAILED
    else:
        _later(message, now + max(pause, timedelta(seconds=outcome.wait)))
    if outcome.status == GONE or rules.is_given_up(endpoint.failing_since, now):
        _switch_off(endpoint, outcome.error, now=now)


def _switch_off(endpoint: WebhookEndpoint, why: str, *, now: datetime) -> None:
    """What waits goes on waiting until somebody switches the endpoint on again."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(is_active=False, fault=why[:300])
    forget()
    act = system_act(now)
    recording.write(endpoint, events.SWITCHED_OFF, act=act, reason=why)
    roles = RolePermission.objects.filter(permission=permissions.MANAGE).values("role")
    keepers = User.objects.filter(is_active=True, positions__role__in=roles).distinct()
    key = f"webhooks.switched_off {endpoint.pk} {now.isoformat()}"
    notify(keepers, SWITCHED_OFF, act=act, url=endpoint.get_absolute_url(), key=key, name=endpoint.name, why=why)


def _later(message: WebhookMessage, moment: datetime) -> None:
    message.due_at = moment
    queue([message], moment)
