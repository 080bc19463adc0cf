"""Status changes over the API: the same actions, the same refusals."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from leadtocash.areas.customers.models import StatusChange
from leadtocash.areas.customers.queries import status as queries
from leadtocash.areas.customers.tables import STATUS_CHANGES
from leadtocash.foundation.access.api import RecordViewSet


class StatusChangeSerializer(serializers.ModelSerializer[StatusChange]):
    """An application: each condition the new status needs as text, with the day since when it is known.

    A base customer needs need, budget and timetable; a potential one is in negotiation; a lower status needs a reason.
    """

    customer_name = serializers.CharField(source="customer.name", read_only=True)

    class Meta:
        model = StatusChange
        fields = [
            "id", "number", "customer", "customer_name", "state", "before", "after", "need", "need_on", "budget",
            "budget_on", "timetable", "timetable_on", "negotiation", "negotiation_on", "reason", "decided_at",
            "decided_by", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "customer", "state", "before", "decided_at", "decided_by", "revision", "created_at",
            "updated_at",
        ]  # fmt: skip


class StatusChangeViewSet(RecordViewSet):
    """Changes of status that were asked for; asked by a POST to the customer's `status-changes`, decided in the
    inbox."""

    model = StatusChange
    page = STATUS_CHANGES
    serializer_class = StatusChangeSerializer
    http_method_names = ["get", "head", "options"]

    def get_queryset(self) -> Any:
        return queries.shown()
