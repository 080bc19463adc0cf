"""The evidence library over the API."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.products.models import Product
from leadtocash.areas.winning import actions
from leadtocash.areas.winning.api.fields import Visible
from leadtocash.areas.winning.models import Evidence
from leadtocash.areas.winning.tables import EVIDENCE
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.custom_fields.serializing import Extended


class EvidenceSerializer(Extended, serializers.ModelSerializer[Evidence]):
    """Files are attached to it as to any record."""

    product = Visible(Product, required=False, allow_null=True)
    customer = Visible(Customer, required=False, allow_null=True)
    owner_name = serializers.CharField(source="owner.name", read_only=True)

    class Meta:
        model = Evidence
        fields = [
            "id", "number", "title", "kind", "text", "product", "customer", "industry", "issued_on", "valid_until",
            "owner", "owner_name", "department", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "number", "owner", "department", "revision", "created_at", "updated_at"]


class EvidenceViewSet(RecordViewSet):
    model = Evidence
    page = EVIDENCE
    related = ("owner", "department")
    serializer_class = EvidenceSerializer

    def create(self, request: Request) -> Response:
        return self.answer(actions.add_evidence(self.read(EvidenceSerializer), act=self.act()), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        one = self.taken()
        given = EvidenceSerializer(one, data=request.data, partial=True, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        return self.answer(actions.change_evidence(one, given.validated_data, act=self.act(), revision=self.revision()))
