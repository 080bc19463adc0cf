"""Key-account plans over the API: the same actions, the same refusals."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.visits.actions import plans as actions
from leadtocash.areas.visits.api.fields import SeenCustomer
from leadtocash.areas.visits.models import AccountPlan, PlanActivity
from leadtocash.areas.visits.queries import plans as queries
from leadtocash.areas.visits.tables.plans import PLANS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.custom_fields.serializing import Extended


class PlanActivitySerializer(serializers.ModelSerializer[PlanActivity]):
    class Meta:
        model = PlanActivity
        fields = ["quarter", "kind", "times", "what"]


class AccountPlanSerializer(Extended, serializers.ModelSerializer[AccountPlan]):
    """target in yuan with tax. `activities`, when sent, take the place of all there were."""

    customer = SeenCustomer()
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    owner_name = serializers.CharField(source="owner.name", read_only=True)
    activities = PlanActivitySerializer(many=True, required=False)

    class Meta:
        model = AccountPlan
        fields = [
            "id", "customer", "customer_name", "year", "goals", "target", "activities", "owner", "owner_name",
            "department", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "owner", "department", "revision", "created_at", "updated_at"]
        validators: list[Any] = []


class AccountPlanViewSet(RecordViewSet):
    model = AccountPlan
    page = PLANS
    serializer_class = AccountPlanSerializer

    def get_queryset(self) -> Any:
        return queries.with_everything()

    def create(self, request: Request) -> Response:
        """Write the plan of a customer for a year."""
        given = self.read(AccountPlanSerializer)
        activities = given.pop("activities", [])
        return self.answer(actions.write_plan(given, activities, act=self.act()), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change it; customer and year stay."""
        plan, context = self.taken(), self.get_serializer_context()
        shape = AccountPlanSerializer(plan, data=request.data, partial=True, context=context)
        shape.is_valid(raise_exception=True)
        given = dict(shape.validated_data)
        activities = given.pop("activities", None)
        changed = actions.change_plan(plan, given, activities, act=self.act(), revision=self.revision())
        return self.answer(changed)


routes = [("account-plans", AccountPlanViewSet, "account-plan")]
