"""Cancellation forms over the API: the same actions, the same refusals."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.projects.actions import cancellation as actions
from leadtocash.areas.projects.api.coordination import OfProject
from leadtocash.areas.projects.models import Cancellation, Project
from leadtocash.areas.projects.queries import cancellation as queries
from leadtocash.areas.projects.tables.cancellation import CANCELLATIONS
from leadtocash.foundation.access.api import RecordViewSet


class CancellationSerializer(serializers.ModelSerializer[Cancellation]):
    """A form. `goods` and `money` are filled from what is on record when left out."""

    project_code = serializers.CharField(source="project.code", read_only=True)
    twin = serializers.PrimaryKeyRelatedField(queryset=Project.objects.none(), required=False, allow_null=True)
    goods = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    money = serializers.CharField(max_length=2000, required=False, allow_blank=True)

    class Meta:
        model = Cancellation
        fields = [
            "id", "number", "project", "project_code", "state", "cause", "twin", "explanation", "goods", "money",
            "goods_settled", "money_settled", "decided_at", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "project", "state", "goods_settled", "money_settled", "decided_at", "revision",
            "created_at", "updated_at",
        ]  # fmt: skip
        validators: list[Any] = []

    def get_fields(self) -> dict[str, Any]:
        """One may only name projects one sees."""
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None and request.user.is_authenticated:
            fields["twin"].queryset = Project.objects.visible_to(request.user)  # type: ignore[attr-defined]
        return fields


class SettlementSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=2000)


class CancellationViewSet(RecordViewSet):
    model = Cancellation
    page = CANCELLATIONS
    serializer_class = CancellationSerializer

    def get_queryset(self) -> Any:
        return queries.shown()

    @extend_schema(request=SettlementSerializer, responses=CancellationSerializer)
    @action(detail=True, methods=["post"], url_path="goods-settlement")
    def goods_settlement(self, request: Request, pk: str) -> Response:
        """Commerce: purchases settled."""
        note = self.read(SettlementSerializer)["note"]
        return self.answer(actions.settle_goods(self.record(), note, act=self.act()))

    @extend_schema(request=SettlementSerializer, responses=CancellationSerializer)
    @action(detail=True, methods=["post"], url_path="money-settlement")
    def money_settlement(self, request: Request, pk: str) -> Response:
        """Finance: money settled."""
        note = self.read(SettlementSerializer)["note"]
        return self.answer(actions.settle_money(self.record(), note, act=self.act()))

    @extend_schema(request=None, responses=CancellationSerializer)
    @action(detail=True, methods=["post"])
    def execution(self, request: Request, pk: str) -> Response:
        """Carry the approved form out: project and contract are cancelled."""
        form = self.record()
        actions.carry_out(form, act=self.act())
        return self.answer(form)


class ProjectCancellation(OfProject):
    @extend_schema(request=CancellationSerializer, responses={201: CancellationSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Ask for the cancellation of the project."""
        form = actions.ask_cancellation(self.project(), self.given(CancellationSerializer), act=self.act())
        return Response(CancellationSerializer(form, context={"request": request}).data, status=201)


routes = [("cancellations", CancellationViewSet, "cancellation")]
urlpatterns = [
    path("projects/<int:pk>/cancellation/", ProjectCancellation.as_view(), name="project-cancellation"),
]
