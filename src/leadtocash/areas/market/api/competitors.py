"""Competitors and the prices seen of them over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.market import actions
from leadtocash.areas.market.api.kept import KeptViewSet
from leadtocash.areas.market.models import Competitor, PriceSeen
from leadtocash.areas.market.tables import COMPETITORS, PRICES
from leadtocash.areas.products import queries as products
from leadtocash.areas.products.models import Product
from leadtocash.foundation.custom_fields.serializing import Extended

_KEPT = ["revision", "created_at", "updated_at"]


class OurProduct(serializers.PrimaryKeyRelatedField[Product]):
    """A product of ours."""

    def get_queryset(self) -> Any:
        return products.findable(self.context["request"].user)


class CompetitorSerializer(Extended, serializers.ModelSerializer[Competitor]):
    class Meta:
        model = Competitor
        fields = [
            "id", "name", "short_name", "website", "region", "products", "strengths", "weaknesses", "background",
            *_KEPT,
        ]  # fmt: skip
        read_only_fields = ["id", *_KEPT]


class CompetitorPriceSerializer(serializers.ModelSerializer[PriceSeen]):
    """price: yuan with tax for one."""

    competitor_name = serializers.CharField(source="competitor.name", read_only=True)
    product = OurProduct(required=False, allow_null=True)
    product_model = serializers.CharField(source="product.model", read_only=True, allow_null=True, default=None)

    class Meta:
        model = PriceSeen
        fields = [
            "id", "competitor", "competitor_name", "seen_on", "what", "product", "product_model", "price", "region",
            "source", *_KEPT,
        ]  # fmt: skip
        read_only_fields = ["id", "competitor", *_KEPT]


class CompetitorViewSet(KeptViewSet):
    model = Competitor
    page = COMPETITORS
    serializer_class = CompetitorSerializer
    add, alter = actions.create_competitor, actions.change_competitor

    @extend_schema(request=CompetitorPriceSerializer, responses={201: CompetitorPriceSerializer}, filters=False)
    @action(detail=True, methods=["post"])
    def prices(self, request: Request, pk: str) -> Response:
        """Keep a price of theirs that was seen."""
        price = actions.add_price(self.taken(), self.read(CompetitorPriceSerializer), act=self.act())
        return Response(CompetitorPriceSerializer(price, context=self.get_serializer_context()).data, status=201)


class PriceViewSet(KeptViewSet):
    """Prices seen of all competitors (`competitor=7`); a new one is a POST to its competitor's prices."""

    model = PriceSeen
    page = PRICES
    related = ("competitor", "product")
    serializer_class = CompetitorPriceSerializer
    http_method_names = ["get", "patch", "head", "options"]
    alter = actions.change_price
