"""How projects and their parts look over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadtocash.areas.projects import limits
from leadtocash.areas.projects.models import (
    AcceptanceReport,
    Arrival,
    ClosingNotice,
    EquipmentLine,
    Project,
    Purchase,
    SignoffSheet,
)
from leadtocash.areas.projects.rules.clock import clock_of
from leadtocash.foundation.access.serializing import ProtectedFields
from leadtocash.foundation.custom_fields.serializing import Extended
from leadtocash.foundation.packs.limits import number


class ClockSerializer(serializers.Serializer[Any]):
    """used of limit in working days; state ok, soon, over."""

    used = serializers.IntegerField()
    limit = serializers.IntegerField()
    state = serializers.CharField()
    text = serializers.CharField()


class ProjectRowSerializer(ProtectedFields, Extended, serializers.ModelSerializer[Project]):
    """A project in a list. Amounts in yuan; cost and margin are null for those who may not see them."""

    contract_number = serializers.CharField(source="contract.shown_number", read_only=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    owner_name = serializers.CharField(source="owner.name", read_only=True)
    department_name = serializers.CharField(source="department.name", read_only=True)
    acceptance_needed = serializers.BooleanField(source="contract.acceptance_needed", read_only=True)
    margin = serializers.DecimalField(source="margin_share", max_digits=9, decimal_places=4, read_only=True)
    clock = serializers.SerializerMethodField()

    class Meta:
        model = Project
        fields = [
            "id", "code", "task_number", "title", "state", "contract", "contract_number", "is_virtual", "customer",
            "customer_name", "owner", "owner_name", "department", "department_name", "follows", "amount", "net_amount",
            "cost_amount", "margin", "delivery_place", "delivery_on", "remark", "equipment_version",
            "acceptance_needed",
            "prepared_at", "submitted_at", "set_up_at", "arrived_on", "signoff_due_on", "signed_on", "closed_on",
            "cancelled_on", "clock", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ClockSerializer(allow_null=True))
    def get_clock(self, project: Project) -> Any:
        clock = clock_of(project, self._today(), number(limits.SIGNOFF))
        return ClockSerializer(clock).data if clock else None

    def _today(self) -> date:
        return localdate()


class LineSerializer(ProtectedFields, serializers.ModelSerializer[EquipmentLine]):
    product_model = serializers.CharField(source="product.model", read_only=True, default="")
    serials_entered = serializers.IntegerField(source="entered", read_only=True)

    class Meta:
        model = EquipmentLine
        fields = [
            "id", "position", "series", "product", "product_model", "description", "model", "quantity", "unit",
            "unit_price", "unit_cost", "warranty_years", "needs_serial", "is_service", "serials_entered", "ordered",
            "arrived",
            "arrived_on", "expected_on",
        ]  # fmt: skip


class ArrivalSerializer(serializers.ModelSerializer[Arrival]):
    class Meta:
        model = Arrival
        fields = ["id", "purchase", "quantity", "arrived_on", "delivery_note", "taken_back_at"]
        read_only_fields = ["id", "purchase", "taken_back_at"]


class PurchaseSerializer(ProtectedFields, serializers.ModelSerializer[Purchase]):
    arrivals = ArrivalSerializer(many=True, read_only=True)

    class Meta:
        model = Purchase
        fields = [
            "id", "line", "supplier", "po_number", "quantity", "ordered_on", "expected_on", "unit_cost", "arrived",
            "cancelled_on", "note", "revision", "arrivals",
        ]  # fmt: skip
        read_only_fields = ["id", "arrived", "cancelled_on", "revision"]
        extra_kwargs = {"ordered_on": {"required": False}, "unit_cost": {"required": False}}


class SheetSerializer(serializers.ModelSerializer[SignoffSheet]):
    class Meta:
        model = SignoffSheet
        fields = [
            "number", "state", "customer_signer", "customer_unit", "signed_on", "note", "handed_in_at", "handed_in_by",
            "checked_at", "checked_by", "return_reason", "revision",
        ]  # fmt: skip


class NoticeSerializer(serializers.ModelSerializer[ClosingNotice]):
    class Meta:
        model = ClosingNotice
        fields = ["number", "state", "opened_at", "opened_by", "note", "archive_place", "archived_at", "archived_by"]


class AcceptanceSerializer(serializers.ModelSerializer[AcceptanceReport]):
    class Meta:
        model = AcceptanceReport
        fields = ["number", "accepted_on", "customer_signer", "note"]
        read_only_fields = ["number"]
