"""Gate waivers over the API: who let whom pass without what, until when."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.opportunities import permissions, requested
from leadtocash.areas.opportunities.models import Waiver
from leadtocash.areas.opportunities.tables import WAIVERS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.gate import require


class GrantedWaiverSerializer(serializers.ModelSerializer[Waiver]):
    criterion_text = serializers.CharField(source="criterion.text", read_only=True)
    by_name = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = Waiver
        fields = [
            "id", "opportunity", "criterion", "criterion_text", "reason", "until", "by", "by_name", "withdrawn_at",
            "created_at",
        ]  # fmt: skip


class WaiversOfDepartmentSerializer(serializers.Serializer[Any]):
    """How many waivers hold today, end within the days of the reminder, are over while the deal is open, and were
    ever granted; for how many opportunities."""

    department = serializers.IntegerField()
    name = serializers.CharField()
    holding = serializers.IntegerField()
    ending = serializers.IntegerField()
    over = serializers.IntegerField()
    granted = serializers.IntegerField()
    deals = serializers.IntegerField()


class GateWaiverViewSet(RecordViewSet):
    """Waivers of the opportunities one may see; they are granted and withdrawn at the opportunity."""

    model = Waiver
    page = WAIVERS
    related = ("criterion", "by")
    serializer_class = GrantedWaiverSerializer

    @extend_schema(responses=WaiversOfDepartmentSerializer(many=True), filters=False)
    @action(detail=False, url_path="by-department", pagination_class=None)
    def by_department(self, request: Request) -> Response:
        """Counted by the department of the opportunity."""
        person: Any = request.user
        require(person, permissions.VIEW)
        found = requested.waivers_by_department(person, timezone.localdate())
        return Response(WaiversOfDepartmentSerializer(found, many=True).data)
