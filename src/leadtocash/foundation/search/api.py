"""The search over the API: the same hits as on the page."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.search.finding import find, last_opened
from leadtocash.foundation.search.sources import lives, sources
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.api import OnceMixin

MOST = 50


class SearchHitSerializer(serializers.Serializer[Any]):
    """id: of the record, 0 where it is not one; rank: 0 it is called so, 1 it begins so, 2 it holds the words."""

    kind = serializers.CharField()
    id = serializers.IntegerField()
    title = serializers.CharField()
    line = serializers.CharField()
    url = serializers.CharField()
    rank = serializers.IntegerField()


class SearchGroupSerializer(serializers.Serializer[Any]):
    """The hits of one kind of record; more: there are others that fit."""

    kind = serializers.CharField()
    name = serializers.CharField(source="label")
    more = serializers.BooleanField()
    hits = SearchHitSerializer(many=True)


class SearchAnswerSerializer(serializers.Serializer[Any]):
    """Groups, the most fitting first."""

    results = SearchGroupSerializer(many=True)


class LastOpenedSerializer(serializers.Serializer[Any]):
    """The records one opened last, the newest first."""

    results = SearchHitSerializer(many=True)


class SearchView(OnceMixin):
    """Everything one may see that holds all words: part of a name, pinyin or its initials, a number, the end of a
    telephone number."""

    @extend_schema(
        operation_id="search_list",
        parameters=[
            OpenApiParameter("q", str, required=True, description="the words; all of them must be held"),
            OpenApiParameter("kind", str, description="only this kind of record"),
            OpenApiParameter("limit", int, description=f"hits of each kind, 8 without it, {MOST} at most"),
        ],
        responses=SearchAnswerSerializer,
    )
    def get(self, request: Request) -> Response:
        """Search."""
        kind, limit = request.query_params.get("kind", ""), request.query_params.get("limit", "8")
        if kind and kind not in sources and kind not in lives:
            return Response({"results": []})
        most = min(int(limit), MOST) if limit.isdecimal() and int(limit) else 8
        groups = find(request.query_params.get("q", ""), person_of(request), kind=kind, most=most)
        return Response(SearchAnswerSerializer({"results": groups}).data)


class LastOpenedView(OnceMixin):
    """What one opened last in the browser, twenty records at most."""

    @extend_schema(operation_id="search_opened", responses=LastOpenedSerializer)
    def get(self, request: Request) -> Response:
        """List them."""
        return Response(LastOpenedSerializer({"results": last_opened(person_of(request))}).data)
