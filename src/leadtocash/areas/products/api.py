"""The catalogue over the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.products import actions, permissions, queries
from leadtocash.areas.products.models import Category, Product, Series
from leadtocash.areas.products.tables import PRODUCTS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.serializing import ProtectedFields
from leadtocash.foundation.custom_fields.serializing import Extended


class SeriesSerializer(serializers.ModelSerializer[Series]):
    class Meta:
        model = Series
        fields = ["id", "code", "name"]


class CategorySerializer(serializers.ModelSerializer[Category]):
    series = SeriesSerializer(many=True, read_only=True)

    class Meta:
        model = Category
        fields = ["id", "code", "name", "series"]


class ProductSerializer(ProtectedFields, Extended, serializers.ModelSerializer[Product]):
    """Prices in yuan per unit without tax; Cost and floor price are null for those who may not see them."""

    series_name = serializers.CharField(source="series.name", read_only=True)
    category_code = serializers.CharField(source="series.category.code", read_only=True)

    class Meta:
        model = Product
        fields = [
            "id", "model", "name", "series", "series_name", "category_code", "unit", "grade", "list_price",
            "floor_price", "cost", "warranty_years", "needs_serial", "serial_pattern", "is_active",
            "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "revision", "created_at", "updated_at"]
        extra_kwargs = {
            "model": {"validators": []},
            "cost": {"required": False, "allow_null": True},
            "floor_price": {"required": False, "allow_null": True},
        }


class ProductViewSet(RecordViewSet):
    model = Product
    page = PRODUCTS
    related = ("series__category",)
    serializer_class = ProductSerializer

    def create(self, request: Request) -> Response:
        return self.answer(actions.create_product(self.read(ProductSerializer), act=self.act()), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        product = self.taken()
        given = ProductSerializer(product, data=request.data, partial=True, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        changed = actions.change_product(product, given.validated_data, act=self.act(), revision=self.revision())
        return self.answer(changed)


class CategoryViewSet(viewsets.GenericViewSet[Any]):
    """Categories with their series, all at once."""

    queryset = Category.objects.none()
    serializer_class = CategorySerializer
    pagination_class = None
    filter_backends: list[Any] = []

    def list(self, request: Request) -> Response:
        require(request.user, permissions.VIEW)  # type: ignore[arg-type]
        return Response(CategorySerializer(queries.shelves(), many=True).data)
