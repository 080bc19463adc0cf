"""References in the area's requests: what the person may not see does not exist for him."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.opportunities.models import Opportunity


class SeenCustomer(serializers.PrimaryKeyRelatedField[Customer]):
    def get_queryset(self) -> Any:
        return customers.findable(self.context["request"].user)


class SeenDeal(serializers.PrimaryKeyRelatedField[Opportunity]):
    def get_queryset(self) -> Any:
        return Opportunity.objects.visible_to(self.context["request"].user)


class SeenContact(serializers.PrimaryKeyRelatedField[Contact]):
    def get_queryset(self) -> Any:
        return Contact.objects.visible_to(self.context["request"].user)
