"""Requests for more pre-sales budget over the API."""

from __future__ import annotations

from rest_framework import serializers

from leadtocash.areas.presales.models import BudgetRequest
from leadtocash.areas.presales.tables import BUDGETS
from leadtocash.foundation.access.api import RecordViewSet


class BudgetRequestSerializer(serializers.ModelSerializer[BudgetRequest]):
    """before: the budget so far; budget: the whole asked for; both in yuan."""

    class Meta:
        model = BudgetRequest
        fields = [
            "id", "number", "project", "state", "before", "budget", "reason", "created_by", "created_at",
            "decided_at", "revision",
        ]  # fmt: skip
        read_only_fields = fields


class BudgetRequestViewSet(RecordViewSet):
    """A new one is a POST to its project's budget-requests; it is decided in the inbox."""

    model = BudgetRequest
    page = BUDGETS
    related = ("project__opportunity", "created_by")
    serializer_class = BudgetRequestSerializer
    http_method_names = ["get", "post", "head", "options"]


routes = [("presales-budget-requests", BudgetRequestViewSet, "presales-budget-request")]
