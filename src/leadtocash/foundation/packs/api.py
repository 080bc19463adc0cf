"""Policy packs and limits for other programs: the same refusals as the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.packs import actions, comparing, limits, permissions, setting, shipped
from leadtocash.foundation.packs.actions import PartReport
from leadtocash.foundation.packs.folder import LARGEST, from_zip, to_zip
from leadtocash.foundation.packs.models import PackImport
from leadtocash.foundation.packs.pack import read_pack
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.api import OnceMixin


class PackSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField()
    version = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class PackChangeSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class PackDifferenceSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(["added", "changed", "missing"])
    key = serializers.CharField(source="item.key")
    label = serializers.CharField()  # type: ignore[assignment]
    changes = PackChangeSerializer(many=True)


class PackPartSerializer(serializers.Serializer[Any]):
    """One part: what differs, what stands against taking it over."""

    part = serializers.CharField(source="part.name")
    stopped = serializers.BooleanField()
    troubles = serializers.SerializerMethodField()
    differences = PackDifferenceSerializer(many=True)

    def get_troubles(self, row: PartReport) -> list[str]:
        return [str(one) for one in row.troubles]


class PackImportSerializer(serializers.ModelSerializer[PackImport]):
    class Meta:
        model = PackImport
        fields = ["id", "name", "title", "version", "origin", "read_at", "applied_at", "reason", "outcome"]


class DryRunSerializer(PackImportSerializer):
    """An import with its dry run against the company today."""

    parts = serializers.SerializerMethodField()

    class Meta(PackImportSerializer.Meta):
        fields = [*PackImportSerializer.Meta.fields, "parts"]

    def get_parts(self, row: PackImport) -> list[dict[str, Any]]:
        return [dict(PackPartSerializer(one).data) for one in actions.dry_run(read_pack(row.files))]


class PackUploadSerializer(serializers.Serializer[Any]):
    """A zip file, or the name of a shipped pack."""

    file = serializers.FileField(required=False)
    shipped = serializers.ChoiceField(list(shipped.ORDER), required=False)


class ApplicationSerializer(serializers.Serializer[Any]):
    parts = serializers.ListField(child=serializers.CharField(max_length=40))
    reason = serializers.CharField(max_length=300, allow_blank=True)


class LimitSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField()
    default = serializers.CharField()
    unit = serializers.CharField()
    clause = serializers.CharField()
    minimum = serializers.CharField()
    maximum = serializers.CharField()


class LimitValueSerializer(serializers.Serializer[Any]):
    value = serializers.CharField(max_length=20)
    reason = serializers.CharField(max_length=300, allow_blank=True)


class PacksView(APIView):
    """The packs that come with the product."""

    @extend_schema(responses=PackSerializer(many=True))
    def get(self, request: Request) -> Response:
        require(act_of(request).person, permissions.MANAGE)
        rows = [
            {"name": name, "title": head.own("title"), "version": head.version, "source": head.own("source")}
            for name in shipped.ORDER
            for head in [shipped.head_of(name)]
        ]
        return Response(PackSerializer(rows, many=True).data)


class ExportView(APIView):
    """The company's present state as a zip."""

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: HttpRequest) -> HttpResponse:
        pack = actions.company_pack(act=act_of(request, door="api"))
        response = HttpResponse(to_zip(pack.files, pack.head.name), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="policy-pack-{pack.head.version}.zip"'
        return response


class ComparisonView(APIView):
    """Two packs: company, shipped:NAME, import:NUMBER."""

    @extend_schema(
        parameters=[OpenApiParameter("left", str, required=True), OpenApiParameter("right", str, required=True)],
        responses=PackPartSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        act = act_of(request, door="api")
        require(act.person, permissions.MANAGE)
        left, right = (comparing.chosen(request.query_params.get(side, ""), act=act) for side in ("left", "right"))
        return Response(PackPartSerializer(comparing.compared(left, right), many=True).data)


class ImportsView(OnceMixin):
    """Packs that were read; posting one reads it, nothing else changes."""

    parser_classes = [MultiPartParser, *APIView.parser_classes]

    @extend_schema(responses=PackImportSerializer(many=True), operation_id="packs_imports_list")
    def get(self, request: Request) -> Response:
        require(self.act().person, permissions.MANAGE)
        return Response(PackImportSerializer(PackImport.objects.defer("content")[:200], many=True).data)

    @extend_schema(request=PackUploadSerializer, responses={201: DryRunSerializer})
    def post(self, request: Request) -> Response:
        require(self.act().person, permissions.MANAGE)
        values = _read(PackUploadSerializer, request)
        if name := values.get("shipped"):
            files, origin = shipped.shipped_pack(name).files, f"shipped:{name}"
        elif file := values.get("file"):
            files, origin = from_zip(file.read(LARGEST + 1)), file.name
        else:
            raise exceptions.ValidationError({"file": ["A zip file, or shipped."]})
        kept = actions.read_import(files, origin=origin, act=self.act())
        return Response(DryRunSerializer(kept).data, status=201)


class ImportView(APIView):
    """One of them with its dry run against the company today."""

    @extend_schema(responses=DryRunSerializer)
    def get(self, request: Request, pk: int) -> Response:
        require(act_of(request).person, permissions.MANAGE)
        return Response(DryRunSerializer(_kept(pk)).data)


class ApplicationView(OnceMixin):
    """Take over chosen parts."""

    @extend_schema(request=ApplicationSerializer, responses=DryRunSerializer)
    def post(self, request: Request, pk: int) -> Response:
        require(self.act().person, permissions.MANAGE)
        values = _read(ApplicationSerializer, request)
        kept = actions.apply_import(_kept(pk), values["parts"], act=self.act(), reason=values["reason"])
        return Response(DryRunSerializer(kept).data)


class LimitsView(APIView):
    """All limits with their values."""

    @extend_schema(responses=LimitSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response([_limit(key) for key, _limit_ in limits.declared.items()])


class LimitView(OnceMixin):
    """A new value of one limit."""

    @extend_schema(request=LimitValueSerializer, responses=LimitSerializer)
    def post(self, request: Request, key: str) -> Response:
        require(self.act().person, permissions.LIMITS)
        if key not in limits.declared:
            raise exceptions.NotFound
        values = _read(LimitValueSerializer, request)
        setting.change_limit(key, values["value"], act=self.act(), reason=values["reason"])
        return Response(_limit(key))


def _limit(key: str) -> dict[str, Any]:
    found = limits.declared.get(key)
    numbers = {name: limits.printed(getattr(found, name)) for name in ("default", "minimum", "maximum")}
    own = {"key": key, "value": limits.printed(limits.value(key)), "unit": found.unit, "clause": found.clause}
    return dict(LimitSerializer({**own, **numbers, "label": str(found.label)}).data)


def _read(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    values: dict[str, Any] = given.validated_data
    return values


def _kept(pk: int) -> PackImport:
    found = PackImport.objects.filter(pk=pk).first()
    if found is None:
        raise exceptions.NotFound
    return found
