"""What becomes of fields, contacts and owners when customers or contacts are merged."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Q

from leadtocash.areas.customers import completeness, events, queries, rules
from leadtocash.areas.customers.actions.joining import join_dossiers, keep_credit
from leadtocash.areas.customers.actions.owning import open_to_sellers
from leadtocash.areas.customers.actions.records import fold
from leadtocash.areas.customers.models import Contact, ContactTie, Customer
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import joined, name_core, phone_key
from leadtocash.foundation.notices.sending import notify

BATCH = 500


def tidy_merged(survivor: Customer, others: Sequence[Customer]) -> None:
    """The survivor's fields as they are stored; raises ValidationError where a chosen value is wrong."""
    survivor.status = rules.status_after(survivor, others)
    survivor.parent_id = rules.parent_after(survivor, others)
    survivor.external_key = next((one.external_key for one in (survivor, *others) if one.external_key), "")
    survivor.pooled_at = None if survivor.owner_id else survivor.pooled_at
    survivor.touched_at = max(one.touched_at for one in (survivor, *others))
    if errors := fold(survivor):
        raise ValidationError(errors)
    people = Contact.objects.filter(customer__in=[survivor, *others])
    survivor.completeness = completeness.score(survivor, reached=completeness.is_reached(people))


def one_main_contact(survivor: Customer, others: Sequence[Customer]) -> None:
    """Only one of all the main contacts stays it: the survivor's, if it has one."""
    order = {customer.pk: place for place, customer in enumerate((survivor, *others))}
    mains = sorted(Contact.objects.filter(is_main=True, customer__in=order), key=lambda one: order[one.customer_id])
    Contact.objects.filter(pk__in=[one.pk for one in mains[1:]]).update(is_main=False)


def after_merger(survivor: Customer, former: Sequence[Customer], act: Act) -> None:
    """What customers have once only is written together; former owners still see it."""
    join_dossiers(survivor, former, act)
    keep_credit(survivor, former, act)
    _open_to_former_owners(survivor, former, act)


def _open_to_former_owners(survivor: Customer, former: Sequence[Customer], act: Act) -> None:
    """Whose customer was merged still sees it, for his deals are its deals now; and is told."""
    parted = [one for one in former if one.owner_id != survivor.owner_id]
    owners = {one.owner.pk: one.owner for one in parted if one.owner}
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


def one_tie(survivor: Contact, others: Sequence[Contact]) -> None:
    """Whoever is one person has no relation to himself, and each relation to others once."""
    ids = [survivor.pk, *(one.pk for one in others)]
    ContactTie.objects.filter(contact__in=ids, other__in=ids).delete()
    seen: set[tuple[int, str, str]] = set()
    for tie in ContactTie.objects.filter(Q(contact__in=ids) | Q(other__in=ids)).order_by("pk"):
        outwards = tie.contact_id in ids
        known = (tie.other_id if outwards else tie.contact_id, tie.kind, "to" if outwards else "from")
        if known in seen:
            tie.delete()
        seen.add(known)
    Contact.objects.filter(pk__in=ids, reports_to__in=ids).update(reports_to=None)


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
