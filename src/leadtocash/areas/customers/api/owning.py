"""The public pool and the assignment rules over the API."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.customers import actions, permissions
from leadtocash.areas.customers.actions import assignment
from leadtocash.areas.customers.models import AssignmentRule, Customer
from leadtocash.areas.customers.queries import assigning
from leadtocash.areas.customers.queries import pool as queries
from leadtocash.areas.customers.tables import POOL
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.web.api import OnceMixin


class PooledSerializer(serializers.ModelSerializer[Customer]):
    """A customer in the pool: who it is, never whom one talks to there."""

    department_name = serializers.CharField(source="department.name", read_only=True)
    former_owner_name = serializers.CharField(source="former_owner.name", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Customer
        fields = [
            "id", "number", "name", "short_name", "kind", "status", "industry", "region", "department",
            "department_name", "former_owner_name", "pooled_at", "touched_at",
        ]  # fmt: skip


class PoolViewSet(RecordViewSet):
    """Customers without an account manager that one may claim, or see and hand out."""

    model = Customer
    page = POOL
    serializer_class = PooledSerializer
    http_method_names = ["get", "post", "head", "options"]

    @extend_schema(request=None, responses=PooledSerializer)
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, pk: str) -> Response:
        """Become its account manager."""
        person: Any = request.user
        customer = actions.claim(get_object_or_404(queries.claimable(person), pk=pk), act=self.act())
        return Response(PooledSerializer(customer).data)


class RuleSerializer(serializers.ModelSerializer[AssignmentRule]):
    """Words of places and industries with blanks or commas between; empty: every one."""

    department = serializers.PrimaryKeyRelatedField(queryset=Department.objects.filter(is_active=True))
    owner = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )

    class Meta:
        model = AssignmentRule
        fields = ["id", "position", "places", "industries", "to", "department", "owner", "is_active", "revision"]
        read_only_fields = ["id", "revision"]


class RuleViewSet(OnceMixin, viewsets.GenericViewSet[Any]):
    """The rules by which new customers are assigned, all at once, in their order."""

    queryset = AssignmentRule.objects.none()
    serializer_class = RuleSerializer
    pagination_class = None
    filter_backends: list[Any] = []
    lookup_value_regex = r"\d+"

    def _stored(self) -> AssignmentRule:
        require(self.request.user, permissions.RULES)  # type: ignore[arg-type]
        found: AssignmentRule = get_object_or_404(assigning.all_rules(), pk=self.kwargs["pk"])
        return found

    def list(self, request: Request) -> Response:
        require(request.user, permissions.RULES)  # type: ignore[arg-type]
        return Response(RuleSerializer(assigning.all_rules(), many=True).data)

    def create(self, request: Request) -> Response:
        given = RuleSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = assignment.save_rule(given.validated_data, act=self.act())
        return Response(RuleSerializer(made).data, status=201)

    def partial_update(self, request: Request, pk: str) -> Response:
        stored = self._stored()
        given = RuleSerializer(stored, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        changed = assignment.save_rule(given.validated_data, act=self.act(), rule=stored)
        return Response(RuleSerializer(changed).data)

    def destroy(self, request: Request, pk: str) -> Response:
        assignment.remove_rule(self._stored(), act=self.act())
        return Response(status=204)
