"""Roles in teams go to a successor: with the rest of what lies with a person (ORG-5), or with the deal."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from leadtocash.areas.presales import events, queries
from leadtocash.areas.presales.actions.team import STEPS, enter, release
from leadtocash.areas.presales.models import Communication, ElementAction, Risk, TeamMember
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.workflow import actions as workflow


@transaction.atomic
def hand_over_roles(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give a person's roles in working teams, and what he has open there, to his successor (part of a hand-over,
    which has asked who may and moves his work in processes itself)."""
    if to is None:
        return
    held = queries.roles_of(person)
    for member in held if only is None else held.filter(pk__in=only):
        project = lock(member.project)
        data = {"before": f"{TeamMember.Role(member.role).label} {person.name}", "name": to.name}
        recording.save(project, events.HANDED_OVER, act=act, reason=reason, data=data)
        release(member, act=act)
        enter(project, member.role, to, act=act)
        mine = {"project": project, "owner": person}
        for rows in (
            ElementAction.objects.filter(**mine, done_on=None),
            Risk.objects.filter(**mine, state=Risk.State.OPEN),
            Communication.objects.filter(**mine),
        ):
            rows.update(owner=to, revision=F("revision") + 1, updated_at=act.at)


@transaction.atomic
def follow_deals(deals: Collection[int], before: User, to: User, *, act: Act) -> None:
    """These opportunities lie with another account manager now: so do the report still being written, and the part of
    who is responsible for the customer, if it was his before."""
    reason = _("The opportunity lies with %(name)s now.") % {"name": to.name}
    roles = queries.roles_of(before).filter(role=TeamMember.Role.CUSTOMER, project__opportunity__in=deals)
    hand_over_roles(before, to, act=act, reason=reason, only=list(roles.values_list("pk", flat=True)))
    for project in queries.alive_of_deals(deals):
        workflow.succeed_on(project, ("verify", *STEPS["customer"]), before, to=to, act=act, reason=reason)
