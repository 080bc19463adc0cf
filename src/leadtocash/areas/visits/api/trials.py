"""Trials over the API: the same actions, the same refusals."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.products import queries as products
from leadtocash.areas.products.models import Product
from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.actions import trials as actions
from leadtocash.areas.visits.api.fields import SeenContact, SeenCustomer, SeenDeal
from leadtocash.areas.visits.models import Trial
from leadtocash.areas.visits.queries import trials as queries
from leadtocash.areas.visits.tables.trials import TRIALS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.serializing import Extended


class _ProductOnSale(serializers.PrimaryKeyRelatedField[Product]):
    def get_queryset(self) -> Any:
        return products.on_sale(self.context["request"].user)


class TrialApplicationSerializer(Extended, serializers.ModelSerializer[Trial]):
    """owner: the account manager it was given to; callback: the logged call of the call-back."""

    customer = SeenCustomer()
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    opportunity = SeenDeal(required=False, allow_null=True)
    contact = SeenContact(required=False, allow_null=True)
    product = _ProductOnSale(required=False, allow_null=True)
    owner_name = serializers.CharField(source="owner.name", read_only=True)

    class Meta:
        model = Trial
        fields = [
            "id", "number", "state", "customer", "customer_name", "opportunity", "contact", "product", "what",
            "quantity", "goal", "place", "wanted_on", "days", "technician", "handed_over_on", "ends_on", "serials",
            "result", "callback", "owner", "owner_name", "department", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "state", "technician", "handed_over_on", "ends_on", "serials", "result", "callback",
            "owner", "department", "revision", "created_at", "updated_at",
        ]  # fmt: skip


class TrialAssignmentSerializer(serializers.Serializer[Any]):
    owner = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True))


class TrialHandOverSerializer(serializers.Serializer[Any]):
    handed_over_on = serializers.DateField()
    serials = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class TrialCallBackSerializer(serializers.Serializer[Any]):
    result = serializers.ChoiceField(choices=Trial.Result.choices)
    said = serializers.CharField(max_length=6000)
    next_step = serializers.CharField(max_length=160, required=False, allow_blank=True)
    next_step_on = serializers.DateField(required=False, allow_null=True)


class TrialStepSerializer(serializers.Serializer[Any]):
    """in_time: of those done."""

    node = serializers.CharField()
    done = serializers.IntegerField()
    in_time = serializers.IntegerField()
    open_late = serializers.IntegerField()


class TrialViewSet(RecordViewSet):
    model = Trial
    page = TRIALS
    serializer_class = TrialApplicationSerializer

    def get_queryset(self) -> Any:
        return queries.with_everything()

    def create(self, request: Request) -> Response:
        """Ask for a trial; the process begins."""
        return self.answer(actions.ask_trial(self.read(TrialApplicationSerializer), act=self.act()), 201)

    @extend_schema(request=TrialAssignmentSerializer)
    @action(detail=True, methods=["post"])
    def assignment(self, request: Request, pk: str) -> Response:
        """Give it to an account manager of the region."""
        trial, owner = self.taken(), self.read(TrialAssignmentSerializer)["owner"]
        return self.answer(actions.assign_trial(trial, owner, act=self.act(), revision=self.revision()))

    @extend_schema(request=TrialHandOverSerializer)
    @action(detail=True, methods=["post"])
    def handover(self, request: Request, pk: str) -> Response:
        """Set up and handed over."""
        trial, given = self.taken(), self.read(TrialHandOverSerializer)
        return self.answer(actions.hand_over_trial(trial, act=self.act(), revision=self.revision(), **given))

    @extend_schema(request=TrialCallBackSerializer)
    @action(detail=True, methods=["post"])
    def callback(self, request: Request, pk: str) -> Response:
        """Record the call-back with its result."""
        trial, given = self.taken(), self.read(TrialCallBackSerializer)
        return self.answer(actions.call_back(trial, given, act=self.act(), revision=self.revision()))

    @extend_schema(responses=TrialStepSerializer(many=True), filters=False)
    @action(detail=False, pagination_class=None)
    def limits(self, request: Request) -> Response:
        """How the limits of the steps were kept, over the trials one may see."""
        person: Any = request.user
        require(person, permissions.TRIALS)
        return Response(TrialStepSerializer(queries.kept_limits(person, self.act().at), many=True).data)


routes = [("trials", TrialViewSet, "trial")]
