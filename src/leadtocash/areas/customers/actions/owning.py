"""Whose customer it is: given away, handed over, opened, worked on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.customers import events, permissions, queries
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.queries.assigning import Assignee, Assigner
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import roles_of
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.giving import give
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.models import lock

SELLER = "account_manager"


def begins_with(person: User, assigner: Assigner, *, region: str, industry: str) -> Assignee | None:
    """Who gets a customer this person registers: an account manager keeps it, for others the rules say; None where
    no rule fits."""
    if SELLER in roles_of(person):
        return None
    return assigner.of(region=region, industry=industry)


@transaction.atomic
def assign_customer(
    customer: Customer, to: User, *, act: Act, reason: str = "", revision: int | None = None
) -> Customer:
    """Give a customer to another account manager; it moves to his department.

    Raises RuleError when he may not keep it or has it already, NotAllowed.
    """
    customer = lock(customer, revision=revision)
    require(act.person, permissions.ASSIGN, customer)
    unable = _("%(name)s may not work on customers; choose an account manager.")
    customer.former_owner_id, customer.pooled_at, customer.returns_on = customer.owner_id, None, None
    customer.touched_at = act.at
    return give(customer, to, events.ASSIGNED, permission=permissions.EDIT, unable=unable, act=act, reason=reason)


@transaction.atomic
def hand_over_customers(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give a person's customers to his successor (part of a hand-over, which has asked who may); they stay in their
    department. Each is journalled."""
    rows = queries.owned_by(person)
    if to is not None:
        move(rows if only is None else rows.filter(pk__in=only), "owner", to=to, verb=events.HANDED_OVER, act=act,
             reason=reason, data={"name": person.name})  # fmt: skip


@transaction.atomic
def open_to_sellers(pairs: Iterable[tuple[Customer, int]], *, act: Act) -> None:
    """Let people who sell to a customer without owning it see it: (customer, id of the person)."""
    Participation.objects.bulk_create(
        [
            Participation(
                kind=kind_of(customer),
                record_id=customer.pk,
                person_id=person_id,
                why=Participation.Why.COPIED,
                since=act.at,
            )
            for customer, person_id in pairs
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def assign_by_rule(customer: Customer, *, act: Act, assigner: Assigner | None = None) -> Customer:
    """Give a customer to whom the assignment rules name; into the pool of a department where they say so.

    Raises RuleError when no rule fits or it lies there already, NotAllowed.
    """
    customer = lock(customer)
    require(act.person, permissions.ASSIGN, customer)
    found = (assigner or Assigner()).of(region=customer.region, industry=customer.industry)
    if found is None:
        raise RuleError(_("No assignment rule fits this customer's place and industry."), code="no_rule")
    if (found.owner, found.department) == (customer.owner, customer.department):
        raise RuleError(_("By the rules it is where it belongs already."), code="owner_same")
    data = {"name": str(found.owner or found.department)}
    settle(customer, found.owner, act=act)
    customer.department = found.department
    return recording.save(customer, events.ASSIGNED_BY_RULE, act=act, data=data)


def settle(customer: Customer, owner: User | None, *, act: Act) -> None:
    """Make somebody the owner of a locked customer, or nobody: then it lies in the pool; it is saved by the caller."""
    if customer.owner_id is not None and customer.owner != owner:
        customer.former_owner_id = customer.owner_id
    customer.owner, customer.returns_on = owner, None
    customer.pooled_at = None if owner else act.at
    if owner:
        customer.touched_at = act.at


def touch(customer: Customer, *, at: datetime) -> None:
    """Note that somebody worked on a customer then: an interaction, a change of a deal. Not journalled."""
    touch_all([customer.pk], at=at)


def touch_all(ids: Collection[int], *, at: datetime) -> None:
    """Note it for many customers, by their ids."""
    Customer._base_manager.filter(pk__in=ids, touched_at__lt=at).update(touched_at=at, returns_on=None)
