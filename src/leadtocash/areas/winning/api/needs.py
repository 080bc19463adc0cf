"""Needs and value statements over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.winning import actions
from leadtocash.areas.winning.api.fields import Visible, visible_deal
from leadtocash.areas.winning.models import Evidence, Need, Stakeholder, Value
from leadtocash.areas.winning.tables import NEEDS, VALUES
from leadtocash.foundation.access.api import RecordViewSet

DEAL = ("opportunity__owner", "opportunity__customer", "opportunity__department")


class NeedSerializer(serializers.ModelSerializer[Need]):
    """Asked by SPIN; stakeholder: whose need, null: the company's."""

    stakeholder = Visible(Stakeholder, required=False, allow_null=True)

    class Meta:
        model = Need
        fields = [
            "id", "opportunity", "stakeholder", "title", "situation", "problem", "implication", "payoff", "revision",
            "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "opportunity", "revision", "created_at", "updated_at"]


class NewNeedSerializer(NeedSerializer):
    opportunity = visible_deal()

    class Meta(NeedSerializer.Meta):
        read_only_fields = ["id", "revision", "created_at", "updated_at"]


class ValueStatementSerializer(serializers.ModelSerializer[Value]):
    """Said by FABE; evidence: ids of the library, taking the place of those before."""

    evidence: Any = Visible(Evidence, many=True, required=False)

    class Meta:
        model = Value
        fields = [
            "id", "need", "feature", "advantage", "benefit", "evidence", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "need", "revision", "created_at", "updated_at"]


class NewValueStatementSerializer(ValueStatementSerializer):
    need = Visible(Need, related=DEAL)

    class Meta(ValueStatementSerializer.Meta):
        read_only_fields = ["id", "revision", "created_at", "updated_at"]


class NeedViewSet(RecordViewSet):
    model = Need
    page = NEEDS
    related = (*DEAL, "stakeholder")
    serializer_class = NeedSerializer

    @extend_schema(request=NewNeedSerializer, responses={201: NeedSerializer})
    def create(self, request: Request) -> Response:
        values = self.read(NewNeedSerializer)
        return self.answer(actions.add_need(values.pop("opportunity"), values, act=self.act()), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        need, context = self.record(), self.get_serializer_context()
        given = NeedSerializer(need, data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        return self.answer(actions.change_need(need, given.validated_data, act=self.act(), revision=self.revision()))


class ValueViewSet(RecordViewSet):
    model = Value
    page = VALUES
    related = tuple(f"need__{name}" for name in DEAL)
    serializer_class = ValueStatementSerializer

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("evidence")

    @extend_schema(request=NewValueStatementSerializer, responses={201: ValueStatementSerializer})
    def create(self, request: Request) -> Response:
        values = self.read(NewValueStatementSerializer)
        return self.answer(actions.add_value(values.pop("need"), values, act=self.act()), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        value, context = self.record(), self.get_serializer_context()
        given = ValueStatementSerializer(value, data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        return self.answer(actions.change_value(value, given.validated_data, act=self.act(), revision=self.revision()))
