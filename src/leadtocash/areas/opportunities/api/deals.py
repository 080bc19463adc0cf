"""Opportunities and sales methods over the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.market import queries as market
from leadtocash.areas.market.models import CloseReason, Competitor
from leadtocash.areas.opportunities import actions, keeping, permissions, queries, rules
from leadtocash.areas.opportunities.api.moving import MovingActions
from leadtocash.areas.opportunities.figures import Sums
from leadtocash.areas.opportunities.models import (
    DealRival,
    Opportunity,
    OpportunityLine,
)
from leadtocash.areas.opportunities.tables import FIGURE_FILTERS, OPPORTUNITIES, figures_of
from leadtocash.areas.products import queries as products
from leadtocash.areas.products.models import Product
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.many import (
    AssignmentSerializer,
    AssignmentsSerializer,
    FateSerializer,
    ManySerializer,
    answer_many,
)
from leadtocash.foundation.custom_fields.serializing import Extended
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.web.lists.bulk import carried_out, checked
from leadtocash.foundation.web.lists.parts import params_of


class _VisibleCustomer(serializers.PrimaryKeyRelatedField[Customer]):
    """A customer the person may see; another one does not exist for him."""

    def get_queryset(self) -> Any:
        return customers.pickable(self.context["request"].user).only("name", "owner", "department", "removed_at")


class _Rival(serializers.PrimaryKeyRelatedField[Competitor]):
    def get_queryset(self) -> Any:
        return market.competitors(self.context["request"].user)


class _Reason(serializers.SlugRelatedField[CloseReason]):
    """A closing reason by its code."""

    def get_queryset(self) -> Any:
        return market.reasons(self.context["request"].user)


class _ProductOnSale(serializers.PrimaryKeyRelatedField[Product]):
    def get_queryset(self) -> Any:
        return products.on_sale(self.context["request"].user)


class OpportunityLineSerializer(serializers.ModelSerializer[OpportunityLine]):
    """Price per unit in yuan with tax."""

    product = _ProductOnSale(required=False, allow_null=True)
    product_model = serializers.CharField(source="product.model", read_only=True, allow_null=True, default=None)
    description = serializers.CharField(required=False, allow_blank=True, max_length=200)
    amount = serializers.DecimalField(max_digits=18, decimal_places=2, read_only=True)

    class Meta:
        model = OpportunityLine
        fields = ["product", "product_model", "description", "quantity", "unit", "unit_price", "amount"]
        extra_kwargs = {"unit": {"required": False}}
        reads = {"amount": ("unit_price", "quantity")}

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if not values.get("product") and not values.get("description"):
            raise serializers.ValidationError({"description": ["A product or a description."]})
        return values


class _RivalSerializer(serializers.ModelSerializer[DealRival]):
    competitor_name = serializers.CharField(source="competitor.name", read_only=True)

    class Meta:
        model = DealRival
        fields = ["competitor", "competitor_name"]


class OpportunitySerializer(Extended, serializers.ModelSerializer[Opportunity]):
    """Amounts in yuan with tax; `probability` in percent. `lines`, when sent, take the place of all lines."""

    customer = _VisibleCustomer(required=False, allow_null=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True, allow_null=True, default=None)
    stage = serializers.PrimaryKeyRelatedField(queryset=queries.offered(), required=False)
    stage_name = serializers.CharField(source="stage.name", read_only=True)
    method = serializers.SlugRelatedField(slug_field="code", queryset=queries.in_use(), required=False)
    probability = serializers.SerializerMethodField()
    owner_name = serializers.CharField(source="owner.name", read_only=True)
    department_name = serializers.CharField(source="department.name", read_only=True)
    lines = OpportunityLineSerializer(many=True, required=False)
    closed_for = serializers.CharField(source="closed_for.code", read_only=True, allow_null=True, default=None)
    rivals = _RivalSerializer(many=True, read_only=True)
    lost_to_name = serializers.CharField(source="lost_to.name", read_only=True, allow_null=True, default=None)
    kept_until = serializers.SerializerMethodField()

    class Meta:
        model = Opportunity
        fields = [
            "id", "number", "name", "customer", "customer_name", "method", "stage", "stage_name", "stage_since",
            "state", "probability", "amount", "expected_close_on", "opened_on", "closed_on", "closed_for",
            "close_reason", "lost_to", "lost_to_name", "kept_until", "rivals", "buyer_stage", "buyer_since",
            "buyer_note", "source", "need", "next_step", "next_step_on",
            "owner", "owner_name", "department", "department_name", "lines", "forecast", "learnt", "slips",
            "slipped_days", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "stage_since", "state", "opened_on", "closed_on", "close_reason", "lost_to",
            "buyer_stage", "buyer_since", "buyer_note",
            "owner", "department", "learnt", "slips", "slipped_days", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        reads = {"probability": ("state", "stage.probability"), "kept_until": ("state", "closed_on")}

    def get_kept_until(self, opportunity: Opportunity) -> date | None:
        return keeping.kept_until(opportunity)

    def get_probability(self, opportunity: Opportunity) -> int:
        return rules.probability(opportunity.state, opportunity.stage.probability)


class OpportunityChangeSerializer(OpportunitySerializer):
    """A change of data; the stage has its own address."""

    class Meta(OpportunitySerializer.Meta):
        read_only_fields = [*OpportunitySerializer.Meta.read_only_fields, "stage", "method"]

    stage = serializers.PrimaryKeyRelatedField(read_only=True)
    method = serializers.SlugRelatedField(slug_field="code", read_only=True)


class _ClosingSerializer(serializers.Serializer[Any]):
    """closed_for: the code of a reason of the list for this outcome; rivals: ids of the competitors in the deal."""

    closed_on = serializers.DateField(required=False)
    closed_for = _Reason(slug_field="code", queryset=CloseReason.objects.none())
    reason = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")
    rivals = _Rival(queryset=Competitor.objects.none(), many=True, required=False)


class WinSerializer(_ClosingSerializer):
    closed_for = _Reason(slug_field="code", queryset=CloseReason.objects.none(), required=False, allow_null=True)
    amount = serializers.DecimalField(max_digits=18, decimal_places=2, min_value=0, required=False)


class LossSerializer(_ClosingSerializer):
    """lost_to: the competitor who got it."""

    lost_to = _Rival(queryset=Competitor.objects.none(), required=False, allow_null=True)


class ReopeningSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class ClosingDatesSerializer(ManySerializer):
    expected_close_on = serializers.DateField()


class SumsSerializer(serializers.Serializer[Any]):
    """Yuan with tax; weighted by the probability of the stage, learnt: by the one learnt from history; 100 % when
    won, 0 % when lost."""

    count = serializers.IntegerField()
    amount = serializers.DecimalField(max_digits=20, decimal_places=2)
    weighted = serializers.DecimalField(max_digits=20, decimal_places=2)
    learnt = serializers.DecimalField(max_digits=20, decimal_places=2)


class CellSerializer(SumsSerializer):
    stage = serializers.IntegerField()
    month = serializers.DateField(allow_null=True, help_text="its first day; null: no signing is expected")


class PipelineSerializer(serializers.Serializer[Any]):
    cells = CellSerializer(many=True)
    total = SumsSerializer()


class OpportunityViewSet(MovingActions):
    model = Opportunity
    page = OPPORTUNITIES
    serializer_class = OpportunitySerializer

    def get_queryset(self) -> Any:
        return queries.with_everything()

    def create(self, request: Request) -> Response:
        values = self.read(OpportunitySerializer)
        lines = values.pop("lines", [])
        return self.answer(actions.create_opportunity(values, act=self.act(), lines=lines), 201)

    @extend_schema(request=OpportunityChangeSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        opportunity, context = self.taken(), self.get_serializer_context()
        given = OpportunityChangeSerializer(opportunity, data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        lines = values.pop("lines", None)
        changed = actions.change_opportunity(opportunity, values, act=self.act(), revision=self.revision(), lines=lines)
        return self.answer(changed)

    @extend_schema(
        responses=PipelineSerializer,
        parameters=[OpenApiParameter(name, schema) for f in FIGURE_FILTERS for name, schema in f.schemas().items()],
        filters=False,
    )
    @action(detail=False, pagination_class=None)
    def pipeline(self, request: Request) -> Response:
        """Count, amount and weighted amount by stage and month of the expected signing, of all one may see."""
        person: Any = request.user
        require(person, permissions.VIEW)
        found = figures_of(params_of(request.query_params), person)
        cells = [
            {"stage": stage, "month": month and month.isoformat(), **_told(sums)}
            for (stage, month), sums in found.items()
        ]
        return Response({"cells": cells, "total": _told(sum(found.values(), Sums()))})

    @extend_schema(request=WinSerializer)
    @action(detail=True, methods=["post"])
    def win(self, request: Request, pk: str) -> Response:
        """The customer decided for us."""
        opportunity, values = self.taken(), self.read(WinSerializer)
        return self.answer(actions.win_opportunity(opportunity, act=self.act(), revision=self.revision(), **values))

    @extend_schema(request=LossSerializer)
    @action(detail=True, methods=["post"])
    def loss(self, request: Request, pk: str) -> Response:
        """The customer decided against us."""
        opportunity, values = self.taken(), self.read(LossSerializer)
        return self.answer(actions.lose_opportunity(opportunity, act=self.act(), revision=self.revision(), **values))

    @extend_schema(request=ReopeningSerializer)
    @action(detail=True, methods=["post"])
    def reopening(self, request: Request, pk: str) -> Response:
        """Work on a closed opportunity again."""
        opportunity, values = self.taken(), self.read(ReopeningSerializer)
        return self.answer(actions.reopen_opportunity(opportunity, act=self.act(), revision=self.revision(), **values))

    @extend_schema(request=AssignmentSerializer)
    @action(detail=True, methods=["post"])
    def assignment(self, request: Request, pk: str) -> Response:
        """Give it to another account manager."""
        opportunity, given = self.taken(), self.read(AssignmentSerializer)
        to, reason = given["owner"], given["reason"]
        return self.answer(
            actions.assign_opportunity(opportunity, to, act=self.act(), reason=reason, revision=self.revision())
        )

    @extend_schema(request=AssignmentsSerializer, responses=FateSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"])
    def assignments(self, request: Request) -> Response:
        """Give many to another account manager, each as by itself; what became of each."""
        given = self.read(AssignmentsSerializer)

        def do(row: Any, values: Any, act: Act) -> None:
            actions.assign_opportunity(row, values["owner"], act=act, reason=values["reason"])

        return answer_many(carried_out(checked(self.chosen(given["ids"])), do, given, self.act()))

    @extend_schema(request=ClosingDatesSerializer, responses=FateSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"], url_path="closing-dates")
    def closing_dates(self, request: Request) -> Response:
        """Move the expected signing of many, each as by itself; what became of each."""
        given = self.read(ClosingDatesSerializer)

        def do(row: Any, values: Any, act: Act) -> None:
            actions.change_opportunity(row, {"expected_close_on": values["expected_close_on"]}, act=act)

        return answer_many(carried_out(checked(self.chosen(given["ids"])), do, given, self.act()))


def _told(sums: Sums) -> dict[str, Any]:
    return {
        "count": sums.count,
        "amount": str(sums.amount),
        "weighted": str(sums.weighted),
        "learnt": str(sums.learnt),
    }
