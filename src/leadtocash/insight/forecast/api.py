"""The forecast over the API: the figures, the waterfall, managers' numbers, how good it was, and the same refusals."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.api import OnceMixin
from leadtocash.foundation.web.lists.parts import params_of
from leadtocash.insight.forecast import actions, figures, permissions, quality, rules, stages, trend, waterfall
from leadtocash.insight.forecast.figures import DIMENSIONS, Row
from leadtocash.insight.forecast.models import Call, Snapshot, Target
from leadtocash.insight.forecast.scopes import FILTERS, Scope
from leadtocash.insight.forecast.tables import CALLS, TARGETS

PERIOD = OpenApiParameter("period", str, description="2026-11, 2026-Q4 or 2026; the present quarter if left out")
NARROWED = [PERIOD, *(OpenApiParameter(name, shape) for one in FILTERS for name, shape in one.schemas().items())]
DAYS = [OpenApiParameter("from", date), OpenApiParameter("to", date)]


def _yuan(**more: Any) -> serializers.DecimalField:
    return serializers.DecimalField(max_digits=20, decimal_places=2, **more)


class ForecastRowSerializer(serializers.Serializer[Any]):
    """Yuan with tax. commit: won and committed; best_case: and hoped for; weighted: by the stages' probability; learnt:
    by that of history; call: what managers expect, of `called` months."""

    key = serializers.CharField(allow_null=True, help_text="id, or the first day of a month")
    name = serializers.CharField()
    won = _yuan()
    committed = _yuan()
    best = _yuan()
    possible = _yuan()
    omitted = _yuan()
    commit = _yuan()
    best_case = _yuan()
    weighted = _yuan()
    learnt = _yuan()
    open = serializers.IntegerField()
    call = _yuan(allow_null=True)
    called = serializers.IntegerField()
    target = _yuan(allow_null=True)
    gap = _yuan(allow_null=True, help_text="target less won and committed; below zero: exceeded")
    coverage = serializers.DecimalField(
        max_digits=12, decimal_places=2, allow_null=True, rounding=ROUND_HALF_UP,
        help_text="how many times open deals that are not committed cover the gap",
    )  # fmt: skip


class ForecastSerializer(serializers.Serializer[Any]):
    period = serializers.CharField()
    total = ForecastRowSerializer()
    rows = ForecastRowSerializer(many=True)


class BarSerializer(serializers.Serializer[Any]):
    bar = serializers.ChoiceField([*waterfall.BARS])
    count = serializers.IntegerField()
    amount = _yuan()


class WaterfallSerializer(serializers.Serializer[Any]):
    """Open deals of the period at the end of two days: opening and all changes together are the closing."""

    opening = _yuan()
    changes = BarSerializer(many=True)
    closing = _yuan()


class PointSerializer(serializers.Serializer[Any]):
    """Yuan with tax at the end of a day. commit: won and committed; best_case: and hoped for."""

    day = serializers.DateField()
    won = _yuan()
    committed = _yuan()
    best = _yuan()
    commit = _yuan()
    best_case = _yuan()


class PassageSerializer(serializers.Serializer[Any]):
    """Stays in a stage that ended in the period; days: a quarter was shorter, half, three quarters."""

    stage = serializers.IntegerField(source="stage.pk")
    ended = serializers.IntegerField()
    onwards = serializers.IntegerField()
    won = serializers.IntegerField()
    lost = serializers.IntegerField()
    back = serializers.IntegerField()
    days = serializers.ListField(child=serializers.FloatField(), source="quartiles")
    expected_days = serializers.IntegerField(source="stage.expected_days")


class ReasonSerializer(serializers.Serializer[Any]):
    """Why deals were decided in the period, or to whom they were lost: how many, yuan."""

    of = serializers.ChoiceField(["won", "lost", "rivals"])
    name = serializers.CharField()
    count = serializers.IntegerField()
    amount = _yuan()


class StepSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    foretold = serializers.FloatField()
    won = serializers.FloatField()


class QualitySerializer(serializers.Serializer[Any]):
    """Mean squared errors of kept predictions whose deals were decided; shares."""

    count = serializers.IntegerField()
    learnt = serializers.FloatField(allow_null=True)
    of_method = serializers.FloatField(allow_null=True)
    steps = StepSerializer(many=True)


class Figures(APIView):
    """What all figures share: who may see them, and of what."""

    def scope(self, request: Request) -> Scope:
        """Raises NotAllowed, ValidationError."""
        person: Any = request.user
        require(person, permissions.VIEW)
        params = params_of(request.query_params)
        names = {name for one in FILTERS for name in one.names()}
        period = rules.period_of(params.get("period", ""), today=act_of(request, door="api").today)
        return Scope(period, person, {name: value for name, value in params.items() if name in names})


class ForecastView(Figures):
    """The forecast of a period of all one may see."""

    @extend_schema(
        parameters=[*NARROWED, OpenApiParameter("by", enum=[*DIMENSIONS])], responses=ForecastSerializer,
        operation_id="forecast",
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        scope, by = self.scope(request), request.query_params.get("by", figures.DEPARTMENT)
        if by not in DIMENSIONS:
            raise Http404
        whole, rows = figures.table(scope, by)
        found = {"period": scope.period.key, "total": told(whole), "rows": [told(row) for row in rows]}
        return Response(ForecastSerializer(found).data)


class WaterfallView(Figures):
    """How the open deals of a period changed between two days."""

    @extend_schema(parameters=[*NARROWED, *DAYS], responses=WaterfallSerializer, operation_id="forecast_waterfall")
    def get(self, request: Request) -> Response:
        scope, today = self.scope(request), act_of(request, door="api").today
        last = min(rules.day_of(request.query_params.get("to", ""), today), today)
        first = min(rules.day_of(request.query_params.get("from", ""), last), last)
        found = waterfall.waterfall(scope, first, last, today=today)
        changes = [{"bar": bar, "count": one.count, "amount": one.amount} for bar, one in found.changes.items()]
        told = {"opening": found.opening.amount, "changes": changes, "closing": found.closing.amount}
        return Response(WaterfallSerializer(told).data)


class TrendView(Figures):
    """The period as it was kept from week to week, and as it is today."""

    @extend_schema(parameters=NARROWED, responses=PointSerializer(many=True), operation_id="forecast_trend")
    def get(self, request: Request) -> Response:
        found = trend.trend(self.scope(request), today=act_of(request, door="api").today)
        return Response(PointSerializer(found, many=True).data)


class StagesView(Figures):
    """How deals got on from each stage, and how long they stayed."""

    @extend_schema(parameters=NARROWED, responses=PassageSerializer(many=True), operation_id="forecast_stages")
    def get(self, request: Request) -> Response:
        found = [one for _method, passages in stages.passages(self.scope(request)) for one in passages]
        return Response(PassageSerializer(found, many=True).data)


class ReasonsView(Figures):
    """Why deals were won and lost, and to whom."""

    @extend_schema(parameters=NARROWED, responses=ReasonSerializer(many=True), operation_id="forecast_reasons")
    def get(self, request: Request) -> Response:
        found = [
            {"of": of, "name": one.label, "count": one.count, "amount": one.amount}
            for of, rows in stages.decided(self.scope(request)).reasons.items()
            for one in rows
        ]
        return Response(ReasonSerializer(found, many=True).data)


class QualityView(Figures):
    """How well what was foretold in the period came true."""

    @extend_schema(parameters=NARROWED, responses=QualitySerializer, operation_id="forecast_quality")
    def get(self, request: Request) -> Response:
        return Response(QualitySerializer(quality.quality(self.scope(request))).data)


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    class Meta:
        model = Snapshot
        fields = ["id", "day", "created_at", "created_by"]
        read_only_fields = fields


class SnapshotsView(OnceMixin, APIView):
    """The days whose forecast is kept; keep that of today."""

    @extend_schema(responses=SnapshotSerializer(many=True), operation_id="forecast_snapshots")
    def get(self, request: Request) -> Response:
        person: Any = request.user
        require(person, permissions.VIEW)
        return Response(SnapshotSerializer(Snapshot.objects.order_by("-day"), many=True).data)

    @extend_schema(request=None, responses={201: SnapshotSerializer}, operation_id="forecast_snapshot")
    def post(self, request: Request) -> Response:
        kept = actions.take_snapshot(act=act_of(request, door="api"))
        return Response(SnapshotSerializer(kept).data, status=201)


class CallSerializer(serializers.ModelSerializer[Call]):
    """Yuan with tax; without amount the earlier number was taken back."""

    class Meta:
        model = Call
        fields = ["id", "month", "department", "person", "amount", "reason", "is_latest", "created_at", "created_by"]
        read_only_fields = ["id", "is_latest", "created_at", "created_by"]


class TargetSerializer(serializers.ModelSerializer[Target]):
    """Yuan with tax; without amount the earlier target was taken back."""

    class Meta:
        model = Target
        fields = ["id", "month", "department", "person", "amount", "reason", "is_latest", "created_at", "created_by"]
        read_only_fields = fields


class NewTargetSerializer(serializers.Serializer[Any]):
    """A quarter or year is divided into its months in equal parts. Without amount the earlier target is taken back."""

    period = serializers.CharField(max_length=7, help_text="2026-11, 2026-Q4 or 2026")
    person = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), required=False)
    department = serializers.PrimaryKeyRelatedField(queryset=Department.objects.all(), required=False)
    amount = _yuan(required=False, allow_null=True, default=None, min_value=0)
    reason = serializers.CharField(max_length=400, required=False, default="", allow_blank=True)

    def validate_period(self, value: str) -> rules.Period:
        """Whole months."""
        try:
            return rules.period_of(value, today=date.min)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from None


class NewCallSerializer(serializers.Serializer[Any]):
    month = serializers.DateField(help_text="any day of it")
    person = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), required=False)
    department = serializers.PrimaryKeyRelatedField(queryset=Department.objects.all(), required=False)
    amount = _yuan(required=False, allow_null=True, default=None, min_value=0)
    reason = serializers.CharField(max_length=400)


class CallViewSet(RecordViewSet):
    """What managers put beside the forecast."""

    model = Call
    page = CALLS
    serializer_class = CallSerializer
    related = ("department", "person")

    @extend_schema(request=NewCallSerializer, responses={201: CallSerializer})
    def create(self, request: Request) -> Response:
        return self.answer(actions.call(**self.read(NewCallSerializer), act=self.act()), 201)


class TargetViewSet(RecordViewSet):
    """What people and departments are to sign, month by month."""

    model = Target
    page = TARGETS
    serializer_class = TargetSerializer
    related = ("department", "person")

    @extend_schema(request=NewTargetSerializer, responses={201: TargetSerializer(many=True)})
    def create(self, request: Request) -> Response:
        """The targets of those months that changed."""
        made = actions.set_target(**self.read(NewTargetSerializer), act=self.act())
        return Response(TargetSerializer(made, many=True).data, status=201)


def told(row: Row) -> dict[str, Any]:
    kinds = figures.Forecast
    return {
        "key": None if row.key is None else str(row.key), "name": row.label, "won": row.won.amount,
        "committed": row.of(kinds.COMMIT).amount, "best": row.of(kinds.BEST).amount,
        "possible": row.of(kinds.PIPELINE).amount, "omitted": row.of(kinds.OMITTED).amount, "commit": row.commit,
        "best_case": row.best_case, "weighted": row.weighted, "learnt": row.learnt, "open": row.counted.count,
        "call": row.call, "called": row.called, "target": row.target, "gap": row.gap, "coverage": row.coverage,
    }  # fmt: skip
