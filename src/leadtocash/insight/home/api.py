"""The work desk over the API: its figures with the lists behind them, and how it is arranged."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadtocash.foundation.web.api import OnceMixin
from leadtocash.insight.home import actions, figures, queries
from leadtocash.insight.home.scopes import COMPANY, MINE, TEAM, scope_of, scopes_of

SIDES = [MINE, TEAM, COMPANY]


class DeskFigureSerializer(serializers.Serializer[Any]):
    """A number counted from a list; `amount` in yuan; `url` is the page of that list with the same parameters."""

    key = serializers.CharField()
    title = serializers.CharField()
    count = serializers.IntegerField()
    count_is_capped = serializers.BooleanField()
    amount = serializers.DecimalField(max_digits=18, decimal_places=2, allow_null=True)
    url = serializers.CharField()


class DeskSerializer(serializers.Serializer[Any]):
    side = serializers.ChoiceField(choices=SIDES)
    sides = serializers.ListField(child=serializers.CharField())
    figures = DeskFigureSerializer(many=True)
    widgets = serializers.ListField(child=serializers.CharField())
    put_away = serializers.ListField(child=serializers.CharField())


class DeskLayoutSerializer(serializers.Serializer[Any]):
    """widgets: keys in order; null brings back what is first shown."""

    side = serializers.ChoiceField(choices=SIDES)
    widgets = serializers.ListField(child=serializers.CharField(max_length=40), allow_null=True, max_length=50)


class DeskView(APIView):
    """One side of the desk: my day, my team, the company, as far as one may see them."""

    @extend_schema(parameters=[OpenApiParameter("side", enum=SIDES)], responses=DeskSerializer)
    def get(self, request: Request) -> Response:
        person: Any = request.user
        scope = scope_of(person, request.query_params.get("side", ""))
        found = [
            {"key": one.figure.key, "title": one.figure.label, "count": one.count, "count_is_capped": one.capped,
             "amount": one.amount, "url": one.url}
            for one in figures.counted(person, scope, timezone.localdate())
        ]  # fmt: skip
        shown, away = queries.arranged(person, scope.key)
        sides = [side.key for side in scopes_of(person)]
        desk = {"side": scope.key, "sides": sides, "figures": found, "widgets": shown, "put_away": away}
        return Response(DeskSerializer(desk).data)


class LayoutView(OnceMixin, APIView):
    """Which widgets stand on one side of the desk."""

    @extend_schema(request=DeskLayoutSerializer, responses=DeskLayoutSerializer)
    def put(self, request: Request) -> Response:
        given = DeskLayoutSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        person: Any = request.user
        actions.arrange(person, given.validated_data["side"], given.validated_data["widgets"])
        shown, _away = queries.arranged(person, given.validated_data["side"])
        return Response({"side": given.validated_data["side"], "widgets": shown})
