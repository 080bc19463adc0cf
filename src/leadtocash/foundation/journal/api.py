"""The history of a record over the API, as this person may read it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.gate import fetch_kind
from leadtocash.foundation.journal.timeline import parts, slice_of
from leadtocash.foundation.web.api import OnceMixin

MOST = 200


class FieldChangeSerializer(serializers.Serializer[Any]):
    """A field as it was and as it became, in words."""

    name = serializers.CharField()
    field = serializers.CharField()
    old = serializers.CharField(allow_blank=True)
    new = serializers.CharField(allow_blank=True)


class HistorySerializer(serializers.Serializer[Any]):
    seq = serializers.IntegerField()
    at = serializers.DateTimeField()
    who = serializers.CharField()
    verb = serializers.CharField()
    title = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    of = serializers.CharField(allow_blank=True, help_text="the record it was written on, if that was merged into this")
    changes = FieldChangeSerializer(many=True)


class HistoryView(OnceMixin):
    @extend_schema(
        operation_id="history_list",
        parameters=[
            OpenApiParameter("what", str, description="changes, approvals, comments or files; all without it"),
            OpenApiParameter("before", int, description="only what lies before the entry of this `seq`"),
        ],
        responses=HistorySerializer(many=True),
    )
    def get(self, request: Request, kind: str, record_id: int) -> Response:
        """Who did what to a record (kind as "contracts.contract"), the newest first, at most two hundred at a time."""
        person = self.act().person
        record = fetch_kind(kind, person, record_id)
        what, before = request.query_params.get("what", ""), request.query_params.get("before", "")
        if what and what not in parts:
            raise serializers.ValidationError({"what": [f"one of {', '.join(key for key, _part in parts.items())}"]})
        if before and not (before.isdecimal() and len(before) < 10):
            raise serializers.ValidationError({"before": ["a `seq`"]})
        entries, _earlier = slice_of(record, person, what=what, before=int(before) if before else None, size=MOST)
        return Response(HistorySerializer(entries, many=True).data)
