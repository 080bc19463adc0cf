"""Exports over the API: begun at a list (`POST /customers/exports/`), watched and fetched here."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.exports import actions, views
from leadtocash.foundation.exports.models import ExportRun
from leadtocash.foundation.exports.permissions import SEE_ALL
from leadtocash.foundation.web.api import OnceMixin

RECENT = 200


class ExportRunSerializer(serializers.ModelSerializer[ExportRun]):
    """list: its name; words: the conditions; file: the address of the file when it is ready, else null."""

    list = serializers.CharField(source="list_name")
    person = serializers.CharField(source="person.name")
    file = serializers.SerializerMethodField()

    class Meta:
        model = ExportRun
        fields = [
            "id", "list", "title", "words", "form", "person", "place", "state", "total", "done", "size", "problem",
            "at", "ended_at", "downloads", "file",
        ]  # fmt: skip

    def get_file(self, run: ExportRun) -> str | None:
        ready = run.state == ExportRun.State.DONE and run.file
        return reverse("exports-api:file", args=[run.pk]) if ready else None


class ExportsView(OnceMixin):
    """One's own exports, the newest first."""

    @extend_schema(responses=ExportRunSerializer(many=True), operation_id="exports_list")
    def get(self, request: Request) -> Response:
        person: Any = request.user
        return _listed(ExportRun.objects.filter(person=person))


class EverybodyView(OnceMixin):
    """Who exported what, the newest first (permission exports.see_all)."""

    @extend_schema(responses=ExportRunSerializer(many=True), operation_id="exports_everybody_list")
    def get(self, request: Request) -> Response:
        person: Any = request.user
        require(person, SEE_ALL)
        return _listed(ExportRun.objects.all())


class ExportView(OnceMixin):
    """How one's own export stands."""

    @extend_schema(responses=ExportRunSerializer, operation_id="exports_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        return Response(ExportRunSerializer(views.own(request, pk)).data)


class CancellationView(OnceMixin):
    """Stop an export that waits or is being written."""

    @extend_schema(request=None, responses=ExportRunSerializer)
    def post(self, request: Request, pk: int) -> Response:
        return Response(ExportRunSerializer(actions.cancel(views.own(request, pk), act=self.act())).data)


class FileView(OnceMixin):
    """The file; kept for seven days."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> FileResponse:
        return views.file_response(views.own(request, pk), request)


def _listed(rows: Any) -> Response:
    found = rows.select_related("person").order_by("-at", "-pk")[:RECENT]
    return Response(ExportRunSerializer(found, many=True).data)
