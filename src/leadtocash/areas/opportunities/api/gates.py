"""The gate of an opportunity over the API."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.customers.models import Contact
from leadtocash.areas.opportunities import actions, gates, queries
from leadtocash.areas.opportunities.models import Criterion, Opportunity, StageTask
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
        onto = queries.stage(int(wanted)) if wanted.isdecimal() else None
        if wanted.isdecimal() and onto is None:
            raise Http404
        asked = gates.items(opportunity, gates.stages_left(opportunity, onto), today=timezone.localdate())
        return Response(GateItemSerializer(asked, many=True).data)

    @extend_schema(request=GateConfirmationSerializer, responses={201: GateItemSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["post"])
    def confirmations(self, request: Request, pk: str) -> Response:
        """Confirm a criterion with its evidence; a file is attached to the opportunity before."""
        opportunity, given = self._asked(GateConfirmationSerializer)
        actions.confirm(opportunity, act=self.act(), **given)
        return self._stands(opportunity)

    @extend_schema(request=GateWaiverSerializer, responses={201: GateItemSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["post"])
    def waivers(self, request: Request, pk: str) -> Response:
        """Let the opportunity pass without a criterion until a day."""
        opportunity, given = self._asked(GateWaiverSerializer)
        actions.waive(opportunity, act=self.act(), **given)
        return self._stands(opportunity)

    @extend_schema(request=GateWithdrawalSerializer, responses={201: GateItemSerializer(many=True)}, filters=False)
    @action(detail=True, methods=["post"])
    def withdrawals(self, request: Request, pk: str) -> Response:
        """Withdraw the confirmation or the waiver of a criterion."""
        opportunity, given = self._asked(GateWithdrawalSerializer)
        confirmed, waived = gates.standing(opportunity, given["criterion"], today=timezone.localdate())
        held: Any = waived or confirmed
        if held is None:
            raise Http404
        actions.withdraw(held, act=self.act(), reason=given["reason"])
        return self._stands(opportunity)

    @extend_schema(request=StageTaskDoneSerializer, responses={201: None}, filters=False)
    @action(detail=True, methods=["post"])
    def tasks(self, request: Request, pk: str) -> Response:
        """Tick a task of the method, or open it again."""
        opportunity, given = self._asked(StageTaskDoneSerializer)
        change = actions.tick if given["done"] else actions.untick
        change(opportunity, given["task"], act=self.act())
        return Response({}, status=201)

    def _asked(self, serializer: type[serializers.Serializer[Any]]) -> tuple[Opportunity, dict[str, Any]]:
        """The opportunity, and what was sent: of its method, its customer, its files."""
        opportunity = self.record()
        given = serializer(data=self.request.data, context={"opportunity": opportunity, "person": self.request.user})
        given.is_valid(raise_exception=True)
        return opportunity, given.validated_data

    def _stands(self, opportunity: Opportunity) -> Response:
        asked = gates.items(opportunity, gates.stages_left(opportunity, None), today=timezone.localdate())
        return Response(GateItemSerializer(asked, many=True).data, status=201)
