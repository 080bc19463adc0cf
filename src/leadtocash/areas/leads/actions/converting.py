"""A qualified lead becomes customer, contact and opportunity in one act, without retyping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import Truncator

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers import permissions as customer_permissions
from leadtocash.areas.customers import queries as customer_queries
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.leads import events, permissions, queries, rules
from leadtocash.areas.leads.models import Lead
from leadtocash.areas.opportunities import actions as opportunities
from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.models import lock

LONGEST_NAME = 60


def conversion_of(lead: Lead, person: User) -> dict[str, Any]:
    """What an opportunity made of this lead would begin with: the customer it seems to be (None: a new one), a name."""
    first = lead.need.strip().splitlines()
    name = Truncator(first[0]).chars(LONGEST_NAME) if first else lead.company
    return {"customer": queries.same_customer(lead, person), "name": name}


@transaction.atomic
def convert_lead(lead: Lead, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Lead:
    """Make the opportunity, and the customer and the contact where they are not there yet. `values`: name, and if known
    customer (None: one is registered with the lead's company), amount, expected_close_on.

    Raises RuleError unless it is qualified and not converted, ValidationError at the field, NotAllowed: whoever does it
    owns what is made, so only who works on the lead does.
    """
    lead = lock(lead, revision=revision)
    require(act.person, permissions.EDIT, lead)
    rules.check_conversion(lead)
    rules.check_own(lead, act.person.pk)
    given = dict(values)
    customer = given.pop("customer", None) or _new_customer(lead, act=act)
    _keep_contact(lead, customer, act=act)
    lead.opportunity = opportunities.create_opportunity(
        {**given, "customer": customer, "source": source_of(lead), "need": lead.need}, act=act
    )
    lead.customer, lead.state, lead.converted_on = customer, Lead.State.CONVERTED, act.today
    recording.save(lead, events.CONVERTED, act=act, data={"opportunity": lead.opportunity.number})
    recording.write(lead.opportunity, events.CAME_FROM, act=act, data={"lead": lead.number})
    publish(events.LeadConverted(lead_id=lead.pk, opportunity_id=lead.opportunity.pk, act=act))
    return lead


def source_of(lead: Lead) -> str:
    """The lead's source as customer and opportunity keep it."""
    return rules.source_line(lead.source.name, lead.source_detail)


def _new_customer(lead: Lead, *, act: Act) -> Customer:
    known = {"name": lead.company, "industry": lead.industry, "region": lead.region, "source": source_of(lead)}
    try:
        return customers.create_customer(known, act=act)
    except ValidationError as error:
        raise ValidationError({"customer": error.messages}) from None


def _keep_contact(lead: Lead, customer: Customer, *, act: Act) -> None:
    """The person becomes a contact of the customer unless he is one; whoever may not change the customer leaves it."""
    if not (lead.contact and allowed(act.person, customer_permissions.EDIT, customer)):
        return
    given = {"name": lead.contact, "position": lead.position, "phone": lead.phone, "email": lead.email}
    person = Contact(customer=customer, phone_key=lead.phone_key, **given)
    if not any(customer_queries.same_person(one, person) for one in customer.contacts.all()):
        customers.add_contact(customer, given, act=act)
