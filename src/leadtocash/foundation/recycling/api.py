"""The recycle bin over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.recycling import actions, queries
from leadtocash.foundation.recycling.models import Removal
from leadtocash.foundation.recycling.views import SHOWN, record_for, removal_for
from leadtocash.foundation.web.api import OnceMixin


class RemovalSerializer(serializers.ModelSerializer[Removal]):
    """A record in the recycle bin."""

    by_name = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = Removal
        fields = ["id", "kind", "record_id", "title", "at", "by", "by_name", "reason", "blocked"]
        read_only_fields = fields


class RemovalReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=actions.LONGEST)


class RestoredSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    record_id = serializers.IntegerField()


class BinView(OnceMixin):
    """What lies in the recycle bin and one may see there, the latest first, fifty at a time."""

    @extend_schema(
        operation_id="recycle_bin_list",
        parameters=[OpenApiParameter("after", int, description="how many to leave out")],
        responses=RemovalSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        after = request.query_params.get("after", "")
        start = int(after) if after.isdecimal() and len(after) < 7 else 0
        rows = queries.lying(self.act().person)[start : start + SHOWN]
        return Response(RemovalSerializer(rows, many=True).data)


class RemovalView(OnceMixin):
    """Delete a record (kind as "customers.customer"), with a reason."""

    @extend_schema(request=RemovalReasonSerializer, responses={201: RemovalSerializer})
    def post(self, request: Request, kind: str, record_id: int) -> Response:
        act = self.act()
        given = RemovalReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        record = record_for(act.person, kind, record_id)
        made = actions.remove(record, given.validated_data["reason"], act=act)
        return Response(RemovalSerializer(made).data, status=201)


class RestorationView(OnceMixin):
    """Take a record out of the bin."""

    @extend_schema(request=None, responses=RestoredSerializer)
    def post(self, request: Request, pk: int) -> Response:
        act = self.act()
        found = removal_for(act.person, pk)
        actions.restore(found, act=act)
        return Response({"kind": found.kind, "record_id": found.record_id})
