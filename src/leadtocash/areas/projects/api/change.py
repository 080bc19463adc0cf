"""Equipment changes over the API: the same actions, the same refusals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.products.models import Product
from leadtocash.areas.projects.actions import change as actions
from leadtocash.areas.projects.api.coordination import OfProject
from leadtocash.areas.projects.models import ChangeLine, EquipmentChange, EquipmentLine, EquipmentVersion
from leadtocash.areas.projects.queries import change as queries
from leadtocash.areas.projects.tables.change import CHANGES
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.serializing import ProtectedFields


class ChangeLineSerializer(ProtectedFields, serializers.ModelSerializer[ChangeLine]):
    """A line of the wanted list: `line` names the line in force it stands for, null for an added one."""

    line = serializers.PrimaryKeyRelatedField(
        queryset=EquipmentLine.objects, required=False, allow_null=True, default=None
    )
    is_removed = serializers.BooleanField(default=False)
    product: serializers.PrimaryKeyRelatedField[Product] = serializers.PrimaryKeyRelatedField(
        queryset=Product.objects, required=False, allow_null=True
    )
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)
    quantity = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    unit_price = serializers.DecimalField(max_digits=18, decimal_places=2, min_value=Decimal(0), required=False)
    unit_cost = serializers.DecimalField(max_digits=18, decimal_places=2, min_value=Decimal(0), required=False)

    class Meta:
        model = ChangeLine
        fields = [
            "line", "position", "is_added", "is_removed", "product", "model", "description", "quantity", "unit",
            "unit_price", "unit_cost", "warranty_years", "needs_serial", "is_service",
        ]  # fmt: skip
        read_only_fields = ["position", "is_added", "model", "unit", "needs_serial", "is_service"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("line") is None and not attrs.get("is_removed"):
            missing = [name for name in ("quantity", "unit_price") if attrs.get(name) is None]
            if not attrs.get("product") and not attrs.get("description"):
                missing.append("product")
            if missing:
                sentence = self.fields["quantity"].error_messages["required"]
                raise serializers.ValidationError(dict.fromkeys(missing, sentence))
        return attrs


class ChangeSerializer(ProtectedFields, serializers.ModelSerializer[EquipmentChange]):
    """A change with its lines. Cost is null for those who may not see it."""

    project_code = serializers.CharField(source="project.code", read_only=True)
    lines = ChangeLineSerializer(many=True)
    amount_delta = serializers.DecimalField(max_digits=18, decimal_places=2, read_only=True)

    class Meta:
        model = EquipmentChange
        fields = [
            "id", "number", "project", "project_code", "state", "reason", "base_version", "new_version",
            "amount_before", "amount_after", "amount_delta", "net_before", "net_after", "cost_before", "cost_after",
            "submitted_at", "decided_at", "lines", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [name for name in fields if name not in ("reason", "lines")]


class ChangeViewSet(RecordViewSet):
    model = EquipmentChange
    page = CHANGES
    serializer_class = ChangeSerializer

    def get_queryset(self) -> Any:
        return queries.shown().prefetch_related("lines")

    def list(self, request: Request) -> Response:
        """A page of changes with their lines."""
        return super().list(request)

    @extend_schema(request=ChangeSerializer, responses=ChangeSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Enter the draft's reason and lines anew."""
        change = self.record()
        given = ChangeSerializer(change, data=request.data, partial=True, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        values = given.validated_data
        lines = values.get("lines")
        if lines is None:
            lines = [_as_given(line) for line in change.lines.all()]
        reason = values.get("reason", change.reason)
        return self.answer(actions.edit_change(change, reason, lines, act=self.act(), revision=self.revision()))

    @extend_schema(request=None, responses=ChangeSerializer)
    @action(detail=True, methods=["post"])
    def submission(self, request: Request, pk: str) -> Response:
        """Submit the draft for approval."""
        return self.answer(actions.submit_change(self.record(), act=self.act(), revision=self.revision()))

    @extend_schema(request=None, responses=ChangeSerializer)
    @action(detail=True, methods=["post"])
    def withdrawal(self, request: Request, pk: str) -> Response:
        """Drop the draft."""
        return self.answer(actions.drop_change(self.record(), act=self.act()))


class ProjectChanges(OfProject):
    @extend_schema(request=ChangeSerializer, responses={201: ChangeSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Write a change as a draft. Lines in force that are not named stay as they are."""
        project, given = self.project(), self.given(ChangeSerializer)
        change = actions.draft_change(project, given["reason"], given["lines"], act=self.act())
        return Response(ChangeSerializer(change, context={"request": request}).data, status=201)


class VersionSerializer(ProtectedFields, serializers.ModelSerializer[EquipmentVersion]):
    """A version of the equipment list; its lines as they were, money as text."""

    change = serializers.CharField(source="change.number", read_only=True, default="")

    class Meta:
        model = EquipmentVersion
        fields = ["number", "at", "change", "lines", "amount", "net_amount", "cost_amount"]
        read_only_fields = fields

    def to_representation(self, instance: EquipmentVersion) -> Any:
        """The version; the costs of its lines as its own cost."""
        found = super().to_representation(instance)
        if found["cost_amount"] is None:
            found["lines"] = [{**line, "unit_cost": None} for line in found["lines"]]
        return found


class ProjectVersions(OfProject):
    @extend_schema(responses=VersionSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """The versions of the project's equipment list, oldest first; cost is null for who may not see it."""
        project = self.project()
        return Response(VersionSerializer(queries.versions(project), many=True, context={"request": request}).data)


def _as_given(line: ChangeLine) -> dict[str, Any]:
    names = ("line", "is_removed", "product", "description", "quantity", "unit_price", "unit_cost", "warranty_years")
    return {name: getattr(line, name) for name in names}


routes = [("equipment-changes", ChangeViewSet, "equipment-change")]
urlpatterns = [
    path("projects/<int:pk>/equipment-changes/", ProjectChanges.as_view(), name="project-equipment-changes"),
    path("projects/<int:pk>/equipment-versions/", ProjectVersions.as_view(), name="project-equipment-versions"),
]
