"""Hand-over, reactivation and unlocking for other programs (HR systems): the same verbs as the pages."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.administration import leaving, people_access, permissions
from leadtocash.foundation.administration.models import Handover, HandoverLine
from leadtocash.foundation.web.api import OnceMixin


class HeldRecordSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()


class HoldingSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField(source="holding.label")  # type: ignore[assignment]
    count = serializers.IntegerField()
    needs_successor = serializers.BooleanField(source="must_go")
    rows = HeldRecordSerializer(many=True)


class HandoverWishSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Handover.Kind.choices, default=Handover.Kind.LEAVING)
    on_day = serializers.DateField()
    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
    successors = serializers.DictField(
        child=serializers.IntegerField(),
        help_text='ids of people by holding ("customers"), by record ("customers:17"), or "" for all the rest',
    )


class HandoverLineSerializer(serializers.ModelSerializer[HandoverLine]):
    class Meta:
        model = HandoverLine
        fields = ["holding", "title", "to"]


class HandoverSerializer(serializers.ModelSerializer[Handover]):
    lines = HandoverLineSerializer(many=True)

    class Meta:
        model = Handover
        fields = [
            "id",
            "person",
            "kind",
            "state",
            "on_day",
            "reason",
            "made_by",
            "made_at",
            "done_at",
            "trouble",
            "lines",
        ]


class StateSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    is_active = serializers.BooleanField()


class UnlockedSerializer(serializers.Serializer[Any]):
    unlocked = serializers.BooleanField()


class _PeopleView(OnceMixin):
    """Only for those who keep people."""

    def person(self, pk: int) -> User:
        found = self.found(User, pk)
        return cast(User, found)

    def found(self, model: Any, pk: int) -> Any:
        require(cast(User, self.request.user), permissions.PEOPLE)
        row = model.objects.filter(pk=pk).first()
        if row is None:
            raise exceptions.NotFound
        return row


class HoldingsView(_PeopleView):
    """Everything that lies with a person, by kind; of each the first 200 records."""

    @extend_schema(
        parameters=[OpenApiParameter("kind", str, enum=Handover.Kind.values)], responses=HoldingSerializer(many=True)
    )
    def get(self, request: Request, pk: int) -> Response:
        kind = request.query_params.get("kind", "")
        kind = kind if kind in Handover.Kind.values else Handover.Kind.LEAVING
        return Response(HoldingSerializer(leaving.lying_with(self.person(pk), kind=kind), many=True).data)


class HandoversView(_PeopleView):
    """The hand-overs of a person; POST carries one out, or plans it for a day to come."""

    @extend_schema(responses=HandoverSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        rows = self.person(pk).handovers.prefetch_related("lines").order_by("-pk")
        return Response(HandoverSerializer(rows[:50], many=True).data)

    @extend_schema(request=HandoverWishSerializer, responses={201: HandoverSerializer})
    def post(self, request: Request, pk: int) -> Response:
        person = self.person(pk)
        given = HandoverWishSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = leaving.hand_over(person, **given.validated_data, act=self.act())
        return Response(HandoverSerializer(row).data, status=201)


class HandoverView(_PeopleView):
    """One hand-over: what went to whom."""

    @extend_schema(responses=HandoverSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(HandoverSerializer(self.found(Handover, pk)).data)


class CancellationView(_PeopleView):
    """Call a planned hand-over off."""

    @extend_schema(request=None, responses=HandoverSerializer)
    def post(self, request: Request, pk: int) -> Response:
        return Response(HandoverSerializer(leaving.call_off(self.found(Handover, pk), act=self.act())).data)


class ReactivationView(_PeopleView):
    """Somebody comes back."""

    @extend_schema(request=None, responses=StateSerializer)
    def post(self, request: Request, pk: int) -> Response:
        return Response(StateSerializer(leaving.reactivate(self.person(pk), act=self.act())).data)


class UnlockView(_PeopleView):
    """Let somebody who was locked out try again."""

    @extend_schema(request=None, responses=UnlockedSerializer)
    def post(self, request: Request, pk: int) -> Response:
        return Response({"unlocked": people_access.unlock(self.person(pk), act=self.act())})
