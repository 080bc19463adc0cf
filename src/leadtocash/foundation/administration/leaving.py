"""The hand-over of everything that lies with a person: looked at first, then one act (ORG-5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts import sessions, tokens
from leadtocash.foundation.accounts.models import Position, User
from leadtocash.foundation.administration import events
from leadtocash.foundation.administration import permissions as own
from leadtocash.foundation.administration.handover import Holding, ordered
from leadtocash.foundation.administration.models import Handover, HandoverLine
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.workflow.actions import reassign_leaver

Kind, State = Handover.Kind, Handover.State
#: by holding ("customers"), by record ("customers:17"), "" for all the rest: id of the successor
Successors = Mapping[str, int]


@dataclass(frozen=True)
class Lying:
    """One holding with what lies with the person: the count, and the first records."""

    code: str
    holding: Holding
    count: int
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def must_go(self) -> bool:
        return bool(self.count) and self.holding.needs_successor and self.holding.hand_over is not None


def lying_with(person: User, *, kind: str = Kind.LEAVING, limit: int = 200) -> list[Lying]:
    """Everything that lies with a person, by holding; of each at most `limit` records by name."""
    found = []
    for code, holding in ordered(kind):
        rows = holding.rows(person)
        count = rows.count()
        shown = [
            {"id": row.pk, "title": holding.title(row), "url": holding.url(row)}
            for row in (rows[:limit] if count else [])
        ]
        found.append(Lying(code, holding, count, shown))
    return found


@transaction.atomic
def hand_over(person: User, *, kind: str, on_day: date, successors: Successors, reason: str, act: Act) -> Handover:
    """Hand over everything that lies with a person, now or, for a day to come, planned for its night.

    When he leaves he is deactivated with it, his sessions and tokens end. Doing it again changes nothing. History
    keeps the old name: what is closed or decided is not touched. Raises RuleError (self_deactivation,
    left_before_joining, leaving_day_too_early, no_administrator_left, successor_unfit, successor_missing,
    handover_planned), NotAllowed.
    """
    require(act.person, own.PEOPLE)
    person = User.objects.select_for_update().get(pk=person.pk)
    _check(person, kind=kind, on_day=on_day, act=act)
    wanted = {str(key): int(pk) for key, pk in successors.items()}
    people = _people(person, wanted, on_day)
    planned = Handover.objects.filter(person=person, state=State.PLANNED).first()
    if planned is not None:
        raise RuleError(_("A hand-over is planned already; call it off first."), code="handover_planned")
    if kind == Kind.LEAVING and not person.is_active and not any(one.must_go for one in lying_with(person, limit=0)):
        done = Handover.objects.filter(person=person, kind=kind, state=State.DONE).order_by("-pk").first()
        if done is not None:
            return done
    _check_complete(person, kind, wanted)
    row = Handover.objects.create(
        person=person, kind=kind, on_day=on_day, reason=reason, successors=wanted, made_by=act.by, made_at=act.at
    )
    if on_day > act.today:
        recording.write(person, events.HANDOVER_PLANNED, act=act, reason=reason, data={"day": on_day.isoformat()})
        return row
    return _carry_out(row, people, act=act)


@transaction.atomic
def carry_out(handover: Handover, *, act: Act) -> Handover:
    """Carry out a planned hand-over whose day has come; the one who planned it stands in the journal. One that is done
    or called off stays as it is. Raises RuleError when it no longer fits."""
    User.objects.select_for_update().get(pk=handover.person_id)
    row = Handover.objects.select_for_update(of=("self",)).select_related("person", "made_by").get(pk=handover.pk)
    if row.state != State.PLANNED:
        return row
    people = _people(row.person, row.successors, row.on_day)
    _check_complete(row.person, row.kind, row.successors)
    return _carry_out(row, people, act=Act(by=row.made_by, at=act.at, door=act.door, where=act.where))


@transaction.atomic
def call_off(handover: Handover, *, act: Act) -> Handover:
    """Call a planned hand-over off; one that is done cannot be."""
    require(act.person, own.PEOPLE)
    row = Handover.objects.select_for_update().select_related("person").get(pk=handover.pk)
    if row.state == State.DONE:
        raise RuleError(_("This hand-over is carried out already."), code="handover_done")
    if row.state == State.PLANNED:
        row.state = State.CANCELLED
        row.save(update_fields=["state"])
        recording.write(row.person, events.HANDOVER_CALLED_OFF, act=act)
    return row


@transaction.atomic
def reactivate(person: User, *, act: Act) -> User:
    """Somebody comes back: active again, with the positions he has; nothing that went to others comes back."""
    require(act.person, own.PEOPLE)
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        person.is_active, person.left_on, person.must_change_password = True, None, True
        person.save(update_fields=["is_active", "left_on", "must_change_password"])
        recording.write(person, events.REACTIVATED, act=act, changes={"is_active": [False, True]})
    return person


def _carry_out(row: Handover, people: dict[int, User], *, act: Act) -> Handover:
    person, reason = row.person, row.reason or str(row.get_kind_display())
    for code, holding in ordered(row.kind):
        if holding.hand_over is None:
            continue
        for to, rows in _shared_out(code, holding, person, row.successors, people):
            HandoverLine.objects.bulk_create(
                [
                    HandoverLine(
                        handover=row, holding=code, title=holding.title(r)[:200], url=holding.url(r)[:300], to=to
                    )
                    for r in rows
                ],
                batch_size=1000,
            )
            only = [r.pk for r in rows] if holding.single else None
            holding.hand_over(person, to, act=act, reason=reason, only=only)
    if row.kind == Kind.LEAVING:
        reassign_leaver(person, act=act, reason=reason)
        _deactivate(person, row.on_day, reason, act=act)
    row.state, row.done_at, row.trouble = State.DONE, act.at, ""
    row.save(update_fields=["state", "done_at", "trouble"])
    data = {"count": row.lines.count()}
    recording.write(person, events.HANDED_OVER, act=act, reason=reason, data=data)
    return row


def _shared_out(
    code: str, holding: Holding, person: User, wanted: Successors, people: dict[int, User]
) -> Iterator[tuple[User | None, list[Any]]]:
    """The records of a holding by who takes them."""
    shares: dict[int | None, list[Any]] = defaultdict(list)
    for row in holding.rows(person).order_by("pk"):
        to = None if holding.leaving_only else successor_of(code, row.pk if holding.single else None, wanted)
        shares[to].append(row)
    for pk, rows in shares.items():
        if pk is not None or not holding.needs_successor:
            yield (people[pk] if pk is not None else None), rows


def successor_of(code: str, record: int | None, wanted: Successors) -> int | None:
    """Who takes this record: named for it, for its kind, or for all the rest."""
    keys = [f"{code}:{record}"] if record is not None else []
    return next((wanted[key] for key in (*keys, code, "") if wanted.get(key)), None)


def _deactivate(person: User, day: date, reason: str, *, act: Act) -> None:
    was = person.is_active
    person.is_active, person.left_on = False, day
    person.save(update_fields=["is_active", "left_on"])
    sessions.end_all(person)
    tokens.withdraw_all(person, at=act.at)
    if was:
        recording.write(person, events.LEFT, act=act, reason=reason, changes={"is_active": [True, False]})


def _check(person: User, *, kind: str, on_day: date, act: Act) -> None:
    if kind != Kind.LEAVING:
        return
    if person.is_active:
        _check_day(person, on_day)
    if person == act.by:
        raise RuleError(_("You cannot deactivate yourself."), code="self_deactivation")
    roles = RolePermission.objects.filter(permission=own.ROLES).values("role")
    holders = Position.objects.filter(role__in=roles, person__is_active=True)
    if holders.filter(person=person).exists() and not holders.exclude(person=person).exists():
        raise RuleError(_("Nobody would be left who may change roles."), code="no_administrator_left")


def _check_day(person: User, on_day: date) -> None:
    """He was there until his last act at least, and did not leave before he came."""
    if person.joined_on and on_day < person.joined_on:
        raise RuleError(
            _("%(name)s joined on %(day)s only; nobody leaves before that.")
            % {"name": person.name, "day": person.joined_on},
            code="left_before_joining",
        )
    made = Entry.objects.filter(kind=kind_of(person), record_id=person.pk, verb=events.PERSON_CREATED)
    acts = Entry.objects.filter(actor=person).order_by("-at")
    for entry, sentence in (
        (made.first(), _("The account of %(name)s exists since %(day)s; take that day or a later one.")),
        (acts.first(), _("%(name)s has last done something here on %(day)s; take that day or a later one.")),
    ):
        if entry is not None and on_day < timezone.localdate(entry.at):
            raise RuleError(
                sentence % {"name": person.name, "day": timezone.localdate(entry.at)}, code="leaving_day_too_early"
            )


def _people(person: User, wanted: Successors, on_day: date) -> dict[int, User]:
    """The successors by id. Raises RuleError for one who left, leaves before, or is the person himself."""
    found = User.objects.in_bulk(set(wanted.values()))
    leaving = set(
        Handover.objects.filter(
            person__in=found, kind=Kind.LEAVING, state=State.PLANNED, on_day__lte=on_day
        ).values_list("person_id", flat=True)
    )  # fmt: skip
    for pk in set(wanted.values()):
        heir = found.get(pk)
        if heir is None or not heir.is_active or pk in leaving or pk == person.pk:
            name = heir.name if heir else str(pk)
            raise RuleError(
                _("%(name)s cannot take anything over: he has left, is leaving, or is the person himself.")
                % {"name": name},
                code="successor_unfit",
            )
    return found


def _check_complete(person: User, kind: str, wanted: Successors) -> None:
    """Everything that needs somebody has somebody."""
    missing = []
    for code, holding in ordered(kind):
        if not holding.needs_successor or holding.hand_over is None:
            continue
        keys = holding.rows(person).values_list("pk", flat=True)
        left = [pk for pk in keys if successor_of(code, pk if holding.single else None, wanted) is None]
        if left:
            missing.append(
                Missing(
                    what=_("%(what)s: %(count)d without a successor") % {"what": holding.label, "count": len(left)},
                    href=reverse("administration:leaving", args=[person.pk]),
                    do=_("Name a successor"),
                )
            )
    if missing:
        raise RuleError(_("Not everything has a successor yet."), code="successor_missing", missing=missing)
