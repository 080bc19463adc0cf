"""Partners over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.market import actions
from leadtocash.areas.market.api.kept import KeptViewSet
from leadtocash.areas.market.models import Partner, PartnerContact
from leadtocash.areas.market.tables import PARTNERS
from leadtocash.foundation.access.serializing import ProtectedFields
from leadtocash.foundation.custom_fields.serializing import Extended


class PartnerContactSerializer(ProtectedFields, serializers.ModelSerializer[PartnerContact]):
    class Meta:
        model = PartnerContact
        fields = ["id", "name", "position", "phone", "email", "revision"]
        read_only_fields = ["id", "revision"]


class PartnerSerializer(Extended, serializers.ModelSerializer[Partner]):
    """The agreement holds from its first to its last day, both included."""

    owner_name = serializers.CharField(source="owner.name", read_only=True)
    department_name = serializers.CharField(source="department.name", read_only=True)
    contacts = PartnerContactSerializer(many=True, read_only=True)

    class Meta:
        model = Partner
        fields = [
            "id", "name", "kind", "level", "region", "address", "scope", "agreed_from", "agreed_until", "owner",
            "owner_name", "department", "department_name", "contacts", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "owner", "department", "revision", "created_at", "updated_at"]


class PartnerViewSet(KeptViewSet):
    model = Partner
    page = PARTNERS
    related = ("owner", "department")
    serializer_class = PartnerSerializer
    add, alter = actions.create_partner, actions.change_partner

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("contacts")

    @extend_schema(request=PartnerContactSerializer, responses={201: PartnerContactSerializer}, filters=False)
    @action(detail=True, methods=["post"])
    def contacts(self, request: Request, pk: str) -> Response:
        """Add a person at the partner."""
        person = actions.add_person(self.taken(), self.read(PartnerContactSerializer), act=self.act())
        return Response(PartnerContactSerializer(person, context=self.get_serializer_context()).data, status=201)
