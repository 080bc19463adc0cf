"""Sources of leads over the API."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.leads import actions, permissions, queries
from leadtocash.areas.leads.api.shapes import SourceSerializer
from leadtocash.areas.leads.models import LeadSource
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.web.api import OnceMixin


class SourceViewSet(OnceMixin, viewsets.GenericViewSet[Any]):
    """All sources in order; a code stays what it is."""

    queryset = LeadSource.objects.none()
    serializer_class = SourceSerializer
    pagination_class = None
    filter_backends: list[Any] = []
    lookup_value_regex = r"\d+"

    def list(self, request: Request) -> Response:
        require(self.act().person, permissions.VIEW)
        return Response(SourceSerializer(queries.sources(), many=True).data)

    def create(self, request: Request) -> Response:
        return self._saved(None, 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        return self._saved(get_object_or_404(LeadSource, pk=pk), 200)

    def _saved(self, source: LeadSource | None, status: int) -> Response:
        require(self.act().person, permissions.SET_UP)
        if source is not None:
            self.unchanged(source)
        given = SourceSerializer(source, data=self.request.data, partial=source is not None)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        if source is not None:
            values.pop("code", None)
        revision = self.seen_revision() if source is not None else None
        saved = actions.save_source(source, values, act=self.act(), revision=revision)
        return Response(SourceSerializer(saved).data, status=status)
