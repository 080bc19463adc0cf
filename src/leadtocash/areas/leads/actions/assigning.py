"""Who works on a lead: by the rules, by hand, taken from the pool, given back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers.models import AssignmentRule
from leadtocash.areas.customers.queries import assigning
from leadtocash.areas.leads import events, limits, permissions, queries, rules
from leadtocash.areas.leads.models import Lead
from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.calendar import days
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.packs.limits import number


class To(models.TextChoices):
    """Who gets a new lead."""

    RULE = "rule", gettext_lazy("By the assignment rules")
    ME = "me", gettext_lazy("I work on it myself")
    POOL = "pool", gettext_lazy("Into the pool of my office")


class Router:
    """Finds who gets each of several new leads, those with the fewest first. The rules are read once."""

    def __init__(self, act: Act) -> None:
        self.act, self.rules = act, list(assigning.in_use())
        self.home = main_department(act.person)
        self.people: dict[int, list[User]] = {}
        self.held: dict[int, int] = {}

    def place(self, lead: Lead, to: str) -> bool:
        """Give a new lead its office and who works on it; says whether one of the company's assignment rules did.

        Without a rule that fits it goes to somebody in the acting person's office.
        """
        rule = queries.rule_of(lead, self.rules) if to == To.RULE else None
        department = rule.department if rule else self.home
        if department is None:
            raise RuleError(_("You belong to no department, and no assignment rule fits."), code="no_department")
        lead.department = department
        give_to(lead, self._owner(rule, department, to), act=self.act)
        return rule is not None

    def _owner(self, rule: AssignmentRule | None, department: Department, to: str) -> User | None:
        if to != To.RULE:
            return self.act.person if to == To.ME else None
        if rule and rule.to == AssignmentRule.To.POOL:
            return None
        if rule and rule.owner and rule.owner.is_active:
            return rule.owner
        return self._next(department)

    def _next(self, department: Department) -> User | None:
        if department.pk not in self.people:
            self.people[department.pk] = assigning.sellers(department)
            self.held |= queries.turns(self.people[department.pk])
        people = self.people[department.pk]
        if not people:
            return None
        chosen = min(people, key=lambda one: (self.held[one.pk], one.pk))
        self.held[chosen.pk] += 1
        return chosen


def give_to(lead: Lead, owner: User | None, *, act: Act) -> None:
    """Set who works on a lead, and its clock; nobody: it lies in the pool of its department."""
    lead.owner, lead.reminded = owner, 0
    if owner is None:
        lead.state, lead.assigned_at, lead.due_on = Lead.State.NEW, None, None
    elif lead.state != Lead.State.QUALIFIED:
        lead.state, lead.assigned_at = Lead.State.ASSIGNED, act.at
        lead.due_on = days.add(act.today, number(limits.TAKE_UP))
    else:
        lead.assigned_at = act.at


@transaction.atomic
def assign_lead(lead: Lead, to: User, *, act: Act, reason: str = "", revision: int | None = None) -> Lead:
    """Give an open lead to somebody; it moves to his department, and its clock begins anew.

    Raises RuleError when he may not work on leads or has it already, NotAllowed.
    """
    lead = lock(lead, revision=revision)
    require(act.person, permissions.ASSIGN, lead)
    rules.check_open(lead)
    if lead.owner_id == to.pk:
        raise RuleError(_("%(name)s has it already.") % {"name": to.name}, code="owner_same")
    if not (to.is_active and allowed(to, permissions.EDIT)):
        raise RuleError(_("%(name)s may not work on leads.") % {"name": to.name}, code="owner_unable")
    lead.department = main_department(to) or lead.department
    give_to(lead, to, act=act)
    recording.save(lead, events.ASSIGNED, act=act, reason=clean_line(reason), data={"name": to.name})
    tell_given(lead, act=act)
    return lead


@transaction.atomic
def take_lead(lead: Lead, *, act: Act) -> Lead:
    """Take a lead from a pool within one's reach. Raises RuleError when somebody was faster or one has enough."""
    lead = lock(lead)
    require_taking(lead, act.person)
    rules.check_in_pool(lead)
    rules.check_held(queries.held_by(act.person), number(limits.HELD))
    give_to(lead, act.person, act=act)
    return recording.save(lead, events.TAKEN, act=act, data={"name": act.person.name})


@transaction.atomic
def pool_lead(lead: Lead, *, act: Act, reason: str, revision: int | None = None) -> Lead:
    """Put an open lead back into the pool of its office: its owner with a reason, or whoever may assign it."""
    lead = lock(lead, revision=revision)
    if not allowed(act.person, permissions.ASSIGN, lead):
        require(act.person, permissions.EDIT, lead)
    rules.check_owned(lead)
    rules.check_reason(clean_line(reason))
    return to_pool(lead, events.POOLED, act=act, reason=clean_line(reason), department=lead.department.name)


def to_pool(lead: Lead, verb: str, *, act: Act, reason: str = "", **data: str) -> Lead:
    """Put a locked lead into the pool of its department; whoever takes it begins at the beginning."""
    lead.returned += 1
    lead.qualified_on = None
    give_to(lead, None, act=act)
    return recording.save(lead, verb, act=act, reason=reason, data=data)


@transaction.atomic
def hand_over_leads(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give a person's open leads to his successor (part of a hand-over, which has asked who may); each journalled."""
    rows = queries.open_of(person)
    if to is not None:
        move(rows if only is None else rows.filter(pk__in=only), "owner", to=to, verb=events.HANDED_OVER, act=act,
             reason=reason, data={"name": person.name})  # fmt: skip


def follow_deals(opportunity_ids: Collection[int], owner_id: int, *, act: Act) -> None:
    """Whoever has a deal now sees the lead it came from, with its files and comments."""
    leads = Lead.objects.filter(opportunity__in=opportunity_ids).exclude(owner=owner_id)
    Participation.objects.bulk_create(
        [
            Participation(
                kind=kind_of(Lead), record_id=pk, person_id=owner_id, why=Participation.Why.COPIED, since=act.at
            )
            for pk in leads.values_list("pk", flat=True)
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def require_taking(lead: Lead, person: User) -> None:
    """Raise NotAllowed unless this person may take leads from the pool of the lead's office."""
    if not allowed(person, permissions.TAKE, lead):
        raise NotAllowed(_("You may not take leads from the pool of this office."), permission=permissions.TAKE)


def tell_given(lead: Lead, *, act: Act) -> None:
    """Tell whoever was given a lead by somebody else."""
    owner: Any = lead.owner
    if owner is None or owner.pk == (act.by.pk if act.by else None):
        return
    day = lead.due_on.isoformat() if lead.due_on else "\u2014"
    key = f"leads.given:{lead.pk}:{act.at.timestamp()}"
    url = lead.get_absolute_url()
    notify([owner], events.TOLD_GIVEN, act=act, url=url, key=key, about=lead, what=str(lead), day=day)
