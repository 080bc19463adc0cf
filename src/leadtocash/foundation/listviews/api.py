"""Saved views, columns and openings of lists over the API."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.listviews import actions, queries
from leadtocash.foundation.listviews.models import SavedView
from leadtocash.foundation.web.api import OnceMixin
from leadtocash.foundation.web.lists.page import ListPage, lists


class SavedViewSerializer(serializers.ModelSerializer[SavedView]):
    """query: the list's parameters as in its address, "state=open&ordering=-amount"; role: its code."""

    list = serializers.SlugField(source="list_name", max_length=60)
    query = serializers.CharField(max_length=2000, allow_blank=True, required=False, default="")
    role = serializers.SlugRelatedField(
        slug_field="code", queryset=Role.objects.all(), required=False, allow_null=True, default=None
    )
    owner_name = serializers.CharField(source="owner.name", read_only=True)

    class Meta:
        model = SavedView
        fields = ["id", "list", "name", "query", "audience", "role", "owner", "owner_name", "saved_at"]
        read_only_fields = ["id", "owner", "saved_at"]


class SavedViewChangeSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=40, required=False)
    query = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    audience = serializers.ChoiceField(SavedView.Audience.choices, required=False)
    role = serializers.SlugRelatedField(slug_field="code", queryset=Role.objects.all(), required=False, allow_null=True)


class ColumnsSerializer(serializers.Serializer[Any]):
    """columns: keys in order; an empty list for those shipped."""

    columns = serializers.ListField(child=serializers.CharField(max_length=60), max_length=60)


class OpeningSerializer(serializers.Serializer[Any]):
    """view: id, null for the list as shipped; role: code, without it for oneself."""

    view = serializers.IntegerField(min_value=1, allow_null=True)
    role = serializers.SlugRelatedField(
        slug_field="code", queryset=Role.objects.all(), required=False, allow_null=True, default=None
    )


def _list(name: str) -> ListPage:
    page = lists.get(name)
    if page is None:
        raise Http404
    return page


def _params(query: str) -> dict[str, str]:
    return dict(parse_qsl(query.removeprefix("?")))


class SavedViewsView(OnceMixin):
    """The views one may open: one's own, those shared with everybody or a role one holds."""

    @extend_schema(
        operation_id="list_views_list",
        parameters=[OpenApiParameter("list", str, description="only those of this list, e.g. opportunities")],
        responses=SavedViewSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = queries.open_to(self.act().person)
        name = request.query_params.get("list", "")
        return Response(SavedViewSerializer(rows.filter(list_name=name) if name else rows, many=True).data)

    @extend_schema(operation_id="list_views_create", request=SavedViewSerializer, responses={201: SavedViewSerializer})
    def post(self, request: Request) -> Response:
        given = SavedViewSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        page = lists.get(values["list_name"])
        if page is None:
            raise serializers.ValidationError({"list": [", ".join(sorted(lists))]})
        view = actions.save_view(
            page, values["name"], _params(values["query"]), act=self.act(), role=values["role"],
            audience=values.get("audience", SavedView.Audience.MINE),
        )  # fmt: skip
        return Response(SavedViewSerializer(view).data, status=201)


class SavedViewView(OnceMixin):
    """One saved view; changed and deleted by whom it belongs to."""

    def _found(self, pk: int) -> SavedView:
        view = queries.open_to(self.act().person).filter(pk=pk).first()
        if view is None:
            raise Http404
        return view

    @extend_schema(operation_id="list_views_retrieve", responses=SavedViewSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(SavedViewSerializer(self._found(pk)).data)

    @extend_schema(operation_id="list_views_update", request=SavedViewChangeSerializer, responses=SavedViewSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Change what is given; the rest stays."""
        view = self._found(pk)
        given = SavedViewChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        query = values.pop("query", None)
        params = None if query is None else _params(query)
        changed = actions.change_view(view, _list(view.list_name), act=self.act(), params=params, **values)
        return Response(SavedViewSerializer(changed).data)

    @extend_schema(operation_id="list_views_destroy", responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        actions.remove_view(self._found(pk), act=self.act())
        return Response(status=204)


class ColumnsView(OnceMixin):
    """One's own columns of a list."""

    @extend_schema(operation_id="list_columns_update", request=ColumnsSerializer, responses=ColumnsSerializer)
    def put(self, request: Request, name: str) -> Response:
        page = _list(name)
        given = ColumnsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actions.choose_columns(page, given.validated_data["columns"], act=self.act())
        return Response(given.data)


class OpeningView(OnceMixin):
    """With which view a list opens, for oneself or (by an administrator) for a role."""

    @extend_schema(operation_id="list_opening_update", request=OpeningSerializer, responses=OpeningSerializer)
    def put(self, request: Request, name: str) -> Response:
        page = _list(name)
        given = OpeningSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        pk, role = given.validated_data["view"], given.validated_data["role"]
        view = queries.open_to(self.act().person).filter(list_name=name, pk=pk).first() if pk else None
        if pk and view is None:
            raise Http404
        actions.open_with(page, view, act=self.act(), role=role)
        return Response(OpeningSerializer({"view": pk, "role": role}).data)
