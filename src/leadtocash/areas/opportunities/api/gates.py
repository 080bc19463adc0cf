"""The gate of an opportunity over the API."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.customers.models import Contact
from leadtocash.areas.opportunities import actions, gates, queries
from leadtocash.areas.opportunities.models import Criterion, Opportunity, Stage, StageTask
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.documents.queries import attachments_of


class GateItemSerializer(serializers.Serializer[Any]):
    """state: met (the system sees it), confirmed, waived or missing; told: the evidence."""

    criterion = serializers.IntegerField(source="criterion.pk", default=None)
    stage = serializers.IntegerField(source="stage.pk")
    text = serializers.CharField()
    state = serializers.ChoiceField(choices=[gates.MET, gates.CONFIRMED, gates.WAIVED, gates.OPEN])
    told = serializers.CharField()
    who = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    clause = serializers.CharField()


class _OfMethod(serializers.PrimaryKeyRelatedField[Any]):
    """A criterion or task of the opportunity's own method."""

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        return rows.filter(stage__method=self.context["opportunity"].method_id)


class _OfCustomer(serializers.PrimaryKeyRelatedField[Contact]):
    def get_queryset(self) -> Any:
        return queries.contacts_of(self.context["opportunity"], self.context["person"])


class _FileOfDeal(serializers.PrimaryKeyRelatedField[Attachment]):
    def get_queryset(self) -> Any:
        return attachments_of(self.context["opportunity"])


class GateConfirmationSerializer(serializers.Serializer[Any]):
    criterion = _OfMethod(queryset=Criterion.objects.select_related("stage"))
    note = serializers.CharField(max_length=400)
    on = serializers.DateField(required=False)
    contact = _OfCustomer(queryset=Contact.objects.none(), required=False, allow_null=True)
    attachment = _FileOfDeal(queryset=Attachment.objects.none(), required=False, allow_null=True)


class GateWaiverSerializer(serializers.Serializer[Any]):
    criterion = _OfMethod(queryset=Criterion.objects.select_related("stage"))
    reason = serializers.CharField(max_length=400)
    until = serializers.DateField()


class GateWithdrawalSerializer(serializers.Serializer[Any]):
    criterion = _OfMethod(queryset=Criterion.objects.select_related("stage"))
    reason = serializers.CharField(max_length=300)


class StageTaskDoneSerializer(serializers.Serializer[Any]):
    task = _OfMethod(queryset=StageTask.objects.select_related("stage"))
    done = serializers.BooleanField(default=True)


class GateActions(RecordViewSet):
    """What is brought to the gate of an opportunity."""

    @extend_schema(
        responses=GateItemSerializer(many=True),
        filters=False,
        parameters=[OpenApiParameter("stage", int, description="the stage to be entered; without it the whole method")],
    )
    @action(detail=True, pagination_class=None)
    def gate(self, request: Request, pk: str) -> Response:
        """What the gates ask for on the way to a stage, or to the win, and how each demand stands."""
        opportunity, wanted = self.record(), request.query_params.get("stage", "")
        onto = get_object_or_404(Stage.objects.filter(pk=int(wanted))) if wanted.isdecimal() else None
        asked = gates.items(opportunity, gates.stages_left(opportunity, onto), today=timezone.localdate())
        return Response(GateItemSerializer(asked, many=True).data)

    @extend_schema(request=GateConfirmationSerializer, responses={201: GateItemSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["post"])
    def confirmations(self, request: Request, pk: str) -> Response:
        """Confirm a criterion with its evidence; a file is attached to the opportunity before."""
        opportunity = self.record()
        given = GateConfirmationSerializer(
            data=request.data, context={"opportunity": opportunity, "person": request.user}
        )
        given.is_valid(raise_exception=True)
        actions.confirm(opportunity, act=self.act(), **given.validated_data)
        return self._stands(opportunity)

    @extend_schema(request=GateWaiverSerializer, responses={201: GateItemSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["post"])
    def waivers(self, request: Request, pk: str) -> Response:
        """Let the opportunity pass without a criterion until a day."""
        opportunity = self.record()
        given = GateWaiverSerializer(data=request.data, context={"opportunity": opportunity})
        given.is_valid(raise_exception=True)
        actions.waive(opportunity, act=self.act(), **given.validated_data)
        return self._stands(opportunity)

    @extend_schema(request=GateWithdrawalSerializer, responses={201: GateItemSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["post"])
    def withdrawals(self, request: Request, pk: str) -> Response:
        """Withdraw the confirmation or the waiver of a criterion."""
        opportunity = self.record()
        given = GateWithdrawalSerializer(data=request.data, context={"opportunity": opportunity})
        given.is_valid(raise_exception=True)
        values = given.validated_data
        confirmed = [one for one in gates.confirmations_of(opportunity) if one.criterion_id == values["criterion"].pk]
        waived = gates.waivers_of(opportunity, today=timezone.localdate())
        waived = [one for one in waived if one.criterion_id == values["criterion"].pk]
        if not (confirmed or waived):
            raise Http404
        for waiver in waived:
            actions.withdraw_waiver(waiver, act=self.act(), reason=values["reason"])
        for one in confirmed if not waived else ():
            actions.withdraw_confirmation(one, act=self.act(), reason=values["reason"])
        return self._stands(opportunity)

    @extend_schema(request=StageTaskDoneSerializer, responses={201: None}, filters=False)
    @action(detail=True, methods=["post"])
    def tasks(self, request: Request, pk: str) -> Response:
        """Tick a task of the method, or open it again."""
        opportunity = self.record()
        given = StageTaskDoneSerializer(data=request.data, context={"opportunity": opportunity})
        given.is_valid(raise_exception=True)
        change = actions.tick if given.validated_data["done"] else actions.untick
        change(opportunity, given.validated_data["task"], act=self.act())
        return Response({}, status=201)

    def _stands(self, opportunity: Opportunity) -> Response:
        asked = gates.items(opportunity, gates.stages_left(opportunity, None), today=timezone.localdate())
        return Response(GateItemSerializer(asked, many=True).data, status=201)
