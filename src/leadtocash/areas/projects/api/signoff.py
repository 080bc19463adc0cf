"""Serial numbers and the signed sheet over the API (S0 2.4.3)."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.projects.actions import signoff as actions
from leadtocash.areas.projects.models import Project, SerialNumber
from leadtocash.areas.projects.rules.serials import Row
from leadtocash.foundation.access.api import RecordViewSet


class SerialSerializer(serializers.ModelSerializer[SerialNumber]):
    class Meta:
        model = SerialNumber
        fields = ["id", "line", "serial", "box", "entered_at"]


class RowSerializer(serializers.Serializer[Any]):
    """A device: the line by id or by its position, its serial number, its carton."""

    line = serializers.IntegerField(required=False)
    position = serializers.IntegerField(required=False)
    serial = serializers.CharField(max_length=200, allow_blank=True)
    box = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")


class SerialsSerializer(serializers.Serializer[Any]):
    """PUT: the whole list; POST: rows added to it. `revision` of the sheet, where somebody else may be entering too."""

    serials = RowSerializer(many=True)


class CheckedSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    line = serializers.IntegerField()
    serial = serializers.CharField()
    box = serializers.CharField()
    error = serializers.CharField()


class EnteredSerializer(serializers.Serializer[Any]):
    """count: how many numbers the project has now; rows: each with the reason why it was not kept, "" when it was."""

    count = serializers.IntegerField()
    rows = CheckedSerializer(many=True)


class SignatureSerializer(serializers.Serializer[Any]):
    """What is known of the signature is kept first, then the sheet is handed in."""

    customer_signer = serializers.CharField(max_length=60, required=False)
    customer_unit = serializers.CharField(max_length=80, required=False, allow_blank=True)
    signed_on = serializers.DateField(required=False)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class SignoffMixin(RecordViewSet):
    @extend_schema(methods=["get"], responses=SerialSerializer(many=True), operation_id="projects_serials_list")
    @extend_schema(methods=["put", "post"], request=SerialsSerializer, responses=EnteredSerializer)
    @action(detail=True, methods=["get", "put", "post"])
    def serials(self, request: Request, pk: str) -> Response:
        """Serial numbers: read them, put the whole list, or add some. Good rows are kept, bad ones come back."""
        project: Project = self.taken()
        if request.method == "GET":
            return Response(SerialSerializer(project.serials.all(), many=True).data)
        rows = _rows(project, self.read(SerialsSerializer)["serials"])
        if request.method == "PUT":
            entered = actions.enter_serials(project, rows, act=self.act(), revision=self.revision())
        else:
            entered = actions.add_serials(project, rows, act=self.act())
        return Response(EnteredSerializer(entered).data)

    @extend_schema(request=SignatureSerializer)
    @action(detail=True, methods=["post"])
    def signoff(self, request: Request, pk: str) -> Response:
        """Hand the signed sheet in; the stamped scan is attached before (category signoff_scan)."""
        project: Project = self.taken()
        actions.sign_and_hand_in(project, self.read(SignatureSerializer), act=self.act())
        return self.answer(project)


def _rows(project: Project, given: list[dict[str, Any]]) -> list[Row]:
    lines = {line.position: line.pk for line in project.lines.all()}
    return [
        Row(line=row.get("line") or lines.get(row.get("position", 0), 0), serial=row["serial"], box=row["box"])
        for row in given
    ]
