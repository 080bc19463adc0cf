"""Customers and contacts over the API."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.customers import actions, queries
from leadtocash.areas.customers.api.contacts import ContactSerializer
from leadtocash.areas.customers.api.knowing import CreditSerializer, CreditTermSerializer, DossierSerializer
from leadtocash.areas.customers.api.status import StatusChangeSerializer
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.queries.knowing import dossier_of
from leadtocash.areas.customers.tables import CUSTOMERS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.gate import fetch
from leadtocash.foundation.access.many import (
    AssignmentSerializer,
    AssignmentsSerializer,
    FateSerializer,
    answer_many,
)
from leadtocash.foundation.custom_fields.serializing import Extended
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.web.lists.bulk import carried_out, checked


class VisibleCustomer(serializers.PrimaryKeyRelatedField[Customer]):
    """A customer the person may see; another one does not exist for him."""

    def get_queryset(self) -> Any:
        return queries.pickable(self.context["request"].user)


class CustomerSerializer(Extended, serializers.ModelSerializer[Customer]):
    owner_name = serializers.CharField(source="owner.name", read_only=True, allow_null=True, default=None)
    department_name = serializers.CharField(source="department.name", read_only=True)
    parent = VisibleCustomer(required=False, allow_null=True)  # type: ignore[assignment]
    contacts = ContactSerializer(many=True, read_only=True)

    class Meta:
        model = Customer
        fields = [
            "id", "number", "name", "short_name", "credit_code", "kind", "status", "industry", "region",
            "address", "website", "source", "founded_year", "employees", "background", "credit", "credit_limit",
            "credit_until", "owner", "owner_name", "department", "department_name", "parent", "contacts",
            "completeness",
            "reviewed_on", "review_due_on", "touched_at", "pooled_at", "returns_on", "revision", "created_at",
            "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "status", "credit", "credit_limit", "credit_until", "owner", "department", "completeness",
            "reviewed_on", "review_due_on", "touched_at", "pooled_at", "returns_on", "revision", "created_at",
            "updated_at",
        ]  # fmt: skip
        extra_kwargs = {"credit_code": {"validators": [], "max_length": 40}}


class ReleaseSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class CustomerViewSet(RecordViewSet):
    model = Customer
    page = CUSTOMERS
    related = ("owner", "department")
    serializer_class = CustomerSerializer

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("contacts")

    def create(self, request: Request) -> Response:
        customer = actions.create_customer(self.read(CustomerSerializer), act=self.act())
        return self.answer(customer, 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        customer = self.taken()
        given = CustomerSerializer(customer, data=request.data, partial=True, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        changed = actions.change_customer(customer, given.validated_data, act=self.act(), revision=self.revision())
        return self.answer(changed)

    @extend_schema(request=ContactSerializer, responses={201: ContactSerializer})
    @action(detail=True, methods=["post"], url_path="contacts")
    def contacts(self, request: Request, pk: str) -> Response:
        contact = actions.add_contact(self.taken(), self.read(ContactSerializer), act=self.act())
        return Response(ContactSerializer(contact, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=AssignmentSerializer)
    @action(detail=True, methods=["post"])
    def assignment(self, request: Request, pk: str) -> Response:
        """Give it to another account manager."""
        customer, given = self.taken(), self.read(AssignmentSerializer)
        to, reason = given["owner"], given["reason"]
        return self.answer(
            actions.assign_customer(customer, to, act=self.act(), reason=reason, revision=self.revision())
        )

    @extend_schema(request=StatusChangeSerializer, responses={201: StatusChangeSerializer})
    @action(detail=True, methods=["post"], url_path="status-changes")
    def status_changes(self, request: Request, pk: str) -> Response:
        """Ask for another status; the sales manager decides."""
        change = actions.ask_status(
            self.taken(), self.read(StatusChangeSerializer), act=self.act(), revision=self.revision()
        )
        return Response(StatusChangeSerializer(change).data, status=201)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="status-confirmation")
    def status_confirmation(self, request: Request, pk: str) -> Response:
        """The status is still right."""
        return self.answer(actions.confirm_status(self.taken(), act=self.act(), revision=self.revision()))

    @extend_schema(methods=["get"], responses=CreditTermSerializer(many=True), filters=False)
    @extend_schema(methods=["post"], request=CreditSerializer, responses={200: CreditTermSerializer(many=True)})
    @action(detail=True, methods=["get", "post"], url_path="credit-terms", pagination_class=None)
    def credit_terms(self, request: Request, pk: str) -> Response:
        """The credit given so far, the latest first; a POST by finance gives another."""
        customer = self.record()
        if request.method == "POST":
            actions.set_credit(customer, self.read(CreditSerializer), act=self.act(), revision=self.revision())
        terms = customer.credit_terms.select_related("created_by").order_by("-pk")
        return Response(CreditTermSerializer(terms, many=True).data)

    @extend_schema(methods=["get"], responses=DossierSerializer)
    @extend_schema(methods=["put"], request=DossierSerializer, responses=DossierSerializer)
    @action(detail=True, methods=["get", "put"])
    def dossier(self, request: Request, pk: str) -> Response:
        """What is known of a target customer (KHDA), 404 before it is begun; a PUT writes it as a whole, rows that are
        left out stay."""
        customer = fetch(Customer, self._person, pk=pk)
        if request.method == "PUT":
            given = dict(self.read(DossierSerializer))
            rows = {name: given.pop(name, None) for name in ("shareholders", "products")}
            actions.save_dossier(customer, given, act=self.act(), revision=self.seen_revision(), **rows)
        found = dossier_of(customer)
        if found is None:
            raise Http404
        return Response(DossierSerializer(found).data)

    @extend_schema(request=ReleaseSerializer)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, pk: str) -> Response:
        """Give it back to the public pool."""
        reason = self.read(ReleaseSerializer)["reason"]
        return self.answer(actions.release(self.taken(), act=self.act(), reason=reason, revision=self.revision()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="assignment-by-rule")
    def assignment_by_rule(self, request: Request, pk: str) -> Response:
        """Give it to whom the assignment rules name."""
        return self.answer(actions.assign_by_rule(self.taken(), act=self.act()))

    @extend_schema(request=AssignmentsSerializer, responses=FateSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"])
    def assignments(self, request: Request) -> Response:
        """Give many to another account manager, each as by itself; what became of each."""
        given = self.read(AssignmentsSerializer)

        def do(row: Any, values: Any, act: Act) -> None:
            actions.assign_customer(row, values["owner"], act=act, reason=values["reason"])

        return answer_many(carried_out(checked(self.chosen(given["ids"])), do, given, self.act()))
