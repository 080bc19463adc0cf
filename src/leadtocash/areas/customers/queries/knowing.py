"""What is known of customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from leadtocash.areas.customers.models import Customer, Dossier


def dossiers() -> models.QuerySet[Any]:
    """Dossiers with their customers, for papers."""
    return Dossier.objects.select_related("customer__owner", "customer__department")


def dossiers_of(customers: Sequence[Customer]) -> list[Dossier]:
    """Their dossiers, in the order of the customers, with their rows."""
    order = {customer.pk: place for place, customer in enumerate(customers)}
    rows = dossiers().filter(customer__in=order).prefetch_related("shareholders", "products")
    return sorted(rows, key=lambda one: order[one.customer_id])


def dossier_of(customer: Customer) -> Dossier | None:
    """The dossier of a customer, if one is begun."""
    found: Dossier | None = dossiers().filter(customer=customer).first()
    return found
