"""Contracts over the API: the same actions, the same refusals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.contracts import actions, permissions, queries
from leadtocash.areas.contracts.models import Contract, ContractLine, PaymentTerm
from leadtocash.areas.contracts.tables import CONTRACTS, VIRTUAL, age, is_late
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.opportunities import papers
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.access.serializing import ProtectedFields
from leadtocash.foundation.custom_fields.serializing import Extended
from leadtocash.foundation.documents.api import AttachmentSerializer

HEADER = [
    "title", "kind", "text_kind", "customer", "opportunity", "signed_on", "expected_signing_on", "virtual_reason",
    "delivery_on", "delivery_place", "delivery_terms", "technical_terms", "acceptance_needed", "acceptance_terms",
    "warranty_terms", "penalty_terms",
]  # fmt: skip


class ContractLineSerializer(ProtectedFields, serializers.ModelSerializer[ContractLine]):
    """A line. With a product, what is left out comes from the catalogue. Amounts are computed."""

    product = serializers.PrimaryKeyRelatedField(queryset=queries.catalogue(), required=False, allow_null=True)
    model = serializers.CharField(source="product.model", read_only=True, default="")
    description = serializers.CharField(max_length=200, required=False)
    unit_price = serializers.DecimalField(max_digits=18, decimal_places=2, min_value=Decimal(0), required=False)

    class Meta:
        model = ContractLine
        fields = [
            "id", "position", "product", "model", "description", "quantity", "unit", "unit_price", "tax_rate",
            "unit_cost", "amount", "tax_amount",
        ]  # fmt: skip
        read_only_fields = ["id", "position", "amount", "tax_amount"]
        extra_kwargs = {"unit": {"required": False}, "tax_rate": {"required": False}, "unit_cost": {"required": False}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs.get("product") and not attrs.get("description"):
            raise serializers.ValidationError({"description": self.fields["description"].error_messages["required"]})
        return attrs


class TermSerializer(serializers.ModelSerializer[PaymentTerm]):
    """A part of the payment plan; its amount is computed so that all make the contract."""

    class Meta:
        model = PaymentTerm
        fields = ["id", "position", "event", "percent", "days_after", "amount", "note"]
        read_only_fields = ["id", "position", "amount"]


class ContractSerializer(ProtectedFields, Extended, serializers.ModelSerializer[Contract]):
    """A contract. Cost and margin are null for those who may not see them."""

    lines = ContractLineSerializer(many=True, required=False)
    terms = TermSerializer(many=True, required=False)
    title = serializers.CharField(max_length=160, required=False)
    customer = serializers.PrimaryKeyRelatedField(queryset=Customer.objects.none(), required=False)
    opportunity = serializers.PrimaryKeyRelatedField(
        queryset=Opportunity.objects.none(), required=False, allow_null=True
    )
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    owner_name = serializers.CharField(source="owner.name", read_only=True)
    margin_percent = serializers.DecimalField(max_digits=12, decimal_places=1, read_only=True, allow_null=True)
    replaced_by: Any = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True, default=None)

    class Meta:
        model = Contract
        fields = [
            "id", "number", "draft_number", "project_code", "state", *HEADER, "customer_name", "owner", "owner_name",
            "department", "replaces", "replaced_by", "answerable", "amount", "net_amount", "tax_amount",
            "cost_amount", "margin_percent", "review_round", "submitted_at", "passed_at", "registered_at",
            "cancelled_at", "cancel_reason", "lines", "terms", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "draft_number", "project_code", "state", "owner", "department", "replaces", "answerable",
            "amount", "net_amount", "tax_amount", "cost_amount", "review_round", "submitted_at", "passed_at",
            "registered_at", "cancelled_at", "cancel_reason", "revision", "created_at", "updated_at",
        ]  # fmt: skip

    def get_fields(self) -> dict[str, Any]:
        """One may only name customers and opportunities one sees."""
        fields = super().get_fields()
        request = self.context.get("request")
        if request is not None and request.user.is_authenticated:
            fields["customer"].queryset = Customer.objects.visible_to(request.user)  # type: ignore[attr-defined]
            fields["opportunity"].queryset = Opportunity.objects.visible_to(request.user)  # type: ignore[attr-defined]
        return fields


class SubmissionSerializer(serializers.Serializer[Any]):
    ask_all = serializers.BooleanField(default=False)


class RegistrationSerializer(serializers.Serializer[Any]):
    signed_on = serializers.DateField(required=False, allow_null=True, default=None)


class ContractCancellationSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class PaperSerializer(serializers.Serializer[Any]):
    """A record of the contract's deal from before the sale, with its files as they are now."""

    kind = serializers.CharField()
    id = serializers.IntegerField(source="paper.record.pk")
    title = serializers.CharField(source="paper.record")
    files = AttachmentSerializer(source="paper.files", many=True)


class ContractViewSet(RecordViewSet):
    model = Contract
    page = CONTRACTS
    serializer_class = ContractSerializer

    def get_queryset(self) -> Any:
        return queries.detailed()

    def list(self, request: Request) -> Response:
        """A page of contracts with their lines and payment plan."""
        return super().list(request)

    def create(self, request: Request) -> Response:
        """Draft from a won opportunity ({opportunity: id}, the rest comes along) or for a customer."""
        values = self.read(ContractSerializer)
        lines, terms = values.pop("lines", None), values.pop("terms", [])
        opportunity = values.pop("opportunity", None)
        if opportunity is not None:
            made = actions.draft_from_opportunity(opportunity, values, lines=lines, terms=terms, act=self.act())
        else:
            if "customer" not in values:
                required = ContractSerializer().fields["customer"].error_messages["required"]
                raise serializers.ValidationError({"customer": required})
            made = actions.draft_contract({"title": "", **values}, lines=lines or [], terms=terms, act=self.act())
        return self.answer(made, 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a draft; lines and terms, where given, replace all there were."""
        contract = self.taken()
        given = ContractSerializer(contract, data=request.data, partial=True, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        lines, terms = values.pop("lines", None), values.pop("terms", None)
        changed = actions.change_contract(
            contract, values, lines=lines, terms=terms, act=self.act(), revision=self.revision()
        )
        return self.answer(changed)

    @extend_schema(request=SubmissionSerializer, responses=ContractSerializer)
    @action(detail=True, methods=["post"])
    def submission(self, request: Request, pk: str) -> Response:
        """Submit for review; refused with all that is missing."""
        ask_all = self.read(SubmissionSerializer)["ask_all"]
        return self.answer(actions.submit_contract(self.taken(), act=self.act(), ask_all=ask_all))

    @extend_schema(request=RegistrationSerializer, responses=ContractSerializer)
    @action(detail=True, methods=["post"])
    def registration(self, request: Request, pk: str) -> Response:
        """Register a passed contract: number and project code are given."""
        signed_on = self.read(RegistrationSerializer)["signed_on"]
        return self.answer(actions.register_contract(self.taken(), act=self.act(), signed_on=signed_on))

    @extend_schema(request=None, responses={201: ContractSerializer})
    @action(detail=True, methods=["post"])
    def replacement(self, request: Request, pk: str) -> Response:
        """Draft the formal contract that replaces a virtual one."""
        return self.answer(actions.draft_replacement(self.taken(), act=self.act()), 201)

    @extend_schema(request=ContractCancellationSerializer, responses=ContractSerializer)
    @action(detail=True, methods=["post"])
    def cancellation(self, request: Request, pk: str) -> Response:
        """Drop a draft, or ask for the cancellation of a contract without a live project."""
        reason = self.read(ContractCancellationSerializer)["reason"]
        return self.answer(actions.cancel_contract(self.taken(), reason=reason, act=self.act()))

    @extend_schema(responses=PaperSerializer(many=True), filters=False, operation_id="contract_presales_records")
    @action(detail=True, url_path="presales-records", pagination_class=None)
    def presales_records(self, request: Request, pk: str) -> Response:
        """The records of its deal from before the sale (S3 A.4), as far as one sees them."""
        deal = self.record().opportunity
        found = papers.of_deal(deal, self.act().person) if deal is not None else []
        rows = [{"kind": kind_of(one.record), "paper": one} for _label, those in found for one in those]
        return Response(PaperSerializer(rows, many=True).data)


class VirtualSerializer(serializers.ModelSerializer[Contract]):
    """An open virtual contract: how old, how much, who answers, when the formal one is expected."""

    customer_name = serializers.CharField(source="customer.name", read_only=True)
    owner_name = serializers.CharField(source="owner.name", read_only=True)
    answerable_name = serializers.CharField(source="answerable.name", read_only=True, default="")
    exposure = serializers.DecimalField(source="amount", max_digits=18, decimal_places=2, read_only=True)
    replaced_by: Any = serializers.PrimaryKeyRelatedField(read_only=True, allow_null=True, default=None)
    age_days = serializers.SerializerMethodField()
    is_overdue = serializers.SerializerMethodField()
    project = serializers.SerializerMethodField()

    class Meta:
        model = Contract
        fields = [
            "id", "number", "project_code", "title", "customer", "customer_name", "owner", "owner_name", "answerable",
            "answerable_name", "exposure", "registered_at", "age_days", "expected_signing_on", "is_overdue",
            "replaced_by", "project",
        ]  # fmt: skip

    def get_age_days(self, contract: Contract) -> int:
        return age(contract)

    def get_is_overdue(self, contract: Contract) -> bool:
        return is_late(contract, timezone.localdate())

    def get_project(self, contract: Contract) -> str:
        return queries.project_words(contract)


class VirtualContractViewSet(RecordViewSet):
    """The register of open virtual contracts, with the exposure in all."""

    model = Contract
    page = VIRTUAL
    serializer_class = VirtualSerializer

    def get_queryset(self) -> Any:
        return queries.open_virtual(self.request.user)  # type: ignore[arg-type]

    def list(self, request: Request) -> Response:
        require(request.user, permissions.SEE_VIRTUAL)  # type: ignore[arg-type]
        answer = super().list(request)
        params = {k: str(v) for k, v in request.query_params.items() if v}
        rows = self.page.selected(params, request.user, timezone.localdate())
        answer.data["total_exposure"] = str(rows.order_by().aggregate(total=Sum("amount"))["total"] or Decimal("0.00"))
        return answer

    def retrieve(self, request: Request, pk: str) -> Response:
        require(request.user, permissions.SEE_VIRTUAL)  # type: ignore[arg-type]
        contract = fetch(Contract, request.user, self.get_queryset(), pk=pk)  # type: ignore[arg-type]
        return Response(self.get_serializer(contract).data)
