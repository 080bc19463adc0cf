"""People at customers over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.customers import actions
from leadtocash.areas.customers.models import Contact, ContactTie
from leadtocash.areas.customers.queries import people as queries
from leadtocash.areas.customers.tables import CONTACTS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.gate import fetch
from leadtocash.foundation.access.serializing import ProtectedFields
from leadtocash.foundation.custom_fields.serializing import Extended


class VisibleContact(serializers.PrimaryKeyRelatedField[Contact]):
    """A contact the person may see; another one does not exist for him."""

    def get_queryset(self) -> Any:
        return queries.pickable(self.context["request"].user)


class ContactSerializer(ProtectedFields, Extended, serializers.ModelSerializer[Contact]):
    """A person at a customer; phone and e-mail are masked for those who may not see them."""

    customer_name = serializers.CharField(source="customer.name", read_only=True)

    reports_to = VisibleContact(required=False, allow_null=True)

    class Meta:
        model = Contact
        fields = [
            "id",
            "customer",
            "customer_name",
            "name",
            "position",
            "phone",
            "email",
            "birthday",
            "roles",
            "reports_to",
            "preferences",
            "is_main",
            "left_on",
            "left_for",
            "revision",
            "created_at",
            "updated_at",
        ]
        read_only_fields = ["id", "customer", "left_on", "left_for", "revision", "created_at", "updated_at"]


class LeavingSerializer(serializers.Serializer[Any]):
    """on: the day; went_to: the company, as far as known."""

    on = serializers.DateField()
    went_to = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class TieSerializer(serializers.ModelSerializer[ContactTie]):
    """What the contact is to another."""

    other = VisibleContact()
    other_name = serializers.CharField(source="other.name", read_only=True)

    class Meta:
        model = ContactTie
        fields = ["id", "contact", "other", "other_name", "kind", "note"]
        read_only_fields = ["id", "contact"]
        validators: list[Any] = []


class ContactViewSet(RecordViewSet):
    """Contacts of all customers (`customer=7`); a new one is a POST to its customer's contacts."""

    model = Contact
    page = CONTACTS
    related = ("customer",)
    serializer_class = ContactSerializer
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a contact."""
        contact, context = self.record(), self.get_serializer_context()
        given = ContactSerializer(contact, data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        changed = actions.change_contact(contact, given.validated_data, act=self.act(), revision=self.revision())
        return self.answer(changed)

    @extend_schema(request=LeavingSerializer)
    @action(detail=True, methods=["post"])
    def leaving(self, request: Request, pk: str) -> Response:
        """He no longer works there."""
        given = self.read(LeavingSerializer)
        contact = actions.mark_left(
            self.record(), given["on"], act=self.act(), went_to=given["went_to"], revision=self.revision()
        )
        return self.answer(contact)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def comeback(self, request: Request, pk: str) -> Response:
        """He is still there, or again."""
        return self.answer(actions.mark_back(self.record(), act=self.act(), revision=self.revision()))

    @extend_schema(methods=["get"], responses=TieSerializer(many=True), filters=False)
    @extend_schema(methods=["post"], request=TieSerializer, responses={201: TieSerializer})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def ties(self, request: Request, pk: str) -> Response:
        """His relations to others; a POST notes one more."""
        contact, context = self.record(), self.get_serializer_context()
        if request.method == "GET":
            return Response(TieSerializer(queries.ties_of(contact, self._person), many=True, context=context).data)
        given = self.read(TieSerializer)
        made = actions.tie(contact, given["other"], given["kind"], act=self.act(), note=given.get("note", ""))
        return Response(TieSerializer(made, context=context).data, status=201)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path=r"ties/(?P<tie>\d+)")
    def untie(self, request: Request, pk: str, tie: str) -> Response:
        """Take a relation away."""
        contact = self.record()
        actions.untie(fetch(ContactTie, self._person, pk=tie, contact=contact), act=self.act())
        return Response(status=204)
