"""What lies with people beside the records of the areas: open work, those they lead, teams, tokens, sessions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.accounts import log, sessions, tokens
from leadtocash.foundation.accounts.models import ApiToken, Position, User, UserSession
from leadtocash.foundation.administration import events
from leadtocash.foundation.administration.handover import Holding, holdings
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.workflow.actions import hand_over_items
from leadtocash.foundation.workflow.models import Delegation, WorkItem

LIVE = (WorkItem.State.OPEN, WorkItem.State.WAITING)
Why = Participation.Why


# ---------------------------------------------------------------- open work
def _items(person: User) -> QuerySet[WorkItem]:
    """His own, also while his deputy has it; what he does for others goes back to them with the delegation."""
    own = Q(assignee=person, on_behalf_of=None) | Q(on_behalf_of=person)
    mine = WorkItem.objects.filter(own, state__in=LIVE)
    return mine.select_related("activity", "instance__definition").order_by("pk")


def _give_items(person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None) -> None:
    """With a successor to him; without one `reassign_leaver` does it by rule afterwards."""
    if to is not None:
        hand_over_items(person, to=to, act=act, reason=reason)


def _item_title(item: WorkItem) -> str:
    return f"{item.instance.title} · {item.step.label}"


# ---------------------------------------------------------------- those he leads
def _led(person: User) -> QuerySet[Position]:
    rows = Position.objects.filter(superior=person, person__is_active=True)
    return rows.select_related("person", "role", "department").order_by("pk")


def _give_led(person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None) -> None:
    rows = _led(person).select_for_update(of=("self",))
    for position in rows if only is None else rows.filter(pk__in=only):
        heir = to if to is not None and to.pk != position.person_id else _next_above(person)
        if heir is not None and heir.pk == position.person_id:
            heir = None
        position.superior = heir
        position.save(update_fields=["superior"])
        changes = {"superior": [person.pk, heir.pk if heir else None]}
        recording.write(position.person, events.SUPERIOR_CHANGED, act=act, reason=reason, changes=changes)


def _next_above(person: User) -> User | None:
    """Somebody cannot lead himself: then the leaver's own superior does."""
    own = Position.objects.filter(person=person, superior__is_active=True).order_by("-is_main", "pk")
    first = own.select_related("superior").first()
    return first.superior if first else None


# ---------------------------------------------------------------- teams he is a member of
def _memberships(person: User) -> QuerySet[Participation]:
    return Participation.objects.filter(person=person, why=Why.MEMBER).order_by("pk")


def _give_memberships(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    rows = list(_memberships(person) if only is None else _memberships(person).filter(pk__in=only))
    if to is None:
        return
    Participation.objects.bulk_create(
        [
            Participation(kind=row.kind, record_id=row.record_id, person=to, why=Why.MEMBER, since=act.at)
            for row in rows
        ],
        ignore_conflicts=True,
    )
    for row in rows:
        record = _record(row)
        if record is not None:
            data = {"before": person.name, "name": to.name}
            recording.write(record, events.MEMBER_REPLACED, act=act, reason=reason, data=data)
    Participation.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _record(row: Participation) -> Any:
    return apps.get_model(row.kind)._base_manager.filter(pk=row.record_id).first()


# ---------------------------------------------------------------- what only ends
def _delegations(person: User) -> QuerySet[Delegation]:
    rows = Delegation.objects.filter(Q(principal=person) | Q(deputy=person), ended_at=None)
    return rows.select_related("principal", "deputy").order_by("pk")


def _nothing(person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None) -> None:
    """Delegations end with the hand-over of the items, by the engine; sessions with the deactivation."""


def _tokens(person: User) -> QuerySet[ApiToken]:
    return tokens.of(person).filter(revoked_at=None, expires_at__gt=Now())


def _end_tokens(person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None) -> None:
    tokens.withdraw_all(person, at=act.at)


def _end_sessions(person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None) -> None:
    sessions.end_all(person)


holdings.add(
    "items",
    Holding(
        label=_("Open work"), rows=_items, hand_over=_give_items, title=_item_title, order=70, single=False,
        needs_successor=False, note=_("Without a successor it goes to his superior, else to the administrators."),
    ),
)  # fmt: skip
holdings.add(
    "led",
    Holding(label=_("People he leads"), rows=_led, hand_over=_give_led, order=72,
            url=lambda position: position.person.get_absolute_url()),
)  # fmt: skip
holdings.add(
    "memberships",
    Holding(
        label=_("Teams he is a member of"), rows=_memberships, hand_over=_give_memberships, order=74,
        needs_successor=False, title=lambda row: str(_record(row) or row),
        url=lambda row: getattr(_record(row), "get_absolute_url", str)(),
        note=_("Without a successor he stays named in the team."),
    ),
)  # fmt: skip
holdings.add(
    "delegations",
    Holding(
        label=_("Delegations"), rows=_delegations, hand_over=_nothing, order=68, needs_successor=False, single=False,
        leaving_only=True, title=lambda row: f"{row.principal} → {row.deputy} {row.from_day} – {row.until_day}",
        note=_("They end; what he does for others goes back to them."),
    ),
)  # fmt: skip
holdings.add(
    "tokens",
    Holding(
        label=_("API tokens"), rows=_tokens, hand_over=_end_tokens, order=90, needs_successor=False, single=False,
        leaving_only=True, note=_("They are withdrawn."),
    ),
)  # fmt: skip
holdings.add(
    "sessions",
    Holding(
        label=_("Sessions"), order=92, needs_successor=False, single=False, leaving_only=True, note=_("They end."),
        rows=lambda person: UserSession.objects.filter(person=person).order_by("pk"), hand_over=_end_sessions,
        title=lambda row: f"{log.device_of(row.agent)} {row.address}",
    ),
)  # fmt: skip
