"""Rivals and barriers over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.market.models import Competitor
from leadtocash.areas.winning import actions
from leadtocash.areas.winning.api.fields import Visible, visible_deal
from leadtocash.areas.winning.models import Barrier, Rival, Stakeholder
from leadtocash.areas.winning.tables import BARRIERS, RIVALS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.accounts.models import User

DEAL = ("opportunity__owner", "opportunity__customer", "opportunity__department")


class RivalSerializer(serializers.ModelSerializer[Rival]):
    """price: what they are expected to ask for the whole, yuan with tax; coach: who helps them at the customer."""

    competitor = Visible(Competitor)
    competitor_name = serializers.CharField(source="competitor.name", read_only=True)
    coach = Visible(Stakeholder, required=False, allow_null=True)

    class Meta:
        model = Rival
        fields = [
            "id", "opportunity", "competitor", "competitor_name", "coach", "strengths", "weaknesses", "price",
            "strategy", "plan", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "opportunity", "revision", "created_at", "updated_at"]


class NewRivalSerializer(RivalSerializer):
    opportunity = visible_deal()

    class Meta(RivalSerializer.Meta):
        read_only_fields = ["id", "revision", "created_at", "updated_at"]


class BarrierSerializer(serializers.ModelSerializer[Barrier]):
    """wording: the words it is found by in the tender; reference: where it stands there."""

    rival = Visible(Rival, required=False, allow_null=True)
    owner = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), required=False)

    class Meta:
        model = Barrier
        fields = [
            "id", "opportunity", "rival", "text", "wording", "kind", "owner", "state", "reference", "attachment",
            "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "opportunity", "state", "reference", "attachment", "revision", "created_at", "updated_at",
        ]  # fmt: skip


class NewBarrierSerializer(BarrierSerializer):
    opportunity = visible_deal()

    class Meta(BarrierSerializer.Meta):
        read_only_fields = ["id", "state", "reference", "attachment", "revision", "created_at", "updated_at"]


class BarrierMoveSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=Barrier.State.choices)
    reference = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class TenderCheckSerializer(serializers.Serializer[Any]):
    opportunity = visible_deal()


class TenderCheckedSerializer(serializers.Serializer[Any]):
    """found: barriers that stand in the tender now; unread: sentences about files that could not be read."""

    found = BarrierSerializer(many=True)
    unread = serializers.ListField(child=serializers.CharField())


class RivalViewSet(RecordViewSet):
    model = Rival
    page = RIVALS
    related = (*DEAL, "competitor", "coach")
    serializer_class = RivalSerializer

    @extend_schema(request=NewRivalSerializer, responses={201: RivalSerializer})
    def create(self, request: Request) -> Response:
        values = self.read(NewRivalSerializer)
        return self.answer(actions.add_rival(values.pop("opportunity"), values, act=self.act()), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        rival, context = self.record(), self.get_serializer_context()
        given = RivalSerializer(rival, data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        return self.answer(actions.change_rival(rival, given.validated_data, act=self.act(), revision=self.revision()))


class BarrierViewSet(RecordViewSet):
    model = Barrier
    page = BARRIERS
    related = (*DEAL, "rival")
    serializer_class = BarrierSerializer

    @extend_schema(request=NewBarrierSerializer, responses={201: BarrierSerializer})
    def create(self, request: Request) -> Response:
        values = self.read(NewBarrierSerializer)
        return self.answer(actions.add_barrier(values.pop("opportunity"), values, act=self.act()), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        barrier, context = self.record(), self.get_serializer_context()
        given = BarrierSerializer(barrier, data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        return self.answer(
            actions.change_barrier(barrier, given.validated_data, act=self.act(), revision=self.revision())
        )

    @extend_schema(request=BarrierMoveSerializer)
    @action(detail=True, methods=["post"])
    def state(self, request: Request, pk: str) -> Response:
        """How far a barrier is; one that stands in the tender says where."""
        barrier, given = self.record(), self.read(BarrierMoveSerializer)
        return self.answer(actions.move_barrier(barrier, act=self.act(), revision=self.revision(), **given))

    @extend_schema(request=TenderCheckSerializer, responses={201: TenderCheckedSerializer}, filters=False)
    @action(detail=False, methods=["post"], url_path="tender-checks")
    def tender_checks(self, request: Request) -> Response:
        """Look for the barriers of an opportunity in its tender files."""
        looked = actions.look_in_tender(self.read(TenderCheckSerializer)["opportunity"], act=self.act())
        return Response(TenderCheckedSerializer(looked, context=self.get_serializer_context()).data, status=201)
