"""Put people on the map of a deal, change what is known of them, draw who influences whom (OPP-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers.models import Contact
from leadtocash.areas.opportunities import queries as opportunities
from leadtocash.areas.opportunities import rules as deals
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning import events, permissions, queries, rules
from leadtocash.areas.winning.models import Influence, Stakeholder, Standing, StandingChange
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.documents import actions as documents
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line

#: what is known of a person himself and goes along into another deal
KNOWN = ("level", "roles", "is_key", "personality", "personal_needs", "business_needs")
EVIDENCE = "evidence"


@transaction.atomic
def add_stakeholder(
    opportunity: Opportunity,
    values: Mapping[str, Any],
    *,
    act: Act,
    contact: Contact | None = None,
    new_contact: Mapping[str, Any] | None = None,
    standing: str = Standing.NEUTRAL,
    evidence: str = "",
) -> Stakeholder:
    """Put a contact of the customer on the map of a deal; `new_contact` is made first, as on the customer's page.

    A standing other than neutral says what shows it. Raises RuleError, ValidationError, NotAllowed.
    """
    opportunity = open_deal(opportunity, act=act)
    if contact is None:
        contact = _made(opportunity, new_contact or {}, act=act)
    rules.check_own_people(customer_of_deal=opportunity.customer_id, customer_of_contact=contact.customer_id)
    made = Stakeholder(opportunity=opportunity, contact=contact, **values)
    _tidy(made)
    _save(made, events.STAKEHOLDER_ADDED, act=act)
    if standing != Standing.NEUTRAL:
        made = change_standing(made, standing=standing, evidence=evidence, act=act)
    return made


@transaction.atomic
def change_stakeholder(
    stakeholder: Stakeholder, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> Stakeholder:
    """Change what is known of a person, or where he stands on the map. Raises Stale, RuleError, ValidationError."""
    open_deal(stakeholder.opportunity, act=act)
    stakeholder = lock(stakeholder, revision=revision)
    for name, value in values.items():
        setattr(stakeholder, name, value)
    _tidy(stakeholder)
    return _save(stakeholder, events.STAKEHOLDER_CHANGED, act=act)


@transaction.atomic
def change_standing(
    stakeholder: Stakeholder,
    *,
    standing: str,
    evidence: str,
    act: Act,
    on: date | None = None,
    file: File[Any] | None = None,
    revision: int | None = None,
) -> Stakeholder:
    """Somebody stands to us otherwise since that day (today unless given); what shows it is kept with it."""
    open_deal(stakeholder.opportunity, act=act)
    stakeholder = lock(stakeholder, revision=revision)
    evidence, on, before = clean_line(evidence), on or act.today, stakeholder.standing
    rules.check_standing(before=before, standing=standing, evidence=evidence, on=on, today=act.today)
    attachment = documents.attach(stakeholder, file, act=act, category=EVIDENCE) if file is not None else None
    words = {"name": str(stakeholder), "before": before, "standing": standing}
    change = StandingChange(
        stakeholder=stakeholder, before=before, standing=standing, on=on, evidence=evidence, attachment=attachment
    )
    recording.save(change, events.STANDING_CHANGED, act=act, reason=evidence, data=words)
    stakeholder.standing = standing
    recording.save(stakeholder, events.STANDING_CHANGED, act=act, reason=evidence, data=words)
    recording.write(stakeholder.opportunity, events.STANDING_CHANGED, act=act, reason=evidence, data=words)
    publish(events.StandingChanged(stakeholder_id=stakeholder.pk, act=act))
    return stakeholder


@transaction.atomic
def set_influence(
    source: Stakeholder, target: Stakeholder, *, act: Act, strength: str = Influence.Strength.WEAK,
    kind: str = Influence.Kind.FOR,
) -> Influence:  # fmt: skip
    """Draw an arrow from one person to another of the same deal, or change the one that is there."""
    open_deal(source.opportunity, act=act)
    rules.check_influence(same_deal=source.opportunity_id == target.opportunity_id, same_person=source.pk == target.pk)
    made, _new = Influence.objects.update_or_create(
        source=source, target=target, defaults={"strength": strength, "kind": kind}
    )
    _arrow(source, target, events.INFLUENCE_SET, act=act)
    return made


@transaction.atomic
def remove_influence(source: Stakeholder, target: Stakeholder, *, act: Act) -> None:
    """Take an arrow away; where there is none nothing happens."""
    open_deal(source.opportunity, act=act)
    gone, _kinds = Influence.objects.filter(source=source, target=target).delete()
    if gone:
        _arrow(source, target, events.INFLUENCE_REMOVED, act=act)


@transaction.atomic
def take_over(opportunity: Opportunity, known: Sequence[Stakeholder], *, act: Act) -> list[Stakeholder]:
    """Put people known from other deals of the same customer on the map, with what is known of them.

    How somebody stood there shows how he stands here until something else does. Raises RuleError, ValidationError.
    """
    found = []
    for one in known:
        evidence = _("Taken over from %(number)s") % {"number": one.opportunity.number}
        values = {name: getattr(one, name) for name in KNOWN}
        found.append(
            add_stakeholder(opportunity, values, contact=one.contact, standing=one.standing, evidence=evidence, act=act)
        )
    return found


def open_deal(opportunity: Opportunity, *, act: Act) -> Opportunity:
    """The deal, locked, if it is open and this person may keep its people and needs."""
    opportunity = lock(opportunity)
    require(act.person, permissions.EDIT, opportunity)
    deals.check_open(state=opportunity.state, number=opportunity.number)
    return opportunity


def _made(opportunity: Opportunity, values: Mapping[str, Any], *, act: Act) -> Contact:
    if opportunity.customer is None:
        raise RuleError(_("Enter the customer of the opportunity first."), code="no_customer")
    return customers.add_contact(opportunity.customer, values, act=act)


def _tidy(one: Stakeholder) -> None:
    """Roles in their usual order, only stages of the deal's own method."""
    one.personality = clean_line(one.personality)
    one.roles = [role for role in queries.ROLES if role in one.roles]
    own = [stage.pk for stage in opportunities.stages_of(one.opportunity.method_id)]
    one.decides_in = [pk for pk in own if pk in one.decides_in]


def _save(one: Stakeholder, verb: str, *, act: Act) -> Stakeholder:
    """Stored, and told in his own history and in the deal's."""
    recording.save(one, verb, act=act, data={"name": str(one)})
    recording.write(one.opportunity, verb, act=act, data={"name": str(one)})
    return one


def _arrow(source: Stakeholder, target: Stakeholder, verb: str, *, act: Act) -> None:
    words = {"name": str(source), "other": str(target)}
    recording.write(source, verb, act=act, data=words)
    recording.write(target, verb, act=act, data=words)
