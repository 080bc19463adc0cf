"""Which customers; joins for pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import name_key
from leadtocash.foundation.web.lists.searching import containing


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the customer list."""
    return Customer.objects.visible_to(user).select_related("owner", "department")


def same_name(name: str) -> models.QuerySet[Any]:
    """Customers whose name counts as the same, in anybody's hands (duplicates are found across scopes)."""
    return Customer.objects.filter(name_key=name_key(name))


def same_code(customer: Customer) -> models.QuerySet[Any]:
    """Customers with the same credit code, in anybody's hands; none for an empty code."""
    rows = Customer.objects.filter(credit_code=customer.credit_code)
    return rows if customer.credit_code else rows.none()


def twins(names: Iterable[str], codes: Iterable[str]) -> models.QuerySet[Any]:
    """Customers with one of these name keys or credit codes, in anybody's hands, also those in the recycle bin."""
    same = Q(name_key__in=set(names)) | Q(credit_code__in={code for code in codes if code})
    return Customer._base_manager.filter(same).select_related("owner")


def seen(user: User, customers: Iterable[Customer]) -> set[int]:
    """The ids of those of the customers this person may see."""
    rows = Customer.objects.visible_to(user).filter(pk__in=[one.pk for one in customers])
    return set(rows.values_list("pk", flat=True))


def similar(user: User, cores: Iterable[str]) -> models.QuerySet[Any]:
    """Customers this person may see whose names have one of these cores."""
    return Customer.objects.visible_to(user).filter(name_core__in={core for core in cores if core})


def phones(user: User, keys: Iterable[str]) -> models.QuerySet[Any]:
    """Contacts with one of these telephone numbers, at customers this person may see."""
    wanted = {key for key in keys if key}
    return Contact.objects.visible_to(user).filter(phone_key__in=wanted).select_related("customer")


def named(user: User, words: Iterable[str]) -> dict[str, Customer]:
    """What each of these words names: a customer's number, name or credit code, as far as this person may see it."""
    folded = {word: (name_key(word), word.upper()) for word in words}
    keys, codes = {key for key, _code in folded.values()}, {code for _key, code in folded.values()}
    rows = Customer.objects.visible_to(user).filter(
        Q(name_key__in=keys) | Q(number__in=codes) | (Q(credit_code__in=codes) & ~Q(credit_code=""))
    )
    known: dict[str, Customer] = {}
    for one in rows.select_related("owner", "department"):
        known |= {one.name_key: one, one.number: one, one.credit_code: one}
    return {word: known[key] for word, pair in folded.items() for key in pair if key in known}


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
    return Customer.objects.visible_to(user).filter(pk=customer.pk).exists()


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
