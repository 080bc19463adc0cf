"""A manager's weekly review over the API: the same numbers as on its page."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.visits.queries.team import Line
from leadtocash.foundation.web.acting import act_of
from leadtocash.insight.forecast import reviewing
from leadtocash.insight.forecast.api import NARROWED, BarSerializer, Figures, ForecastRowSerializer, told


class PersonsWeekSerializer(serializers.Serializer[Any]):
    """A person's week. unrecorded: over, and nobody said what became of it; late: minutes owed past their day; ahead:
    planned for the week after."""

    person = serializers.IntegerField(source="person.pk")
    name = serializers.CharField(source="person.name")
    planned = serializers.IntegerField()
    done = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    unrecorded = serializers.IntegerField()
    unminuted = serializers.IntegerField()
    late = serializers.IntegerField()
    ahead = serializers.IntegerField()
    handed_in = serializers.BooleanField()
    visits = serializers.SerializerMethodField(help_text="ids of those that were not cancelled")

    def get_visits(self, line: Line) -> list[int]:
        return [visit.pk for visit in line.visits]


class WaitingGateSerializer(serializers.Serializer[Any]):
    """A review or waiver to decide; kind and record say which."""

    id = serializers.IntegerField(source="pk")
    title = serializers.CharField(source="instance.title")
    kind = serializers.CharField(source="instance.record_kind")
    record = serializers.IntegerField(source="instance.record_id")
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)


class PromisedSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    visit = serializers.IntegerField(source="visit_id")
    what = serializers.CharField()
    due_on = serializers.DateField()


class WeekReviewSerializer(serializers.Serializer[Any]):
    """changes: of open deals of the period since `since`; watched: open deals to look at, by reason."""

    since = serializers.DateField()
    monday = serializers.DateField()
    sunday = serializers.DateField()
    whole = ForecastRowSerializer()
    changes = BarSerializer(many=True)
    watched = serializers.DictField(child=serializers.IntegerField())
    waiting = WaitingGateSerializer(many=True)
    lines = PersonsWeekSerializer(many=True)
    promised = PromisedSerializer(many=True)


class WeekView(Figures):
    """What a manager goes through with his people each week."""

    @extend_schema(parameters=NARROWED, responses=WeekReviewSerializer, operation_id="forecast_week")
    def get(self, request: Request) -> Response:
        found = reviewing.review(self.scope(request), today=act_of(request, door="api").today)
        changes = [{"bar": bar, "count": one.count, "amount": one.amount} for bar, one in found.changes.changes.items()]
        said = {
            "since": found.since, "monday": found.monday, "sunday": found.sunday, "whole": told(found.whole),
            "changes": changes, "watched": found.watched, "waiting": found.waiting, "lines": found.lines,
            "promised": found.promised,
        }  # fmt: skip
        return Response(WeekReviewSerializer(said).data)
