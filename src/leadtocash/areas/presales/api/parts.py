"""Planned actions, risks, communication and costs over the API."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.presales import actions
from leadtocash.areas.presales.models import Communication, Cost, ElementAction, Risk
from leadtocash.areas.presales.tables import ACTIONS, COSTS, RISKS, TALKS
from leadtocash.foundation.access.api import RecordViewSet


class ElementActionSerializer(serializers.ModelSerializer[ElementAction]):
    """kind: for which of the four elements; starts_on: may be empty; done_on: empty while it is open."""

    class Meta:
        model = ElementAction
        fields = [
            "id", "project", "kind", "what", "owner", "starts_on", "due_on", "done_on", "result", "revision",
        ]  # fmt: skip
        read_only_fields = ["id", "project", "revision"]


class RiskSerializer(serializers.ModelSerializer[Risk]):
    """probability and effect: 1 to 3; weight: their product."""

    weight = serializers.IntegerField(read_only=True)

    class Meta:
        model = Risk
        fields = [
            "id", "project", "what", "probability", "effect", "weight", "measure", "owner", "due_on", "state",
            "revision",
        ]  # fmt: skip
        read_only_fields = ["id", "project", "revision"]


class CommunicationSerializer(serializers.ModelSerializer[Communication]):
    class Meta:
        model = Communication
        fields = ["id", "project", "with_whom", "what", "every", "owner", "next_on", "revision"]
        read_only_fields = ["id", "project", "revision"]


class CostSerializer(serializers.ModelSerializer[Cost]):
    """by: who spent it, the acting person unless sent; withdrawn_at: it does not count any more."""

    class Meta:
        model = Cost
        fields = ["id", "project", "category", "amount", "spent_on", "what", "by", "withdrawn_at"]
        read_only_fields = ["id", "project", "withdrawn_at"]
        extra_kwargs: ClassVar[dict[str, Any]] = {"by": {"required": False}}


class CostWithdrawalSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class _PartViewSet(RecordViewSet):
    related = ("project__opportunity", "owner")

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change it."""
        part = self.record()
        given = self.get_serializer(part, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        return self.answer(actions.change_part(part, given.validated_data, act=self.act(), revision=self.revision()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def completion(self, request: Request, pk: str) -> Response:
        """Done today; a talk: held, the next one follows; a risk: none any more."""
        return self.answer(actions.complete_part(self.record(), act=self.act()))

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def removal(self, request: Request, pk: str) -> Response:
        """Take out what was entered by mistake."""
        actions.remove_part(self.record(), act=self.act())
        return Response(status=204)


class ElementActionViewSet(_PartViewSet):
    model = ElementAction
    page = ACTIONS
    serializer_class = ElementActionSerializer


class RiskViewSet(_PartViewSet):
    model = Risk
    page = RISKS
    serializer_class = RiskSerializer


class CommunicationViewSet(_PartViewSet):
    model = Communication
    page = TALKS
    serializer_class = CommunicationSerializer


class CostViewSet(RecordViewSet):
    model = Cost
    page = COSTS
    serializer_class = CostSerializer
    related = ("project__opportunity", "by")

    @extend_schema(request=CostWithdrawalSerializer)
    @action(detail=True, methods=["post"])
    def withdrawal(self, request: Request, pk: str) -> Response:
        """It was entered wrongly and does not count any more."""
        cost, given = self.record(), self.read(CostWithdrawalSerializer)
        return self.answer(actions.withdraw_cost(cost, act=self.act(), **given))


routes = [
    ("presales-actions", ElementActionViewSet, "presales-action"),
    ("presales-risks", RiskViewSet, "presales-risk"),
    ("presales-communications", CommunicationViewSet, "presales-communication"),
    ("presales-costs", CostViewSet, "presales-cost"),
]
