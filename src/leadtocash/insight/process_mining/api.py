"""The performance of processes over the API: the figures of the pages, times in working days."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.workflow.definitions import newest
from leadtocash.insight.process_mining import queries, rules
from leadtocash.insight.process_mining.permissions import VIEW

PERIOD = [
    OpenApiParameter("period", enum=list(rules.PERIODS)),
    OpenApiParameter("from", str),
    OpenApiParameter("to", str),
]


def _days(**more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True, **more)


class CycleSerializer(serializers.Serializer[Any]):
    """Runs that ended in the period; median and slow (85 of 100 were faster) in working days."""

    count = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    reworked = serializers.IntegerField()
    median = _days()
    slow = _days()


class PerformanceSerializer(serializers.Serializer[Any]):
    process = serializers.CharField()
    cycle = CycleSerializer()
    running = serializers.IntegerField()
    running_late = serializers.IntegerField()


class StepPerformanceSerializer(serializers.Serializer[Any]):
    node = serializers.CharField()
    count = serializers.IntegerField()
    reworked = serializers.IntegerField()
    late = serializers.IntegerField()
    limited = serializers.IntegerField()
    sent_back = serializers.IntegerField()
    total = _days()
    median = _days()
    slow = _days()
    waiting = _days()
    touch = _days()
    open = serializers.IntegerField()
    open_late = serializers.IntegerField()


class LoadSerializer(serializers.Serializer[Any]):
    person_id = serializers.IntegerField()
    name = serializers.CharField()
    done = serializers.IntegerField()
    late = serializers.IntegerField()
    refused = serializers.IntegerField()
    median = _days()
    total = _days()
    open = serializers.IntegerField()
    open_late = serializers.IntegerField()


class ProcessPerformanceSerializer(PerformanceSerializer):
    steps = StepPerformanceSerializer(many=True)
    people = LoadSerializer(many=True)


class ProcessesView(APIView):
    """All processes of the records one may see."""

    @extend_schema(
        parameters=PERIOD, responses=PerformanceSerializer(many=True), operation_id="process_performance_list"
    )
    def get(self, request: Request) -> Response:
        user: Any = request.user
        require(user, VIEW)
        period = rules.period_of(request.query_params.dict(), timezone.localdate())
        found = queries.performances(queries.visible_instances(user), period, now=timezone.now())
        rows = [{"process": key, **vars(one)} for key, one in found.items()]
        return Response(PerformanceSerializer(rows, many=True).data)


class ProcessView(APIView):
    """One process with its steps and people."""

    @extend_schema(parameters=PERIOD, responses=ProcessPerformanceSerializer, operation_id="process_performance")
    def get(self, request: Request, key: str) -> Response:
        user: Any = request.user
        require(user, VIEW)
        if newest(key) is None:
            raise Http404
        period, now = rules.period_of(request.query_params.dict(), timezone.localdate()), timezone.now()
        rows = queries.visible_instances(user, key)
        found = queries.performances(rows, period, now=now).get(key, queries.Performance())
        steps = sorted(queries.steps(rows, period, now=now).values(), key=lambda step: step.node)
        people = queries.loads(rows, period, now=now)
        return Response(
            ProcessPerformanceSerializer({"process": key, **vars(found), "steps": steps, "people": people}).data
        )
