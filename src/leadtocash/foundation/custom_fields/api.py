"""Custom fields over the API: what they are, for whoever sees them; defining them with the permission."""

from __future__ import annotations

from typing import Any, get_args

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.custom_fields import actions, definitions, describing, indexing, permissions, seeing
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.web.api import OnceMixin


class CustomChoiceSerializer(serializers.Serializer[Any]):
    """A choice; without a code it is a new one."""

    code = serializers.CharField(max_length=30, required=False, allow_blank=True)
    label = serializers.CharField(max_length=60)  # type: ignore[assignment]
    label_en = serializers.CharField(max_length=60, required=False, allow_blank=True)
    active = serializers.BooleanField(required=False, default=True)


class CustomFieldSerializer(serializers.ModelSerializer[CustomField]):
    """A custom field. `seen_by` and `edited_by`: codes of roles, none: everybody. `choices`, when sent, are all."""

    code = serializers.CharField(max_length=30, required=False, allow_blank=True)
    kind = serializers.CharField(max_length=60, required=False)
    choices = CustomChoiceSerializer(many=True, required=False)
    default = serializers.JSONField(required=False, allow_null=True)
    seen_by = serializers.ListField(child=serializers.CharField(max_length=40), required=False)
    edited_by = serializers.ListField(child=serializers.CharField(max_length=40), required=False)
    may_edit = serializers.SerializerMethodField()
    index = serializers.SerializerMethodField()

    class Meta:
        model = CustomField
        fields = [
            "id", "kind", "code", "label", "label_en", "help", "help_en", "type", "places", "unit", "choices",
            "required", "default", "heading", "heading_en", "position", "seen_by", "edited_by", "in_list", "is_unique",
            "by_words", "is_active", "may_edit", "index", "revision",
        ]  # fmt: skip
        read_only_fields = ["id", "is_active", "revision"]
        validators: list[Any] = []

    @extend_schema_field(serializers.BooleanField())
    def get_may_edit(self, field: CustomField) -> bool:
        """May you fill it, in records you may change?"""
        return seeing.edits(self.context["request"].user, field)

    @extend_schema_field(serializers.ChoiceField(get_args(indexing.State)))
    def get_index(self, field: CustomField) -> indexing.State:
        """Is filtering and sorting by it quick among very many records? none: its type needs no index of its own."""
        states = self.context.get("states") or indexing.states([field])
        return states[field.pk]


class CustomFieldsView(OnceMixin):
    """The custom fields you see, by kind and position; all of them, retired ones too, with the permission to define."""

    @extend_schema(
        operation_id="custom_fields_list",
        parameters=[OpenApiParameter("kind", str, description='only those of a kind ("customers.customer")')],
        responses=CustomFieldSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        person, kind = self.act().person, request.query_params.get("kind", "")
        rows = CustomField.objects.order_by("kind", "position", "pk")
        found = [one for one in (rows.filter(kind=kind) if kind else rows) if _open(person, one)]
        context = {"request": request, "states": indexing.states(found)}
        return Response(CustomFieldSerializer(found, many=True, context=context).data)

    @extend_schema(request=CustomFieldSerializer, responses={201: CustomFieldSerializer})
    def post(self, request: Request) -> Response:
        """Define a field of a kind."""
        require(self.act().person, permissions.MANAGE)
        given = CustomFieldSerializer(data=request.data, context={"request": request})
        given.is_valid(raise_exception=True)
        made = actions.define(given.validated_data, act=self.act())
        return Response(CustomFieldSerializer(made, context={"request": request}).data, status=201)


class CustomFieldView(OnceMixin):
    """One custom field."""

    def record(self) -> CustomField:
        """The field of the address, if this person sees it."""
        found = CustomField.objects.filter(pk=self.kwargs["pk"]).first()
        if found is None or not _open(self.act().person, found):
            raise Http404
        return found

    @extend_schema(responses=CustomFieldSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return self.answer(self.record())

    @extend_schema(request=CustomFieldSerializer(partial=True), responses=CustomFieldSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change a field; kind and code stay."""
        found = self.record()
        require(self.act().person, permissions.MANAGE)
        self.unchanged(found)
        given = CustomFieldSerializer(found, data=request.data, partial=True, context={"request": request})
        given.is_valid(raise_exception=True)
        return self.answer(actions.change(found, given.validated_data, act=self.act(), revision=self.seen_revision()))

    def answer(self, field: CustomField) -> Response:
        """The field as it is now."""
        return Response(CustomFieldSerializer(field, context={"request": self.request}).data)


class CustomFieldRetirementView(CustomFieldView):
    """Take a field out of use; its values are kept."""

    http_method_names = ["post", "options"]

    @extend_schema(request=None, responses=CustomFieldSerializer)
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(actions.retire(self.record(), act=self.act()))


class CustomFieldRevivalView(CustomFieldView):
    """Take a retired field into use again."""

    http_method_names = ["post", "options"]

    @extend_schema(request=None, responses=CustomFieldSerializer)
    def post(self, request: Request, pk: int) -> Response:
        return self.answer(actions.revive(self.record(), act=self.act()))


class SchemaView(APIView):
    """This description, for you: with the custom fields you see. Open to every token."""

    permission_classes = [IsAuthenticated]

    @extend_schema(operation_id="schema", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        return Response(describing.described(request.user))


def _open(person: Any, field: CustomField) -> bool:
    known = definitions.model_of(field.kind) is not None
    return known and (seeing.sees(person, field) or allowed(person, permissions.MANAGE))
