"""The history of a record over the API, as this person may read it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.gate import fetch
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.web.api import OnceMixin


class FieldChangeSerializer(serializers.Serializer[Any]):
    """A field as it was and as it became, in words."""

    name = serializers.CharField()
    field = serializers.CharField()
    old = serializers.CharField(allow_blank=True)
    new = serializers.CharField(allow_blank=True)


class HistorySerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    who = serializers.CharField()
    title = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    changes = FieldChangeSerializer(many=True)


class HistoryView(OnceMixin):
    @extend_schema(operation_id="history_list", responses=HistorySerializer(many=True))
    def get(self, request: Request, kind: str, record_id: int) -> Response:
        """Who did what to a record (kind as "contracts.contract"), the newest first, at most two hundred."""
        person = self.act().person
        try:
            model = apps.get_model(kind)
        except (LookupError, ValueError):
            raise Http404 from None
        if not hasattr(model, "access"):
            raise Http404
        record = fetch(model, person, pk=record_id)
        return Response(HistorySerializer(timeline(record, person), many=True).data)
