"""Market research reports over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.market import actions
from leadtocash.areas.market.api.competitors import OurProduct
from leadtocash.areas.market.api.kept import KeptViewSet
from leadtocash.areas.market.models import MarketReport
from leadtocash.areas.market.tables import REPORTS
from leadtocash.foundation.custom_fields.serializing import Extended


class MarketReportSerializer(Extended, serializers.ModelSerializer[MarketReport]):
    product = OurProduct(required=False, allow_null=True)
    owner_name = serializers.CharField(source="owner.name", read_only=True)

    class Meta:
        model = MarketReport
        fields = [
            "id", "number", "title", "product", "region", "since", "until", "method", "market", "rivals", "findings",
            "advice", "state", "issued_on", "owner", "owner_name", "department", "revision", "created_at",
            "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "state", "issued_on", "owner", "department", "revision", "created_at", "updated_at",
        ]  # fmt: skip


class ReportTakingBackSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class MarketReportViewSet(KeptViewSet):
    model = MarketReport
    page = REPORTS
    related = ("owner",)
    serializer_class = MarketReportSerializer
    add, alter = actions.begin_report, actions.change_report

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: str) -> Response:
        """Issue it: it does not change any more."""
        return self.answer(actions.issue_report(self.taken(), act=self.act(), revision=self.revision()))

    @extend_schema(request=ReportTakingBackSerializer)
    @action(detail=True, methods=["post"], url_path="taking-back")
    def taking_back(self, request: Request, pk: str) -> Response:
        """Make an issued one a draft again."""
        report, given = self.taken(), self.read(ReportTakingBackSerializer)
        return self.answer(actions.take_back_report(report, act=self.act(), revision=self.revision(), **given))
