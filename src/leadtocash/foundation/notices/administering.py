"""Setting up channels and what groups hear of; the test message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.notices import addresses, events, permissions, sending
from leadtocash.foundation.notices.channels import kinds
from leadtocash.foundation.notices.channels.base import Kind
from leadtocash.foundation.notices.models import Channel, Delivery, Route
from leadtocash.foundation.notices.secrets import Unreadable, seal, unseal
from leadtocash.foundation.notices.spreading import queue
from leadtocash.foundation.notices.topics import label_of, topics


@transaction.atomic
def add_channel(kind: str, values: Mapping[str, Any], *, act: Act) -> Channel:
    """Set up a channel. Raises ValidationError at the field, RuleError for a second one on the same way."""
    require(act.person, permissions.CHANNELS)
    _refuse_second(kind, None)
    channel = Channel(kind=kind)
    _fill(channel, values)
    _stored(channel)
    recording.write(channel, events.CHANNEL_ADDED, act=act, changes={"name": ["", channel.name]})
    return channel


@transaction.atomic
def change_channel(channel: Channel, values: Mapping[str, Any], *, act: Act) -> Channel:
    """Change a channel; an empty secret leaves the old one. Raises ValidationError, RuleError."""
    require(act.person, permissions.CHANNELS)
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    before = {"name": channel.name, "is_active": channel.is_active, **channel.settings}
    sealed = channel.sealed
    _fill(channel, values)
    if channel.is_active:
        _refuse_second(channel.kind, channel)
    channel.fault, channel.fault_at = "", None
    _stored(channel)
    now = {"name": channel.name, "is_active": channel.is_active, **channel.settings}
    changes: dict[str, list[Any]] = {
        name: [before.get(name), now[name]] for name in now if before.get(name) != now[name]
    }
    if sealed != channel.sealed:
        changes["secrets"] = ["\u2022\u2022\u2022", "\u2022\u2022\u2022"]
    if changes:
        recording.write(channel, events.CHANNEL_CHANGED, act=act, changes=changes)
    return channel


@transaction.atomic
def test_channel(channel: Channel, *, act: Act) -> Delivery:
    """Send a test message, to oneself or to the group. Raises RuleError when one has no address there."""
    require(act.person, permissions.CHANNELS)
    kind = kinds.get(channel.kind)
    if kind.way and not addresses.of(act.person, kind.way):
        raise RuleError(_("You have no address on this way yourself; enter it first."), code="no_own_address")
    if not channel.is_active:
        raise RuleError(_("The channel is switched off."), code="channel_off")
    count = Delivery.objects.filter(channel=channel, key__startswith="test-").count()
    row = Delivery(
        channel=channel, person=act.person if kind.way else None, key=f"test-{act.at:%Y%m%d%H%M%S}-{count}",
        content={"test": True}, made_at=act.at, due_at=act.at,
    )  # fmt: skip
    queue([row])
    recording.write(channel, events.CHANNEL_TESTED, act=act)
    return Delivery.objects.get(channel=channel, key=row.key)


@transaction.atomic
def add_route(channel: Channel, topic: str, department: Department | None, *, act: Act) -> Route:
    """Let a group hear of a topic ("" for all) in a department and below. Raises RuleError when it does already."""
    require(act.person, permissions.CHANNELS)
    if not kinds.get(channel.kind).to_group or (topic and topic not in topics):
        raise RuleError(_("There is no such topic, way or time."), code="unknown_choice")
    try:
        with transaction.atomic():
            route = Route.objects.create(channel=channel, topic=topic, department=department)
    except IntegrityError:
        raise RuleError(_("The group hears of this already."), code="route_exists") from None
    recording.write(channel, events.ROUTE_ADDED, act=act, data={"what": _what(route)})
    return route


@transaction.atomic
def change_route(route: Route, topic: str, department: Department | None, *, act: Act) -> Route:
    """Let a group hear of something else in the place of this. Raises RuleError as `add_route` does."""
    if (topic, department) == (route.topic, route.department):
        require(act.person, permissions.CHANNELS)
        return route
    added = add_route(route.channel, topic, department, act=act)
    remove_route(route, act=act)
    return added


@transaction.atomic
def remove_route(route: Route, *, act: Act) -> None:
    """Let a group no longer hear of it."""
    require(act.person, permissions.CHANNELS)
    recording.write(route.channel, events.ROUTE_REMOVED, act=act, data={"what": _what(route)})
    route.delete()


def kept_secrets(channel: Channel) -> set[str]:
    """The names of the secrets that are there (never their values)."""
    try:
        return set(unseal(channel.sealed))
    except Unreadable:
        return set()


def _fill(channel: Channel, values: Mapping[str, Any]) -> None:
    kind = kinds.find(channel.kind)
    if kind is None:
        raise RuleError(_("There is no such kind of channel."), code="unknown_kind")
    channel.name, channel.is_active = values["name"], bool(values.get("is_active", True))
    given = {field.name: str(values.get(field.name) or "").strip() for field in kind.fields}
    old = _opened(channel)
    given |= {name: old.get(name, "") for name in kind.secret_names if not given[name]}
    missing = {f.name: _("This is needed.") for f in kind.fields if f.required and not given[f.name]}
    if missing:
        raise ValidationError(missing)
    try:
        given = kind.tidy(given)
    except ValueError as error:
        raise ValidationError(str(error)) from None
    secret = {name: given[name] for name in kind.secret_names}
    if secret != {name: old.get(name, "") for name in kind.secret_names}:
        channel.sealed = seal(secret)
    channel.settings = {field.name: given[field.name] for field in kind.fields if not field.secret}


def _opened(channel: Channel) -> dict[str, str]:
    try:
        return unseal(channel.sealed)
    except Unreadable:
        return {}


def _refuse_second(code: str, channel: Channel | None) -> None:
    kind: Kind | None = kinds.find(code)
    if kind is None:
        raise RuleError(_("There is no such kind of channel."), code="unknown_kind")
    others = Channel.objects.filter(
        kind__in=[k.code for k in kinds.values() if k.way and k.way == kind.way], is_active=True
    )
    if kind.way and others.exclude(pk=(channel and channel.pk) or 0).exists():
        raise RuleError(
            _("There is a channel on this way already; switch it off or change it."), code="one_channel_a_way"
        )


def _stored(channel: Channel) -> None:
    channel.full_clean()
    channel.save()
    sending.forget()
    transaction.on_commit(sending.forget)


def _what(route: Route) -> str:
    topic = label_of(topics.get(route.topic)) if route.topic in topics else str(_("Everything"))
    return f"{topic} \u00b7 {route.department}" if route.department else topic
