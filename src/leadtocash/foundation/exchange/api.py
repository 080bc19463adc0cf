"""Imports over the API: upload, name the columns, poll the check, start, poll, undo."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.exchange import actions
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.exchange.models import ImportFault, ImportRun
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.api import OnceMixin

RECENT = 50
FAULTS = 1000


class ImportColumnSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    required = serializers.BooleanField()  # type: ignore[assignment]
    help = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())


class ImportableKindSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    columns = ImportColumnSerializer(many=True)


class ImportRunSerializer(serializers.ModelSerializer[ImportRun]):
    """A run: `mapping` is place of the column in the file (from 0) -> key; `counts` what check and import found."""

    mapping = serializers.DictField(child=serializers.CharField())
    counts = serializers.DictField(child=serializers.IntegerField())
    headings = serializers.ListField(child=serializers.CharField())
    undo = serializers.DictField()

    class Meta:
        model = ImportRun
        fields = [
            "id", "kind", "name", "size", "headings", "mapping", "known", "similar", "state", "total", "done",
            "counts", "problem", "undo", "at", "begun_at", "ended_at",
        ]  # fmt: skip


class ImportUploadSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(max_length=60)
    file = serializers.FileField()


class ImportMappingSerializer(serializers.Serializer[Any]):
    mapping = serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=40))


class ImportStartSerializer(serializers.Serializer[Any]):
    known = serializers.ChoiceField(ImportRun.Known.choices, required=False)
    similar = serializers.ChoiceField(ImportRun.Similar.choices, required=False)


class ImportFaultSerializer(serializers.ModelSerializer[ImportFault]):
    class Meta:
        model = ImportFault
        fields = ["row", "key", "sentence"]


class _OfRun(OnceMixin):
    """What happens to one run of one's own."""

    def run(self, pk: int) -> ImportRun:
        person: Any = self.request.user
        return get_object_or_404(ImportRun, pk=pk, person=person)

    def given(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The body, checked. Raises ValidationError (400)."""
        found = serializer(data=self.request.data)
        found.is_valid(raise_exception=True)
        values: dict[str, Any] = found.validated_data
        return values


class KindsView(OnceMixin):
    """What one may import, with the columns one may fill."""

    @extend_schema(responses=ImportableKindSerializer(many=True), operation_id="importable_kinds_list")
    def get(self, request: Request) -> Response:
        person: Any = request.user
        found = [
            {
                "kind": kind, "label": str(one.label),
                "columns": [
                    {"key": c.key, "label": str(c.label), "required": c.required, "help": str(c.help),
                     "options": [value for value, _label in c.options if value]}
                    for c in one.columns_for(person)
                ],
            }
            for kind, one in importables.items() if one.may(person)
        ]  # fmt: skip
        return Response(ImportableKindSerializer(found, many=True).data)


class RunsView(_OfRun):
    """One's own imports, the newest first; post a file to begin one."""

    parser_classes = [MultiPartParser]

    @extend_schema(responses=ImportRunSerializer(many=True), operation_id="imports_list")
    def get(self, request: Request) -> Response:
        person: Any = request.user
        rows = ImportRun.objects.filter(person=person).order_by("-at", "-pk")[:RECENT]
        return Response(ImportRunSerializer(rows, many=True).data)

    @extend_schema(request=ImportUploadSerializer, responses={201: ImportRunSerializer})
    def post(self, request: Request) -> Response:
        if "file" not in request.FILES:
            raise RuleError(_("Choose a file first."), code="file_missing")
        values = self.given(ImportUploadSerializer)
        run = actions.upload(values["kind"], values["file"], act=self.act())
        return Response(ImportRunSerializer(run).data, status=201)


class RunView(_OfRun):
    """How a run stands."""

    @extend_schema(responses=ImportRunSerializer, operation_id="imports_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        return Response(ImportRunSerializer(self.run(pk)).data)


class ColumnsView(_OfRun):
    """Name the columns; the rows are then checked by the worker (state "checking", then "checked")."""

    parser_classes = [JSONParser]

    @extend_schema(request=ImportMappingSerializer, responses={202: ImportRunSerializer})
    def post(self, request: Request, pk: int) -> Response:
        mapping = self.given(ImportMappingSerializer)["mapping"]
        run = actions.name_columns(self.run(pk), mapping, act=self.act())
        return Response(ImportRunSerializer(run).data, status=202)


class StartView(_OfRun):
    """Import the rows that are right (state "running", then "done"); a run that stopped goes on."""

    @extend_schema(request=ImportStartSerializer, responses={202: ImportRunSerializer})
    def post(self, request: Request, pk: int) -> Response:
        run = actions.begin(self.run(pk), act=self.act(), **self.given(ImportStartSerializer))
        return Response(ImportRunSerializer(run).data, status=202)


class UndoView(_OfRun):
    """Take an import back (state "undoing", then "undone"); `undo` says what stayed, and why."""

    @extend_schema(request=None, responses={202: ImportRunSerializer})
    def post(self, request: Request, pk: int) -> Response:
        return Response(ImportRunSerializer(actions.take_back(self.run(pk), act=self.act())).data, status=202)


class FaultsView(_OfRun):
    """The first thousand reasons why rows are not taken."""

    @extend_schema(responses=ImportFaultSerializer(many=True), operation_id="imports_faults_list")
    def get(self, request: Request, pk: int) -> Response:
        rows = self.run(pk).faults.order_by("row", "pk")[:FAULTS]
        return Response(ImportFaultSerializer(rows, many=True).data)
