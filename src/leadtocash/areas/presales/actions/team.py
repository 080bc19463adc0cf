"""The team: appointed after the decision, never before it; changed, and its kick-off (OPP-8, S2 E.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.presales import events, permissions, queries, rules
from leadtocash.areas.presales.actions.common import done, locked, tell
from leadtocash.areas.presales.models import Element, PresalesProject, TeamMember
from leadtocash.foundation.access.gate import close_to, open_to
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.workflow.actions import succeed_on

SERIES = declare("presales_team", gettext_lazy("Team appointment"), "TDRM-{year}-{seq:04d}")
State = PresalesProject.State
Named = Mapping[str, User | None]
NOBODY = "\u2014"
#: the steps of the process that lie with a role
STEPS: Mapping[str, tuple[str, ...]] = {
    "director": ("kick_off", "strategies", "plan", "close"),
    "customer": ("analyse_relation",),
    "solution": ("analyse_solution",),
    "fulfilment": ("analyse_delivery",),
}


@transaction.atomic
def appoint_team(project: PresalesProject, named: Named, *, act: Act, revision: int | None = None) -> PresalesProject:
    """Appoint the team (TDRM): a person for each role, some may be left open. Refused before the decision.

    The members see project and deal from then on, and are told. Raises ValidationError at the role, RuleError.
    """
    project = locked(project, permissions.APPOINT, act=act, revision=revision)
    rules.check_gone(queries.facts_of(project), clause=rules.DECIDE)
    rules.check_first_team(appointed=project.appointed_at is not None, number=project.number)
    _check(project, named)
    project.state, project.appointed_at = State.PLANNING, act.at
    project.team_number = next_number(SERIES, act=act)
    recording.save(project, events.APPOINTED, act=act, data={"number": project.team_number, "team": _words(named)})
    for role, person in named.items():
        if person is not None:
            enter(project, role, person, act=act)
    made = {"created_at": act.at, "created_by": act.by, "updated_at": act.at}
    Element.objects.bulk_create([Element(project=project, kind=kind, **made) for kind in Element.Kind])
    done(project, "appoint", act=act)
    return project


@transaction.atomic
def change_team(project: PresalesProject, named: Named, *, act: Act, revision: int | None = None) -> PresalesProject:
    """Put others into roles; whoever leaves is released, what he has open in the process goes to who follows him.

    named: role -> person, for all roles; None leaves a role open where it may be.
    """
    project = locked(project, permissions.APPOINT, act=act, revision=revision)
    rules.check_working(queries.facts_of(project))
    _check(project, named)
    before = queries.team_of(project)
    changed = [role for role in TeamMember.Role.values if _person(before.get(role)) != named.get(role)]
    if not changed:
        return project
    recording.save(project, events.TEAM_CHANGED, act=act, data={"team": _words({r: named.get(r) for r in changed})})
    for role in changed:
        if role in before:
            release(before[role], act=act)
    for role in changed:
        if person := named.get(role):
            enter(project, role, person, act=act)
            if role in before and (steps := STEPS.get(role)):
                reason = _("%(name)s is in this role now.") % {"name": person.name}
                succeed_on(project, steps, before[role].person, to=person, act=act, reason=reason)
    return project


@transaction.atomic
def hold_kick_off(
    project: PresalesProject, *, day: date, minutes: str, act: Act, revision: int | None = None
) -> PresalesProject:
    """The kick-off was held; its minutes are kept."""
    project = locked(project, permissions.EDIT, act=act, revision=revision)
    rules.check_working(queries.facts_of(project))
    rules.check_past(day, today=act.today, field="day")
    project.kicked_off_on, project.kick_off = day, minutes.strip()
    rules.check_words(project.kick_off, field="minutes")
    recording.save(project, events.KICKED_OFF, act=act, data={"day": day.isoformat()})
    if "kick_off" in queries.open_steps(project):
        done(project, "kick_off", act=act)
    return project


def release(member: TeamMember, *, act: Act) -> None:
    """One leaves his role; with the last of them project and deal close to him."""
    member.released_on = act.today
    member.save(update_fields=["released_on"])
    project, person = member.project, member.person
    if not TeamMember.objects.filter(project=project, person=person, released_on=None).exists():
        close_to(project, person, why="member")
        close_to(project.opportunity, person, why="member")
        tell([person], events.TOLD_RELEASED, project, act=act, key=f"released.{member.pk}")


def enter(project: PresalesProject, role: str, person: User, *, act: Act) -> None:
    """Somebody takes a role: he sees project and deal, and is told."""
    member = TeamMember.objects.create(project=project, role=role, person=person, since=act.today)
    open_to(project, person, why="member", act=act)
    open_to(project.opportunity, person, why="member", act=act)
    label = str(TeamMember.Role(role).label)
    tell([person], events.TOLD_APPOINTED, project, act=act, key=f"appointed.{member.pk}", role=label)


def _check(project: PresalesProject, named: Named) -> None:
    labels = {role: str(label) for role, label in TeamMember.Role.choices}
    rules.check_team(named, grade=project.grade, labels=labels)
    gone = {role: _("%(name)s no longer works here.") % {"name": one.name}
            for role, one in named.items() if one is not None and not one.is_active}  # fmt: skip
    if gone:
        raise ValidationError(gone)


def _words(named: Named) -> str:
    return joined(
        f"{TeamMember.Role(role).label} {person.name if person else NOBODY}" for role, person in named.items()
    )


def _person(member: TeamMember | None) -> User | None:
    return member.person if member else None
