"""Which customers; joins for pages."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from leadtocash.areas.customers.models import Customer
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
