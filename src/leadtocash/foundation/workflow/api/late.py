"""What is late, for programs: the numbers of the overview."""

from __future__ import annotations

from typing import Any, get_args

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.web.api import OnceMixin
from leadtocash.foundation.workflow import lateness

WAYS = get_args(lateness.By)


class LateLineSerializer(serializers.Serializer[Any]):
    """A person, department or step; days are working days."""

    label = serializers.CharField()  # type: ignore[assignment]
    note = serializers.CharField()
    late = serializers.IntegerField()
    worst = serializers.IntegerField()
    average = serializers.FloatField(allow_null=True)
    soon = serializers.IntegerField()


class LateWorkSerializer(serializers.Serializer[Any]):
    lines = LateLineSerializer(many=True)
    whole = LateLineSerializer()


class LateWorkView(OnceMixin):
    """What is late with oneself and one's people, on records one may see."""

    @extend_schema(parameters=[OpenApiParameter("by", enum=WAYS)], responses=LateWorkSerializer)
    def get(self, request: Request) -> Response:
        by = request.query_params.get("by", "")
        found = lateness.overview(request.user, by if by in WAYS else "person", now=timezone.now())  # type: ignore[arg-type]
        return Response(LateWorkSerializer(found).data)
