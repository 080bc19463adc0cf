"""POST /projects/<id>/setup/ and /submission/ (S0 2.3.2)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.contracts.queries import catalogue
from leadtocash.areas.projects.actions import setup as actions
from leadtocash.areas.projects.models import Project
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.custom_fields.serializing import ExtraValues


class SetupLineSerializer(serializers.Serializer[Any]):
    """A line by its id or by its position in the list."""

    id = serializers.IntegerField(required=False)
    position = serializers.IntegerField(required=False)
    product = serializers.PrimaryKeyRelatedField(queryset=catalogue(), required=False, allow_null=True)
    warranty_years = serializers.IntegerField(required=False, min_value=0, max_value=20, allow_null=True)
    is_service = serializers.BooleanField(required=False)


class SetupSerializer(serializers.Serializer[Any]):
    """Only what is given is changed."""

    title = serializers.CharField(max_length=160, required=False)
    delivery_place = serializers.CharField(max_length=200, required=False, allow_blank=True)
    delivery_on = serializers.DateField(required=False, allow_null=True)
    remark = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    extra = ExtraValues(model=Project, required=False)
    lines = SetupLineSerializer(many=True, required=False)


class SetupMixin(RecordViewSet):
    @extend_schema(request=SetupSerializer)
    @action(detail=True, methods=["post"])
    def setup(self, request: Request, pk: str) -> Response:
        """Keep set-up data as far as given."""
        project = self.taken()
        given = SetupSerializer(project, data=request.data, partial=True, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        lines = _by_id(project, values.pop("lines", []))
        done = actions.save_setup(project, values, lines, act=self.act(), revision=self.revision())
        return self.answer(done)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def submission(self, request: Request, pk: str) -> Response:
        """Send the set-up for approval."""
        return self.answer(actions.submit_setup(self.taken(), act=self.act(), revision=self.revision()))


def _by_id(project: Any, rows: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    known = {line.position: line.pk for line in project.lines.all()}
    found: dict[int, dict[str, Any]] = {}
    for place, row in enumerate(rows):
        values = dict(row)
        position = values.pop("position", None)
        pk = values.pop("id", None) or known.get(position or 0)
        if pk is None or pk not in known.values():
            sentence = _("This line is not in the equipment list.")
            raise serializers.ValidationError({"lines": {str(place): [sentence]}})
        found[pk] = values
    return found
