"""Money over the API: the same lists, the same verbs, the same refusals as the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.receivables import actions, permissions, queries, rules
from leadtocash.areas.receivables.models import Allocation, Receipt, Receivable, RevenueEntry
from leadtocash.areas.receivables.tables import ALLOCATIONS, RECEIPTS, RECEIVABLES, REVENUE
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.serializing import ProtectedFields
from leadtocash.foundation.web.api import OnceMixin


class MoneyField(serializers.DecimalField):
    """Yuan as a decimal string with two places."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 18, "decimal_places": 2, **kwargs})


class ReceivableSerializer(serializers.ModelSerializer[Receivable]):
    contract_number = serializers.CharField(source="contract.shown_number", read_only=True)
    customer = serializers.IntegerField(source="contract.customer_id", read_only=True)
    customer_name = serializers.CharField(source="contract.customer.name", read_only=True)
    owner = serializers.IntegerField(source="contract.owner_id", read_only=True)
    state = serializers.SerializerMethodField()
    close_cause = serializers.CharField(read_only=True, help_text="empty while it is open")

    class Meta:
        model = Receivable
        fields = [
            "id", "contract", "contract_number", "customer", "customer_name", "owner", "position", "event", "percent",
            "days_after", "amount", "received", "open_amount", "event_on", "due_on", "state", "closed_on",
            "close_cause", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_state(self, row: Receivable) -> str:
        return rules.state_of(row, timezone.localdate()).value


class AllocationSerializer(serializers.ModelSerializer[Allocation]):
    class Meta:
        model = Allocation
        fields = ["id", "receipt", "receivable", "amount", "allocated_on", "reverses", "reason", "created_at"]
        read_only_fields = fields


class AllocationLineSerializer(serializers.Serializer[Any]):
    receivable = serializers.IntegerField(min_value=1)
    amount = MoneyField(min_value=Decimal("0.01"))


class ReceiptSerializer(serializers.ModelSerializer[Receipt]):
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    allocations = AllocationSerializer(many=True, read_only=True)

    class Meta:
        model = Receipt
        fields = [
            "id", "number", "customer", "customer_name", "received_on", "amount", "bank_reference", "remark",
            "allocated", "advance", "voided_on", "void_reason", "allocations", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields


class NewReceiptSerializer(serializers.Serializer[Any]):
    customer = serializers.PrimaryKeyRelatedField(queryset=Customer.objects.none())
    received_on = serializers.DateField()
    amount = MoneyField(min_value=Decimal("0.01"))
    bank_reference = serializers.CharField(max_length=60)
    remark = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    lines = AllocationLineSerializer(many=True, required=False)

    def get_fields(self) -> dict[str, Any]:
        found: dict[str, Any] = super().get_fields()
        request = self.context.get("request")
        if request is not None:
            found["customer"].queryset = Customer.objects.visible_to(request.user)
        return found


class LinesSerializer(serializers.Serializer[Any]):
    lines = AllocationLineSerializer(many=True)


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200)


class SuggestionSerializer(serializers.Serializer[Any]):
    receivable = serializers.IntegerField()
    open_amount = MoneyField()
    amount = MoneyField()


def _lines(given: list[dict[str, Any]]) -> list[tuple[int, Decimal]]:
    return [(line["receivable"], line["amount"]) for line in given]


class ReceivableViewSet(RecordViewSet):
    model = Receivable
    page = RECEIVABLES
    related = ("contract__customer", "contract__owner")
    serializer_class = ReceivableSerializer

    def retrieve(self, request: Request, pk: str) -> Response:
        require(self.act().person, permissions.VIEW)
        return super().retrieve(request, pk)


class ReceiptViewSet(RecordViewSet):
    model = Receipt
    page = RECEIPTS
    related = ("customer",)
    serializer_class = ReceiptSerializer

    def get_queryset(self) -> Any:
        seen = queries.visible_allocations(self.act().person) if self.request else Allocation.objects.none()
        return super().get_queryset().prefetch_related(Prefetch("allocations", queryset=seen.order_by("pk")))

    @extend_schema(request=NewReceiptSerializer, responses={201: ReceiptSerializer})
    def create(self, request: Request) -> Response:
        require(self.act().person, permissions.MANAGE)
        values = self.read(NewReceiptSerializer)
        lines = _lines(values.pop("lines", []))
        return self.answer(actions.record_receipt(values, lines=lines, act=self.act()), 201)

    @extend_schema(request=LinesSerializer, responses={201: ReceiptSerializer})
    @action(detail=True, methods=["post"], url_path="allocations")
    def allocations(self, request: Request, pk: str) -> Response:
        """Match what is left to receivables; the rest stays as advance on account."""
        receipt = self.record()
        lines = _lines(self.read(LinesSerializer)["lines"])
        return self.answer(actions.allocate(receipt, lines, act=self.act()), 201)

    @extend_schema(responses=SuggestionSerializer(many=True))
    @action(detail=True, methods=["get"], url_path="suggestion")
    def suggestion(self, request: Request, pk: str) -> Response:
        """What would be matched, oldest due first."""
        receipt = self.record()
        require(self.act().person, permissions.MANAGE, receipt)
        owed = list(queries.candidates(receipt)[:100])
        offered = rules.suggest(receipt.advance, [row.open_amount for row in owed])
        rows = [
            {"receivable": row.pk, "open_amount": row.open_amount, "amount": amount}
            for row, amount in zip(owed, offered, strict=True)
        ]
        return Response(SuggestionSerializer(rows, many=True).data)

    @extend_schema(request=ReasonSerializer, responses=ReceiptSerializer)
    @action(detail=True, methods=["post"], url_path="voiding")
    def voiding(self, request: Request, pk: str) -> Response:
        receipt = self.record()
        reason = self.read(ReasonSerializer)["reason"]
        return self.answer(actions.void_receipt(receipt, reason, act=self.act()))


class AllocationViewSet(RecordViewSet):
    model = Allocation
    page = ALLOCATIONS
    related = ("receipt", "receivable__contract")
    serializer_class = AllocationSerializer

    def retrieve(self, request: Request, pk: str) -> Response:
        require(self.act().person, permissions.VIEW)
        return super().retrieve(request, pk)

    @extend_schema(request=ReasonSerializer, responses={201: AllocationSerializer})
    @action(detail=True, methods=["post"], url_path="reversal")
    def reversal(self, request: Request, pk: str) -> Response:
        """Take the match back; the answer is the reversing row."""
        allocation = self.record()
        reason = self.read(ReasonSerializer)["reason"]
        return self.answer(actions.undo_allocation(allocation, reason, act=self.act()), 201)


class RevenueSerializer(ProtectedFields, serializers.ModelSerializer[RevenueEntry]):
    """Revenue of a closed project; cost and margin are null for those who may not see them."""

    project_code = serializers.CharField(source="project.code", read_only=True)
    project_title = serializers.CharField(source="project.title", read_only=True)
    margin = serializers.DecimalField(max_digits=18, decimal_places=2, read_only=True, allow_null=True)

    class Meta:
        model = RevenueEntry
        fields = [
            "id", "project", "project_code", "project_title", "state", "amount", "net_amount", "cost_amount", "margin",
            "signed_on", "entered_on", "recognised_on", "recognised_by", "revision",
        ]  # fmt: skip
        read_only_fields = fields


class ConfirmationSerializer(serializers.Serializer[Any]):
    recognised_on = serializers.DateField(required=False)
    revision = serializers.IntegerField(required=False)


class RevenueViewSet(RecordViewSet):
    model = RevenueEntry
    page = REVENUE
    related = ("project",)
    serializer_class = RevenueSerializer

    def retrieve(self, request: Request, pk: str) -> Response:
        require(self.act().person, permissions.VIEW_REVENUE)
        return super().retrieve(request, pk)

    @extend_schema(request=ConfirmationSerializer, responses=RevenueSerializer)
    @action(detail=True, methods=["post"], url_path="confirmation")
    def confirmation(self, request: Request, pk: str) -> Response:
        """Finance recognises the revenue by the signed sheet (S0 2.5.1)."""
        entry = self.record()
        day = self.read(ConfirmationSerializer).get("recognised_on")
        done = actions.recognise(entry, recognised_on=day, act=self.act(), revision=self.revision())
        return self.answer(done)


class CollectionSerializer(serializers.Serializer[Any]):
    owner = serializers.IntegerField(source="owner_id")
    name = serializers.CharField()
    department = serializers.CharField()
    contracted = MoneyField()
    due = MoneyField()
    received_due = MoneyField()
    overdue = MoneyField()
    received = MoneyField()
    rate = serializers.DecimalField(max_digits=6, decimal_places=4, allow_null=True)


class CollectionView(OnceMixin):
    """The collection rate per account manager as of today (FIN-5)."""

    @extend_schema(responses=CollectionSerializer(many=True))
    def get(self, request: Request) -> Response:
        require(self.act().person, permissions.VIEW)
        return Response(
            CollectionSerializer(queries.collection(self.act().person, timezone.localdate()), many=True).data
        )
