"""Everything that can be done to a customer; the only module that writes one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import events, permissions, queries, rules
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.giving import give
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line, joined, name_core, name_key, phone_key
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.numbering.numbers import declare, next_number, next_numbers

BATCH = 500
SERIES = declare("customer", gettext_lazy("Customer"), "KH-{seq:06d}")


@transaction.atomic
def create_customer(values: Mapping[str, Any], *, act: Act) -> Customer:
    """Register a customer; the acting person owns it unless `owner` and `department` are given.

    Raises ValidationError at the field for a name or credit code that exists or is wrong; NotAllowed.
    """
    require(act.person, permissions.EDIT)
    customer = Customer(**{"owner": act.person, "department": main_department(act.person), **values})
    _tidy(customer, act=act)
    customer.number = next_number(SERIES, act=act)
    return recording.save(customer, events.CREATED, act=act)


@transaction.atomic
def change_customer(
    customer: Customer, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> Customer:
    """Change a customer's data. Raises Stale when `revision` is no longer the current one."""
    customer = lock(customer, revision=revision)
    require(act.person, permissions.EDIT, customer)
    for name, value in values.items():
        setattr(customer, name, value)
    _tidy(customer, act=act)
    return recording.save(customer, events.CHANGED, act=act)


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
    return contact


@transaction.atomic
def note_win(customer: Customer, *, act: Act, opportunity: str) -> Customer:
    """A deal with this customer was won: its status becomes won (S1 3.3.1); by rule, so nobody is asked.

    `opportunity` is the deal's number, for the journal. A customer already won stays as it is.
    """
    customer = lock(customer)
    if customer.status == Customer.Status.WON:
        return customer
    customer.status = Customer.Status.WON
    return recording.save(customer, events.WON, act=act.as_system(), data={"opportunity": opportunity})


@transaction.atomic
def take_over_customer(customer: Customer, *, act: Act) -> Customer:
    """Store a customer read from another system, with number and journal; the import has asked who may."""
    _tidy(customer, act=act)
    customer.number = next_number(SERIES, act=act)
    return recording.save(customer, events.TAKEN_OVER, act=act)


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
def register_customers(customers: Sequence[Customer], *, act: Act, contacts: Sequence[Contact] = ()) -> None:
    """Store many new customers at once, with their main contacts: numbers, journal, search as for one by one.

    The caller has asked who may, and has found no twin of any (`fold`, `queries.twins`).
    """
    numbers = next_numbers(SERIES, len(customers), act=act) if customers else []
    for customer, number in zip(customers, numbers, strict=True):
        customer.number = number
    recording.save_new(customers, events.CREATED, act=act)
    for contact in contacts:
        customer = contact.customer
        contact.customer = customer  # by its id, which it has now
        contact.phone_key, contact.is_main = phone_key(contact.phone), True
    recording.save_new(contacts, events.CONTACT_ADDED, act=act, data=lambda contact: {"name": contact.name})


def fold(customer: Customer) -> dict[str, ValidationError]:
    """Write a customer's names and code as they are stored; gives what is wrong with them, by field."""
    customer.name = clean_line(customer.name)
    customer.name_key, customer.name_core = name_key(customer.name), name_core(customer.name)
    customer.short_name = clean_line(customer.short_name)
    customer.credit_code = clean_line(customer.credit_code).replace(" ", "").upper()
    try:
        rules.check_credit_code(customer.credit_code)
    except ValidationError as error:
        return {"credit_code": error}
    return {}


# ---------------------------------------------------------------- merging
def tidy_merged(survivor: Customer, others: Sequence[Customer]) -> None:
    """The survivor's fields as they are stored; raises ValidationError where a chosen value is wrong."""
    survivor.status = rules.status_after(survivor, others)
    survivor.parent_id = rules.parent_after(survivor, others)
    survivor.external_key = next((one.external_key for one in (survivor, *others) if one.external_key), "")
    if errors := fold(survivor):
        raise ValidationError(errors)


def one_main_contact(survivor: Customer, others: Sequence[Customer]) -> None:
    """Only one of all the main contacts stays it: the survivor's, if it has one."""
    order = {customer.pk: place for place, customer in enumerate((survivor, *others))}
    mains = sorted(Contact.objects.filter(is_main=True, customer__in=order), key=lambda one: order[one.customer_id])
    Contact.objects.filter(pk__in=[one.pk for one in mains[1:]]).update(is_main=False)


def open_to_former_owners(survivor: Customer, former: Sequence[Customer], act: Act) -> None:
    """Whose customer was merged still sees it, for his deals are its deals now; and is told."""
    parted = [one for one in former if one.owner_id != survivor.owner_id]
    owners = {one.owner_id: one.owner for one in parted}
    open_to_sellers(((survivor, owner) for owner in owners), act=act)
    told = [owner for owner in owners.values() if owner.is_active and owner.pk != act.person.pk]
    data = {"titles": joined(map(str, parted)), "title": str(survivor), "number": survivor.number}
    key = f"customers.merged:{survivor.pk}:{survivor.revision}"
    url = survivor.get_absolute_url()
    notify(told, events.TOLD_MERGED, act=act, url=url, key=key, about=survivor, who=act.person.name, **data)


def tidy_contact(survivor: Contact, others: Sequence[Contact]) -> None:
    """The key of the telephone number follows it; whoever was merged with the main contact is it."""
    survivor.phone_key = phone_key(survivor.phone)
    survivor.is_main = survivor.is_main or any(
        one.is_main and one.customer_id == survivor.customer_id for one in others
    )


def fill_keys() -> int:
    """Fill the keys duplicates are found by, where they are empty; give how many."""
    customers, contacts = list(queries.without_keys()), list(queries.contacts_without_keys())
    for customer in customers:
        customer.name_core = name_core(customer.name)
    for contact in contacts:
        contact.phone_key = phone_key(contact.phone)
    Customer._base_manager.bulk_update(customers, ["name_core"], batch_size=BATCH)
    Contact._base_manager.bulk_update(contacts, ["phone_key"], batch_size=BATCH)
    return len(customers) + len(contacts)


def _tidy(customer: Customer, *, act: Act) -> None:
    errors: dict[str, Any] = dict(fold(customer))
    for field, twins in (
        ("name", queries.same_name(customer.name)),
        ("credit_code", queries.same_code(customer)),
    ):
        others = (
            twins.exclude(pk=customer.pk)
            if customer.pk is None
            else twins.exclude(Q(pk=customer.pk) | Q(merged_into=customer.pk))
        )
        twin = others.select_related("owner", "merged_into__owner").first()
        if twin is not None:
            errors.setdefault(field, twin_sentence(twin, act=act))
    if customer.parent_id is not None and customer.pk in queries.line_of_parents(customer):
        errors["parent"] = _("The parent company belongs to this customer itself.")
    if errors:
        raise ValidationError(errors)


def twin_sentence(twin: Customer, *, act: Act) -> str:
    """That a customer is registered already, by whom only for those who may see it; or lies in the recycle bin."""
    survivor: Any = twin.merged_into
    twin = survivor or twin
    if twin.removed_at is not None:
        sentence = _("The same %(kind)s lies in the recycle bin. Have it restored instead.")
        return sentence % {"kind": twin._meta.verbose_name}
    if act.by is None or allowed(act.person, permissions.VIEW, twin):
        values = {"name": twin.name, "number": twin.number, "owner": twin.owner.name}
        return _("%(name)s is already registered (%(number)s, %(owner)s).") % values
    return _("This customer is already registered by somebody else.")
