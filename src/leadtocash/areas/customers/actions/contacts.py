"""Everything that can be done to people at customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.customers import completeness, events, permissions
from leadtocash.areas.customers.limits import BIRTHDAY
from leadtocash.areas.customers.models import Contact, ContactTie, Customer, FormerPosition
from leadtocash.areas.customers.queries import people as queries
from leadtocash.areas.customers.rules import contacts as rules
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line, phone_key
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.packs.limits import number


@transaction.atomic
def add_contact(customer: Customer, values: Mapping[str, Any], *, act: Act) -> Contact:
    """Add a contact; the first one is the main contact."""
    customer = lock(customer)
    require(act.person, permissions.EDIT, customer)
    contact = Contact(customer=customer, **values)
    rules.check_superior(contact, [])
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
    before = contact.position
    for name, value in values.items():
        setattr(contact, name, value)
    rules.check_superior(contact, queries.line_of_superiors(contact))
    if before and contact.position != before:
        _remember_position(contact, before, until=act.today)
    contact.phone_key = phone_key(contact.phone)
    if contact.is_main:
        customer.contacts.exclude(pk=contact.pk).filter(is_main=True).update(is_main=False)
    recording.save(contact, events.CONTACT_CHANGED, act=act, data={"name": contact.name})
    recording.write(customer, events.CONTACT_CHANGED, act=act, data={"name": contact.name})
    completeness.keep([customer.pk])
    return contact


@transaction.atomic
def mark_left(contact: Contact, on: date, *, act: Act, went_to: str = "", revision: int | None = None) -> Contact:
    """Note that somebody no longer works at the customer since that day; publishes ContactLeft.

    Raises ValidationError at `on` for a day to come, RuleError when it is noted already, NotAllowed.
    """
    customer = lock(contact.customer)
    require(act.person, permissions.EDIT, customer)
    contact = lock(contact, revision=revision)
    rules.check_leaving(contact, on, today=act.today)
    contact.left_on, contact.left_for, contact.is_main = on, clean_line(went_to), False
    _remember_position(contact, contact.position, until=on)
    said = {"name": contact.name}
    recording.save(contact, events.LEFT, act=act, data=said)
    recording.write(customer, events.LEFT, act=act, data=said)
    completeness.keep([customer.pk])
    publish(events.ContactLeft(contact_id=contact.pk, customer_id=customer.pk, on=on, act=act))
    return contact


@transaction.atomic
def mark_back(contact: Contact, *, act: Act, revision: int | None = None) -> Contact:
    """He is still there, or again. Raises RuleError when nothing else was noted; NotAllowed."""
    customer = lock(contact.customer)
    require(act.person, permissions.EDIT, customer)
    contact = lock(contact, revision=revision)
    gone = rules.check_gone(contact)
    FormerPosition.objects.filter(contact=contact, employer=customer.name, until=gone).delete()
    contact.left_on, contact.left_for = None, ""
    said = {"name": contact.name}
    recording.save(contact, events.CAME_BACK, act=act, data=said)
    recording.write(customer, events.CAME_BACK, act=act, data=said)
    completeness.keep([customer.pk])
    return contact


@transaction.atomic
def tie(contact: Contact, other: Contact, kind: str, *, act: Act, note: str = "") -> ContactTie:
    """Note what one contact is to another. Raises ValidationError for himself or twice, NotAllowed."""
    require(act.person, permissions.EDIT, contact)
    made = ContactTie(contact=contact, other=other, kind=kind, note=clean_line(note))
    if contact.pk == other.pk:
        raise ValidationError({"other": _("Choose somebody else.")})
    recording.save(made, events.TIED, act=act, data={"tie": str(made)})
    recording.write(contact, events.TIED, act=act, data={"tie": str(made)})
    return made


@transaction.atomic
def untie(one: ContactTie, *, act: Act) -> None:
    """Take a relation away."""
    require(act.person, permissions.EDIT, one.contact)
    recording.write(one.contact, events.UNTIED, act=act, data={"tie": str(one)})
    one.delete()


@transaction.atomic
def remind_of_birthdays(*, act: Act) -> int:
    """Tell account managers whose contacts' birthdays come after the company's days; gives how many."""
    day = act.today + timedelta(days=number(BIRTHDAY))
    found = list(queries.with_birthday(day))
    for contact in found:
        owner = contact.customer.owner
        if owner is not None:
            notify([owner], events.TOLD_BIRTHDAY, act=act, url=contact.get_absolute_url(), about=contact,
                   key=f"birthday-{contact.pk}-{day}", name=contact.name, customer=contact.customer.name,
                   day=day.isoformat())  # fmt: skip
    return len(found)


def _remember_position(contact: Contact, position: str, *, until: date) -> None:
    employer = contact.customer.name
    FormerPosition.objects.create(contact=contact, employer=employer, position=position, until=until)


def going(contact: Contact) -> None:
    """A contact that is deleted leaves the place of the main contact free; it is saved by the caller."""
    contact.is_main = False
    completeness.keep([contact.customer_id], without=contact.pk)
