"""What is known of customers."""

from __future__ import annotations

from typing import Any

from django.db import models

from leadtocash.areas.customers.models import Customer, Dossier


def dossiers() -> models.QuerySet[Any]:
    """Dossiers with their customers, for papers."""
    return Dossier.objects.select_related("customer__owner", "customer__department")


def dossier_of(customer: Customer) -> Dossier | None:
    """The dossier of a customer, if one is begun."""
    found: Dossier | None = dossiers().filter(customer=customer).first()
    return found
