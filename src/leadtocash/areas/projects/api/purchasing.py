"""Orders and arrivals over the API (S0 2.4.2)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.projects.actions import purchasing as actions
from leadtocash.areas.projects.api.shapes import ArrivalSerializer, PurchaseSerializer
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.queries.projects import purchases_of
from leadtocash.foundation.access.api import RecordViewSet


class NewArrivalSerializer(serializers.Serializer[Any]):
    """A delivery against an order of the project; `arrived_on` is today unless given."""

    purchase = serializers.IntegerField()
    quantity = serializers.IntegerField(min_value=1, max_value=100_000)
    arrived_on = serializers.DateField(required=False)
    delivery_note = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class PurchasingMixin(RecordViewSet):
    @extend_schema(methods=["get"], responses=PurchaseSerializer(many=True), operation_id="projects_purchases_list")
    @extend_schema(methods=["post"], request=PurchaseSerializer, responses={201: PurchaseSerializer})
    @action(detail=True, methods=["get", "post"])
    def purchases(self, request: Request, pk: str) -> Response:
        """The project's orders; a post records one."""
        project: Project = self.record()
        shape = self.get_serializer_context()
        if request.method == "GET":
            return Response(PurchaseSerializer(purchases_of(project), many=True, context=shape).data)
        values = dict(self.read(PurchaseSerializer))
        line = values.pop("line")
        if line.project_id != project.pk:
            raise serializers.ValidationError({"line": [_("This line is not in the equipment list.")]})
        made = actions.order(line, values, act=self.act())
        return Response(PurchaseSerializer(made, context=shape).data, status=201)

    @extend_schema(request=NewArrivalSerializer, responses={201: ArrivalSerializer})
    @action(detail=True, methods=["post"])
    def arrivals(self, request: Request, pk: str) -> Response:
        """Record a delivery, in part or in full."""
        project: Project = self.record()
        values = self.read(NewArrivalSerializer)
        order = project.purchases.filter(pk=values["purchase"]).first()
        if order is None:
            raise serializers.ValidationError({"purchase": [_("This order does not belong to the project.")]})
        act = self.act()
        made = actions.record_arrival(
            order, quantity=values["quantity"], arrived_on=values.get("arrived_on") or act.today,
            delivery_note=values["delivery_note"], act=act,
        )  # fmt: skip
        return Response(ArrivalSerializer(made).data, status=201)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def arrival(self, request: Request, pk: str) -> Response:
        """All equipment is there: the project is set to arrived."""
        return self.answer(actions.set_arrived(self.record(), act=self.act()))
