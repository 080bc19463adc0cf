"""The shapes of credit, dossier and disputes over the API, and the disputes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.customers import actions
from leadtocash.areas.customers.models import CreditTerm, Customer, Dispute, Dossier, ProductInUse, Shareholder
from leadtocash.areas.customers.queries import disputes as queries
from leadtocash.areas.customers.tables import DISPUTES
from leadtocash.foundation.access.api import RecordViewSet


class CreditSerializer(serializers.Serializer[Any]):
    """limit in yuan."""

    rating = serializers.ChoiceField(Customer.Credit.choices, required=False, allow_blank=True, default="")
    limit = serializers.DecimalField(max_digits=18, decimal_places=2, min_value=0)
    valid_until = serializers.DateField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=400)


class CreditTermSerializer(serializers.ModelSerializer[CreditTerm]):
    created_by_name = serializers.CharField(source="created_by.name", read_only=True, allow_null=True, default=None)

    class Meta:
        model = CreditTerm
        fields = ["id", "rating", "limit", "valid_until", "reason", "created_by_name", "created_at"]


class ShareholderSerializer(serializers.ModelSerializer[Shareholder]):
    """share: percent."""

    class Meta:
        model = Shareholder
        fields = ["name", "share", "note"]


class ProductInUseSerializer(serializers.ModelSerializer[ProductInUse]):
    class Meta:
        model = ProductInUse
        fields = ["product", "source", "maker", "quantity", "since_year", "chance", "note"]


class DossierSerializer(serializers.ModelSerializer[Dossier]):
    """Sections as text; shareholders and products in use as rows."""

    shareholders = ShareholderSerializer(many=True, required=False)
    products = ProductInUseSerializer(many=True, required=False)

    class Meta:
        model = Dossier
        exclude = ["id", "customer", "created_by"]
        read_only_fields = ["revision", "created_at", "updated_at"]


class DisputeSerializer(serializers.ModelSerializer[Dispute]):
    """name: of the customer as it is registered, in full, when a dispute is raised."""

    name = serializers.CharField(max_length=120, source="customer.name")
    claimant_name = serializers.CharField(source="claimant.name", read_only=True)
    holder_name = serializers.CharField(source="holder.name", read_only=True)

    class Meta:
        model = Dispute
        fields = [
            "id", "number", "name", "state", "claim", "claimant", "claimant_name", "holder", "holder_name", "answer",
            "answered_at", "decided_at", "decided_by", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "state", "claimant", "holder", "answer", "answered_at", "decided_at", "decided_by",
            "revision", "created_at", "updated_at",
        ]  # fmt: skip


class DisputeAnswerSerializer(serializers.Serializer[Any]):
    answer = serializers.CharField(max_length=2000)


class DisputeViewSet(RecordViewSet):
    """Disputes about whose a customer is; decided in the inbox."""

    model = Dispute
    page = DISPUTES
    serializer_class = DisputeSerializer
    http_method_names = ["get", "post", "head", "options"]

    def get_queryset(self) -> Any:
        return queries.shown()

    def create(self, request: Request) -> Response:
        """Raise a dispute about the customer of this name."""
        given = self.read(DisputeSerializer)
        made = actions.raise_dispute(given["customer"]["name"], given["claim"], act=self.act())
        return self.answer(made, 201)

    @extend_schema(request=DisputeAnswerSerializer, responses=DisputeSerializer)
    @action(detail=True, methods=["post"], url_path="answer")
    def reply(self, request: Request, pk: str) -> Response:
        """The account manager says what speaks for him."""
        said = self.read(DisputeAnswerSerializer)["answer"]
        return self.answer(actions.answer_dispute(self.record(), said, act=self.act(), revision=self.revision()))
