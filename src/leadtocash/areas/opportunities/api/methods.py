"""Sales methods over the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.opportunities import permissions, queries
from leadtocash.areas.opportunities.models import Criterion, SalesMethod, Stage, StageTask
from leadtocash.foundation.access.gate import require


class CriterionSerializer(serializers.ModelSerializer[Criterion]):
    class Meta:
        model = Criterion
        fields = ["id", "position", "text", "text_en", "check_name", "params", "evidence", "clause"]


class StageTaskSerializer(serializers.ModelSerializer[StageTask]):
    class Meta:
        model = StageTask
        fields = ["id", "position", "text", "text_en", "days", "required"]


class StageSerializer(serializers.ModelSerializer[Stage]):
    criteria = CriterionSerializer(many=True, read_only=True)
    tasks = StageTaskSerializer(many=True, read_only=True)

    class Meta:
        model = Stage
        fields = [
            "id", "position", "name", "name_en", "buyer_step", "phase", "probability", "max_probability",
            "expected_days", "review", "quote_required", "may_skip", "criteria", "tasks",
        ]  # fmt: skip


class MethodSerializer(serializers.ModelSerializer[SalesMethod]):
    stages = StageSerializer(many=True, read_only=True)

    class Meta:
        model = SalesMethod
        fields = ["id", "code", "version", "name", "name_en", "is_default", "stages"]


class MethodViewSet(viewsets.GenericViewSet[Any]):
    """All sales methods with their stages, the default one first."""

    queryset = SalesMethod.objects.none()
    serializer_class = MethodSerializer
    pagination_class = None
    filter_backends: list[Any] = []

    def list(self, request: Request) -> Response:
        require(request.user, permissions.VIEW)  # type: ignore[arg-type]
        return Response(MethodSerializer(queries.methods(), many=True).data)
