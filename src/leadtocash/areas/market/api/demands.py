"""The demand channel log over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.market import actions
from leadtocash.areas.market.api.competitors import OurProduct
from leadtocash.areas.market.api.kept import KeptViewSet
from leadtocash.areas.market.models import Demand
from leadtocash.areas.market.tables import DEMANDS
from leadtocash.foundation.custom_fields.serializing import Extended


class _VisibleCustomer(serializers.PrimaryKeyRelatedField[Customer]):
    """A customer the person may see; another one does not exist for him."""

    def get_queryset(self) -> Any:
        return customers.pickable(self.context["request"].user)


class DemandSerializer(Extended, serializers.ModelSerializer[Demand]):
    customer = _VisibleCustomer(required=False, allow_null=True)
    customer_name = serializers.CharField(source="customer.name", read_only=True, allow_null=True, default=None)
    product = OurProduct(required=False, allow_null=True)
    owner_name = serializers.CharField(source="owner.name", read_only=True)

    class Meta:
        model = Demand
        fields = [
            "id", "number", "title", "details", "asked_on", "channel", "customer", "customer_name", "asked_by",
            "product", "state", "answer", "answered_on", "answered_by", "owner", "owner_name", "department",
            "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "state", "answer", "answered_on", "answered_by", "owner", "department", "revision",
            "created_at", "updated_at",
        ]  # fmt: skip


class DemandAnswerSerializer(serializers.Serializer[Any]):
    """answered and declined close the demand and need an answer."""

    state = serializers.ChoiceField(choices=[one for one in Demand.State.choices if one[0] != Demand.State.NEW])
    answer = serializers.CharField(required=False, allow_blank=True, max_length=4000, default="")


class DemandViewSet(KeptViewSet):
    model = Demand
    page = DEMANDS
    related = ("customer", "owner")
    serializer_class = DemandSerializer
    add, alter = actions.record_demand, actions.change_demand

    @extend_schema(request=DemandAnswerSerializer)
    @action(detail=True, methods=["post"])
    def answers(self, request: Request, pk: str) -> Response:
        """Say what becomes of it."""
        demand, given = self.taken(), self.read(DemandAnswerSerializer)
        return self.answer(actions.answer_demand(demand, act=self.act(), revision=self.revision(), **given))
