"""Setting up endpoints, their secrets, sending again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.sealing import seal
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.webhooks import calling, events, kinds, permissions
from leadtocash.foundation.webhooks.models import WebhookEndpoint, WebhookMessage
from leadtocash.foundation.webhooks.outbox import forget, queue
from leadtocash.foundation.webhooks.signing import new_secret

FIELDS = ("name", "url", "person", "events", "is_active")
#: how long the secret before signs too
OVERLAP = timedelta(days=1)
MOST_REPLAYED = 10_000
TEST = "webhooks.test"
State = WebhookMessage.State


@transaction.atomic
def add(values: Mapping[str, Any], *, act: Act) -> tuple[WebhookEndpoint, str]:
    """Set up an endpoint; gives it and its secret, which is shown this once. Raises ValidationError."""
    require(act.person, permissions.MANAGE)
    secret = new_secret()
    endpoint = WebhookEndpoint(sealed=seal(secret))
    changes = _fill(endpoint, values)
    recording.write(endpoint, events.ADDED, act=act, changes=changes)
    return endpoint, secret


@transaction.atomic
def change(endpoint: WebhookEndpoint, values: Mapping[str, Any], *, act: Act) -> WebhookEndpoint:
    """Change an endpoint; switched on again, what has waited is sent. Raises ValidationError."""
    require(act.person, permissions.MANAGE)
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    was_active = endpoint.is_active
    changes = _fill(endpoint, values)
    if changes:
        recording.write(endpoint, events.CHANGED, act=act, changes=changes)
    if endpoint.is_active and not was_active:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=None, failed_at=None, fault="")
        _send_again(endpoint.messages.filter(state=State.WAITING), at=act.at)
        endpoint.refresh_from_db()
    return endpoint


@transaction.atomic
def remove(endpoint: WebhookEndpoint, *, act: Act) -> None:
    """Remove an endpoint with its messages."""
    require(act.person, permissions.MANAGE)
    recording.write(endpoint, events.REMOVED, act=act, data={"name": endpoint.name, "url": endpoint.url})
    endpoint.delete()
    forget()


@transaction.atomic
def change_secret(endpoint: WebhookEndpoint, *, act: Act) -> str:
    """Make a new secret, shown this once; for a day both sign, so that the receiver can change over."""
    require(act.person, permissions.MANAGE)
    endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
    secret = new_secret()
    endpoint.old_sealed, endpoint.old_until, endpoint.sealed = endpoint.sealed, act.at + OVERLAP, seal(secret)
    endpoint.save(update_fields=["old_sealed", "old_until", "sealed"])
    recording.write(endpoint, events.SECRET_CHANGED, act=act)
    return secret


@transaction.atomic
def test(endpoint: WebhookEndpoint, *, act: Act) -> WebhookMessage:
    """Send a test message. Raises RuleError while the endpoint is switched off."""
    require(act.person, permissions.MANAGE)
    if not endpoint.is_active:
        raise RuleError(_("The webhook is switched off. Switch it on first."), code="webhook_off")
    message = WebhookMessage.objects.create(endpoint=endpoint, event=TEST, actor=act.by, at=act.at, due_at=act.at)
    queue([message])
    return message


@transaction.atomic
def send_again(message: WebhookMessage, *, act: Act) -> WebhookMessage:
    """Send one message once more, the same body under the same id. Raises RuleError for one that still waits."""
    require(act.person, permissions.MANAGE)
    rows = WebhookMessage.objects.filter(pk=message.pk).exclude(state=State.WAITING)
    if not _send_again(rows, at=act.at):
        raise RuleError(_("This message is still waiting to be sent."), code="webhook_waiting")
    recording.write(message.endpoint, events.REPLAYED, act=act, data={"count": 1, "message": message.pk})
    message.refresh_from_db()
    return message


@transaction.atomic
def replay(endpoint: WebhookEndpoint, start: datetime, end: datetime, *, only_failed: bool, act: Act) -> int:
    """Send again what happened from start to end, in order; how many. Raises RuleError for too many."""
    require(act.person, permissions.MANAGE)
    rows = endpoint.messages.filter(at__gte=start, at__lt=end).exclude(state=State.WAITING)
    if only_failed:
        rows = rows.filter(state=State.FAILED)
    if rows[: MOST_REPLAYED + 1].count() > MOST_REPLAYED:
        words = _("These are more than %(most)d messages; choose a shorter time.") % {"most": MOST_REPLAYED}
        raise RuleError(words, code="webhook_too_many")
    count = _send_again(rows, at=act.at)
    data = {"count": count, "from": start.isoformat(), "to": end.isoformat()}
    recording.write(endpoint, events.REPLAYED, act=act, data=data)
    return count


def _send_again(rows: Any, *, at: datetime) -> int:
    found = list(rows.order_by("at", "pk"))
    fresh = {"state": State.WAITING, "attempts": 0, "due_at": at, "last_error": ""}
    WebhookMessage.objects.filter(pk__in=[one.pk for one in found]).update(**fresh)
    queue(found)
    return len(found)


def _fill(endpoint: WebhookEndpoint, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Put the values in and store; what has changed."""
    before = _shown(endpoint) if endpoint.pk else {}
    for name in FIELDS:
        if name in values:
            setattr(endpoint, name, values[name])
    endpoint.url = calling.checked(endpoint.url)
    endpoint.events = sorted(set(endpoint.events))
    unknown = [event for event in endpoint.events if not kinds.known(event)]
    if unknown or not endpoint.events:
        words = _("There is no event %(code)s.") % {"code": unknown[0]} if unknown else _("Choose at least one event.")
        raise ValidationError({"events": [words]})
    endpoint.full_clean()
    endpoint.save()
    forget()
    return {name: [before.get(name), value] for name, value in _shown(endpoint).items() if before.get(name) != value}


def _shown(endpoint: WebhookEndpoint) -> dict[str, Any]:
    values = {name: getattr(endpoint, name) for name in FIELDS if name != "person"}
    return {**values, "person": endpoint.person_id, "events": ", ".join(endpoint.events)}
