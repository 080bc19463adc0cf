"""Visits and commitments over the API: the same actions, the same refusals."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.visits import actions
from leadtocash.areas.visits.api.fields import SeenContact, SeenCustomer, SeenDeal
from leadtocash.areas.visits.models import Commitment, Visit
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.areas.visits.tables.visits import COMMITMENTS, VISITS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.serializing import Extended


class CommitmentSerializer(serializers.ModelSerializer[Commitment]):
    """party: ours or theirs; kept_on: empty while it is open."""

    customer_name = serializers.CharField(source="visit.customer.name", read_only=True)

    class Meta:
        model = Commitment
        fields = ["id", "visit", "customer_name", "party", "what", "who", "due_on", "kept_on"]
        read_only_fields = ["id", "visit", "kept_on"]


class NewCommitmentSerializer(serializers.Serializer[Any]):
    party = serializers.ChoiceField(choices=Commitment.Party.choices, default=Commitment.Party.OURS)
    what = serializers.CharField(max_length=200)
    who = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    due_on = serializers.DateField(required=False, allow_null=True, default=None)


class VisitSerializer(Extended, serializers.ModelSerializer[Visit]):
    """contacts: the customer's people; people: ours besides the owner, who leads it."""

    customer = SeenCustomer()
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    opportunity = SeenDeal(required=False, allow_null=True)
    contacts = SeenContact(many=True, required=False)
    people = serializers.PrimaryKeyRelatedField(many=True, required=False, queryset=User.objects.filter(is_active=True))
    owner_name = serializers.CharField(source="owner.name", read_only=True)
    commitments = CommitmentSerializer(many=True, read_only=True)

    class Meta:
        model = Visit
        fields = [
            "id", "number", "kind", "state", "purpose", "customer", "customer_name", "opportunity", "day", "begins",
            "ends", "place", "contacts", "people", "owner", "owner_name", "department", "arrived_at", "cancel_reason",
            "said", "next_step", "next_step_on", "minutes_due_on", "minutes_at", "minutes_by", "commitments",
            "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "state", "owner", "department", "arrived_at", "cancel_reason", "said", "next_step",
            "next_step_on", "minutes_due_on", "minutes_at", "minutes_by", "revision", "created_at", "updated_at",
        ]  # fmt: skip


class AlsoMetSerializer(serializers.Serializer[Any]):
    """Somebody met for the first time: he becomes a contact of the customer."""

    name = serializers.CharField(max_length=60)
    position = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


class VisitLogSerializer(VisitSerializer):
    """What took place, with its minutes; without a purpose the first words of what was said are taken."""

    purpose = serializers.CharField(max_length=160, required=False, allow_blank=True)
    said = serializers.CharField(max_length=6000)
    next_step = serializers.CharField(max_length=160, required=False, allow_blank=True)
    next_step_on = serializers.DateField(required=False, allow_null=True)
    commitments = NewCommitmentSerializer(many=True, required=False)  # type: ignore[assignment]
    also_met = AlsoMetSerializer(many=True, required=False, write_only=True)

    class Meta(VisitSerializer.Meta):
        fields = [*VisitSerializer.Meta.fields, "also_met"]
        read_only_fields = [
            one for one in VisitSerializer.Meta.read_only_fields if one not in ("said", "next_step", "next_step_on")
        ]  # fmt: skip


class VisitMinutesSerializer(serializers.ModelSerializer[Visit]):
    """`commitments`, when sent, take the place of those not kept yet."""

    said = serializers.CharField(max_length=6000)
    contacts = SeenContact(many=True, required=False)
    people = serializers.PrimaryKeyRelatedField(many=True, required=False, queryset=User.objects.filter(is_active=True))
    commitments = NewCommitmentSerializer(many=True, required=False)
    also_met = AlsoMetSerializer(many=True, required=False, write_only=True)

    class Meta:
        model = Visit
        fields = ["said", "next_step", "next_step_on", "contacts", "also_met", "people", "commitments"]


class VisitCancellationSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class VisitMoveSerializer(serializers.Serializer[Any]):
    day = serializers.DateField()


class CommitmentSettlementSerializer(serializers.Serializer[Any]):
    kept = serializers.BooleanField(default=True)


class VisitViewSet(RecordViewSet):
    model = Visit
    page = VISITS
    serializer_class = VisitSerializer

    def get_queryset(self) -> Any:
        return queries.with_everything()

    def create(self, request: Request) -> Response:
        """Plan a visit."""
        return self.answer(actions.plan_visit(self.read(VisitSerializer), act=self.act()), 201)

    @extend_schema(request=VisitLogSerializer)
    @action(detail=False, methods=["post"], url_path="log")
    def log(self, request: Request) -> Response:
        """Log what took place today or before, with its minutes."""
        given = self.read(VisitLogSerializer)
        commitments = given.pop("commitments", [])
        return self.answer(actions.log_visit(given, commitments, act=self.act()), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the plan."""
        visit, context = self.taken(), self.get_serializer_context()
        given = VisitSerializer(visit, data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        changed = actions.change_visit(visit, given.validated_data, act=self.act(), revision=self.revision())
        return self.answer(changed)

    @extend_schema(request=VisitMoveSerializer)
    @action(detail=True, methods=["post"])
    def day(self, request: Request, pk: str) -> Response:
        """Move it to another day."""
        visit, day = self.taken(), self.read(VisitMoveSerializer)["day"]
        return self.answer(actions.move_visit(visit, day, act=self.act(), revision=self.revision()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def arrival(self, request: Request, pk: str) -> Response:
        """One is there."""
        return self.answer(actions.arrive(self.taken(), act=self.act()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def holding(self, request: Request, pk: str) -> Response:
        """It took place; the minutes follow."""
        return self.answer(actions.hold_visit(self.taken(), act=self.act(), revision=self.revision()))

    @extend_schema(request=VisitMinutesSerializer)
    @action(detail=True, methods=["post"])
    def minutes(self, request: Request, pk: str) -> Response:
        """Write or correct the minutes; a planned visit has taken place by that."""
        visit, given = self.taken(), self.read(VisitMinutesSerializer)
        commitments = given.pop("commitments", None)
        written = actions.write_minutes(visit, given, commitments, act=self.act(), revision=self.revision())
        return self.answer(written)

    @extend_schema(request=VisitCancellationSerializer)
    @action(detail=True, methods=["post"])
    def cancellation(self, request: Request, pk: str) -> Response:
        """It does not take place; with a reason."""
        visit, given = self.taken(), self.read(VisitCancellationSerializer)
        return self.answer(actions.cancel_visit(visit, act=self.act(), revision=self.revision(), **given))


class CommitmentViewSet(RecordViewSet):
    model = Commitment
    page = COMMITMENTS
    serializer_class = CommitmentSerializer
    related = ("visit__customer",)

    @extend_schema(request=CommitmentSettlementSerializer)
    @action(detail=True, methods=["post"])
    def settlement(self, request: Request, pk: str) -> Response:
        """It is kept, or open again."""
        one, given = self.record(), self.read(CommitmentSettlementSerializer)
        return self.answer(actions.settle(one, act=self.act(), **given))


routes = [("visits", VisitViewSet, "visit"), ("commitments", CommitmentViewSet, "commitment")]
