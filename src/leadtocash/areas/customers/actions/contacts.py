"""Everything that can be done to people at customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from leadtocash.areas.customers import completeness, events, permissions
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import phone_key


@transaction.atomic
def add_contact(customer: Customer, values: Mapping[str, Any], *, act: Act) -> Contact:
    """Add a contact; the first one is the main contact."""
    customer = lock(customer)
    require(act.person, permissions.EDIT, customer)
    contact = Contact(customer=customer, **values)
    contact.phone_key = phone_key(contact.phone)
    contact.is_main = contact.is_main or not customer.contacts.exists()
    if contact.is_main:
        customer.contacts.filter(is_main=True).update(is_main=False)
    recording.save(contact, events.CONTACT_ADDED, act=act, data={"name": contact.name})
    recording.write(customer, events.CONTACT_ADDED, act=act, data={"name": contact.name})
    completeness.keep([customer.pk])
    return contact


@transaction.atomic
def add_contacts(contacts: Sequence[Contact], *, act: Act) -> None:
    """Add many contacts at once; of several main contacts of one customer the last is it.

    The caller has asked who may, and has checked their fields.
    """
    customers = {contact.customer_id: contact.customer for contact in contacts}
    there = Contact.objects.filter(customer__in=customers)
    locked = Customer._base_manager.select_for_update(of=("self",)).filter(pk__in=customers)
    list(locked.order_by("pk").values_list("pk", flat=True))
    have_one = set(there.values_list("customer_id", flat=True))
    main: dict[int, Contact] = {}
    for contact in contacts:
        contact.phone_key = phone_key(contact.phone)
        if contact.is_main or contact.customer_id not in have_one:
            main[contact.customer_id] = contact
        have_one.add(contact.customer_id)
    for contact in contacts:
        contact.is_main = main.get(contact.customer_id) is contact
    there.filter(customer__in=main, is_main=True).update(is_main=False)
    recording.save_new(contacts, events.CONTACT_ADDED, act=act, data=lambda contact: {"name": contact.name})
    Entry.objects.bulk_create(
        [recording.entry(one.customer, events.CONTACT_ADDED, act=act, data={"name": one.name}) for one in contacts]
    )
    completeness.keep(customers)


@transaction.atomic
def change_contact(contact: Contact, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Contact:
    """Change a contact's data. Raises Stale when `revision` is no longer the current one."""
    customer = lock(contact.customer)
    require(act.person, permissions.EDIT, customer)
    contact = lock(contact, revision=revision)
    for name, value in values.items():
        setattr(contact, name, value)
    contact.phone_key = phone_key(contact.phone)
    if contact.is_main:
        customer.contacts.exclude(pk=contact.pk).filter(is_main=True).update(is_main=False)
    recording.save(contact, events.CONTACT_CHANGED, act=act, data={"name": contact.name})
    recording.write(customer, events.CONTACT_CHANGED, act=act, data={"name": contact.name})
    completeness.keep([customer.pk])
    return contact


def going(contact: Contact) -> None:
    """A contact that is deleted leaves the place of the main contact free; it is saved by the caller."""
    contact.is_main = False
    completeness.keep([contact.customer_id], without=contact.pk)
