"""Which customers; joins for pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.db.models import Q

from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.foundation.access.gate import sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import name_key
from leadtocash.foundation.merging.registry import Part
from leadtocash.foundation.web.lists.searching import containing

_KNOWN = Q(removed_at=None) | Q(merged_into__isnull=False)
MOST_LIKE = 100
LIKENESS = 0.8


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the customer list."""
    return Customer.objects.visible_to(user).select_related("owner", "department")


def contacts(user: User) -> models.QuerySet[Any]:
    """Rows of the list of contacts."""
    return Contact.objects.visible_to(user).select_related("customer__owner")


def same_name(name: str) -> models.QuerySet[Any]:
    """Customers whose name counts as the same, in anybody's hands (duplicates are found across scopes), also those
    that were merged into another."""
    return Customer._base_manager.filter(_KNOWN, name_key=name_key(name))


def same_code(customer: Customer) -> models.QuerySet[Any]:
    """Customers with the same credit code, in anybody's hands, also merged ones; none for an empty code."""
    rows = Customer._base_manager.filter(_KNOWN, credit_code=customer.credit_code)
    return rows if customer.credit_code else rows.none()


def twins(names: Iterable[str], codes: Iterable[str]) -> models.QuerySet[Any]:
    """Customers with one of these name keys or credit codes, in anybody's hands, also those in the recycle bin."""
    same = Q(name_key__in=set(names)) | Q(credit_code__in={code for code in codes if code})
    return Customer._base_manager.filter(same).select_related("owner", "merged_into__owner")


def known_customers(keys: Iterable[str], names: Iterable[str]) -> list[tuple[Customer, Any]]:
    """Customers with one of these keys of another system or name keys, each with the one that stands for it now;
    those that were merged into another first."""
    meant = Q(external_key__in=set(keys)) | Q(name_key__in=set(names))
    rows = Customer._base_manager.filter(_KNOWN & meant).select_related("merged_into")
    return sorted(((one, one.merged_into or one) for one in rows), key=lambda pair: pair[0] is pair[1])


def seen(user: User, customers: Iterable[Customer]) -> set[int]:
    """The ids of those of the customers this person may see."""
    rows = Customer.objects.visible_to(user).filter(pk__in=[one.pk for one in customers])
    return set(rows.values_list("pk", flat=True))


def similar(user: User, cores: Iterable[str]) -> models.QuerySet[Any]:
    """Customers this person may see whose names have one of these cores."""
    rows = Customer.objects.visible_to(user).filter(name_core__in={core for core in cores if core})
    return rows.select_related("owner")


def phones(user: User, keys: Iterable[str]) -> models.QuerySet[Any]:
    """Contacts with one of these telephone numbers, at customers this person may see."""
    wanted = {key for key in keys if key}
    return Contact.objects.visible_to(user).filter(phone_key__in=wanted).select_related("customer__owner")


def named(user: User, words: Iterable[str]) -> dict[str, Customer]:
    """What each of these words names: a customer's number, name or credit code, as far as this person may see it; also
    of one that was merged into it."""
    folded = {word: (name_key(word), word.upper()) for word in words}
    known: dict[str, Customer] = {}
    for one in Customer.objects.visible_to(user).filter(_meant(folded.values())).select_related("owner", "department"):
        known |= {one.name_key: one, one.number: one, one.credit_code: one}
    if rest := [pair for pair in folded.values() if known.keys().isdisjoint(pair)]:
        merged = Customer._base_manager.filter(_meant(rest), merged_into__in=Customer.objects.visible_to(user))
        for gone in merged.select_related("merged_into__owner", "merged_into__department"):
            successor: Any = gone.merged_into
            for said in (gone.name_key, gone.number, gone.credit_code):
                known.setdefault(said, successor)
    return {word: known[key] for word, pair in folded.items() for key in pair if key in known}


def _meant(words: Collection[tuple[str, str]]) -> Q:
    """Customers of one of these pairs: name key; number or credit code."""
    keys, codes = {key for key, _code in words}, {code for _key, code in words}
    return Q(name_key__in=keys) | Q(number__in=codes) | (Q(credit_code__in=codes) & ~Q(credit_code=""))


def line_of_parents(customer: Customer) -> list[int]:
    """The customer's parent company, its parent and so on up, each once."""
    line: list[int] = []
    above = customer.parent_id
    while above is not None and above not in line:
        line.append(above)
        above = Customer.objects.filter(pk=above).values_list("parent", flat=True).first()
    return line


def is_visible(customer: Customer, user: User) -> bool:
    """Whether this person may see the customer, also where it was only opened to him."""
    return sees(user, customer)


def pickable(user: User, words: str = "") -> models.QuerySet[Any]:
    """Customers one may choose, by a part of name, short name or number; latest changed first."""
    rows = Customer.objects.visible_to(user).exclude(status=Customer.Status.INVALID).order_by("-updated_at", "-pk")
    if not words:
        return rows
    return rows.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | Q(number__icontains=words))


def findable(user: User, words: str = "") -> models.QuerySet[Any]:
    """Customers this person may see, of any standing, by words; latest changed first."""
    rows = Customer.objects.visible_to(user).order_by("-updated_at", "-pk")
    paths = ("name__zh", "short_name__zh", "number__zh")
    return rows.filter(containing(Customer, paths, words)) if words else rows


def owned_by(person: User) -> models.QuerySet[Any]:
    """The customers of an account manager."""
    return Customer.objects.filter(owner=person).order_by("pk")


def similar_names(ids: Collection[int]) -> Iterator[tuple[int, int]]:
    """Pairs of customers of which one name contains the other, or that differ in a sign or two.

    Whoever differs in one half of the name has the other half in common, and that is found by the index of names.
    """
    for customer in Customer.objects.filter(pk__in=ids).only("pk", "name_core"):
        core = customer.name_core
        half = (len(core) + 1) // 2
        if half < 2:
            continue
        shared = Q(name__zh=core[:half]) | Q(name__zh=core[half:] if len(core) - half > 1 else core[-2:])
        for other in Customer.objects.filter(shared).exclude(pk=customer.pk).only("pk", "name_core")[:MOST_LIKE]:
            if alike(core, other.name_core):
                yield customer.pk, other.pk


def alike(one: str, other: str) -> bool:
    """Are two names without their legal forms nearly the same?"""
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and short in long:
        return True
    return len(short) >= 4 and SequenceMatcher(None, one, other, autojunk=False).ratio() >= LIKENESS


def twice(customers: Sequence[Customer]) -> list[Part]:
    """Contacts that would stand twice if these customers were one: the same name, and no two telephone numbers.

    The one of the customer named first is kept.
    """
    order = {customer.pk: place for place, customer in enumerate(customers)}
    contacts = Contact.objects.filter(customer__in=order).select_related("customer")
    kept: list[Contact] = []
    found = []
    for contact in sorted(contacts, key=lambda one: (order[one.customer_id], not one.is_main, one.pk)):
        twin = next((one for one in kept if one.customer_id != contact.customer_id and same_person(one, contact)), None)
        if twin is None:
            kept.append(contact)
        else:
            found.append(Part(kept=twin, gone=contact))
    return found


def same_person(one: Contact, other: Contact) -> bool:
    """Do two contacts seem to be one person?"""
    phones = {one.phone_key, other.phone_key} - {""}
    return name_key(one.name) == name_key(other.name) and len(phones) < 2


def without_keys() -> models.QuerySet[Any]:
    """Customers whose key columns were never filled."""
    return Customer._base_manager.filter(name_core="").exclude(name="")


def contacts_without_keys() -> models.QuerySet[Any]:
    """Contacts with a telephone number and no key of it."""
    return Contact._base_manager.filter(phone_key="").exclude(phone="")
