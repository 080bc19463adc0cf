"""Which customers; joins for pages."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import name_key


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the customer list."""
    return Customer.objects.visible_to(user).select_related("owner", "department")


def same_name(name: str) -> models.QuerySet[Any]:
    """Customers whose name counts as the same, in anybody's hands (duplicates are found across scopes)."""
    return Customer.objects.filter(name_key=name_key(name))
