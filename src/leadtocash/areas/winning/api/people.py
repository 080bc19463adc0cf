"""The people of buying centres over the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.customers.models import Contact
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning import actions, queries
from leadtocash.areas.winning.api.fields import Visible, visible_deal
from leadtocash.areas.winning.models import (
    Influence,
    Rival,
    RivalScore,
    Role,
    Stakeholder,
    Standing,
    StandingChange,
    Yardstick,
)
from leadtocash.areas.winning.tables import STAKEHOLDERS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.serializing import ProtectedFields
from leadtocash.foundation.custom_fields.serializing import Extended


class NewContactSerializer(serializers.Serializer[Any]):
    """A person at the customer who is not known yet."""

    name = serializers.CharField(max_length=60)
    position = serializers.CharField(max_length=80, required=False, allow_blank=True)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)


class StakeholderSerializer(ProtectedFields, Extended, serializers.ModelSerializer[Stakeholder]):
    """place: thousandths across the map; decides_in: ids of stages of the deal's method."""

    name = serializers.CharField(source="contact.name", read_only=True)
    position = serializers.CharField(source="contact.position", read_only=True)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices), required=False)
    decides_in = serializers.ListField(child=serializers.IntegerField(), required=False)

    class Meta:
        model = Stakeholder
        fields = [
            "id", "opportunity", "contact", "name", "position", "level", "roles", "standing", "is_key", "personality",
            "personal_needs", "business_needs", "decides_in", "place", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "opportunity", "contact", "standing", "revision", "created_at", "updated_at"]


class NewStakeholderSerializer(StakeholderSerializer):
    """A contact of the deal's customer, or `new_contact`; a standing but N says what shows it (`evidence`)."""

    opportunity = visible_deal()
    contact = Visible(Contact, related=("customer",), required=False, allow_null=True)
    new_contact = NewContactSerializer(required=False, allow_null=True)
    standing = serializers.ChoiceField(choices=Standing.choices, default=Standing.NEUTRAL)
    evidence = serializers.CharField(max_length=400, required=False, allow_blank=True, default="")

    class Meta(StakeholderSerializer.Meta):
        fields = [*StakeholderSerializer.Meta.fields, "new_contact", "evidence"]
        read_only_fields = ["id", "revision", "created_at", "updated_at"]

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if bool(values.get("contact")) == bool(values.get("new_contact")):
            raise serializers.ValidationError({"contact": ["A contact or a new one."]})
        return values


class StandingSerializer(serializers.Serializer[Any]):
    standing = serializers.ChoiceField(choices=Standing.choices)
    evidence = serializers.CharField(max_length=400)
    on = serializers.DateField(required=False)


class StandingChangeSerializer(serializers.ModelSerializer[StandingChange]):
    by = serializers.CharField(source="created_by.name", read_only=True)

    class Meta:
        model = StandingChange
        fields = ["id", "before", "standing", "on", "evidence", "attachment", "by", "created_at"]
        read_only_fields = fields


class InfluenceSerializer(serializers.ModelSerializer[Influence]):
    class Meta:
        model = Influence
        fields = ["id", "source", "target", "strength", "kind"]
        read_only_fields = ["id", "source"]

    target: Any = Visible(Stakeholder, related=("contact",))


class InfluenceEndSerializer(serializers.Serializer[Any]):
    target = Visible(Stakeholder, related=("contact",))


class CoveragePartSerializer(serializers.Serializer[Any]):
    """points of weight; known and lacking in words."""

    key = serializers.CharField()
    label: Any = serializers.CharField()
    weight = serializers.IntegerField()
    points = serializers.IntegerField()
    known = serializers.CharField()
    lacking = serializers.CharField()


class AlertSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=["no_coach", "blocker", "left", "not_met"])
    text = serializers.CharField()
    tone = serializers.ChoiceField(choices=["late", "wait"])


class BuyingCentreSerializer(serializers.Serializer[Any]):
    """score in percent; met: last meeting by id of the contact."""

    opportunity = serializers.IntegerField(source="deal.pk")
    stakeholders = StakeholderSerializer(many=True)
    influences = InfluenceSerializer(many=True)
    met = serializers.DictField(child=serializers.DateField())
    score = serializers.IntegerField()
    parts = CoveragePartSerializer(many=True)
    alerts = AlertSerializer(many=True)


class RivalScoreSerializer(serializers.ModelSerializer[RivalScore]):
    """points: 0 to 10."""

    rival: Any = Visible(Rival, related=("competitor",))

    class Meta:
        model = RivalScore
        fields = ["rival", "points"]


class YardstickSerializer(serializers.ModelSerializer[Yardstick]):
    """weight: 1 to 10; ours: our points, 0 to 10; scores: those of the rivals."""

    scores = RivalScoreSerializer(many=True)

    class Meta:
        model = Yardstick
        fields = ["text", "weight", "ours", "scores"]


class TakeOverSerializer(serializers.Serializer[Any]):
    stakeholders = serializers.ListField(child=serializers.IntegerField(), allow_empty=False)


class StakeholderViewSet(RecordViewSet):
    """The people on the maps of all deals one may see (`opportunity=7`)."""

    model = Stakeholder
    page = STAKEHOLDERS
    related = ("contact", "opportunity__owner", "opportunity__customer", "opportunity__department")
    serializer_class = StakeholderSerializer

    @extend_schema(request=NewStakeholderSerializer, responses={201: StakeholderSerializer})
    def create(self, request: Request) -> Response:
        values = self.read(NewStakeholderSerializer)
        chosen = {name: values.pop(name, None) for name in ("contact", "new_contact", "standing", "evidence")}
        return self.answer(actions.add_stakeholder(values.pop("opportunity"), values, act=self.act(), **chosen), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        one, context = self.record(), self.get_serializer_context()
        given = StakeholderSerializer(one, data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        return self.answer(
            actions.change_stakeholder(one, given.validated_data, act=self.act(), revision=self.revision())
        )

    @extend_schema(request=StandingSerializer)
    @action(detail=True, methods=["post"])
    def standing(self, request: Request, pk: str) -> Response:
        """Somebody stands to us otherwise, and what shows it; a file is attached to the stakeholder before."""
        one, given = self.record(), self.read(StandingSerializer)
        return self.answer(actions.change_standing(one, act=self.act(), revision=self.revision(), **given))

    @extend_schema(responses=StandingChangeSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def standings(self, request: Request, pk: str) -> Response:
        """How the standing changed, the latest first."""
        return Response(StandingChangeSerializer(queries.standings_of(self.record()), many=True).data)

    @extend_schema(request=InfluenceSerializer, responses={201: InfluenceSerializer})
    @action(detail=True, methods=["post"])
    def influences(self, request: Request, pk: str) -> Response:
        """Draw an influence on another person of the deal, or change the one there is."""
        one, given = self.record(), self.read(InfluenceSerializer)
        made = actions.set_influence(one, given.pop("target"), act=self.act(), **given)
        return Response(InfluenceSerializer(made, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=InfluenceEndSerializer, responses={201: None})
    @action(detail=True, methods=["post"], url_path="influence-removals")
    def influence_removals(self, request: Request, pk: str) -> Response:
        """Take an influence away."""
        one, given = self.record(), self.read(InfluenceEndSerializer)
        actions.remove_influence(one, given["target"], act=self.act())
        return Response({}, status=201)


class BuyingCentreViewSet(RecordViewSet):
    """The buying centre of an opportunity, by the id of the opportunity."""

    model = Opportunity
    related = ("customer", "owner", "department", "method")
    serializer_class = BuyingCentreSerializer

    def retrieve(self, request: Request, pk: str) -> Response:
        """People, influences, coverage with its reasons, alerts."""
        return self._centre(self.record())

    @extend_schema(responses=StakeholderSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def colleagues(self, request: Request, pk: str) -> Response:
        """People known from other deals of the same customer, who can be taken over."""
        person: Any = request.user
        found = queries.colleagues(self.record(), person)
        return Response(StakeholderSerializer(found, many=True, context=self.get_serializer_context()).data)

    @extend_schema(request=TakeOverSerializer, responses={201: BuyingCentreSerializer})
    @action(detail=True, methods=["post"], url_path="take-overs")
    def take_overs(self, request: Request, pk: str) -> Response:
        """Take over people known from other deals, by the ids they have there."""
        deal, given = self.record(), self.read(TakeOverSerializer)
        person: Any = request.user
        known = [one for one in queries.colleagues(deal, person) if one.pk in given["stakeholders"]]
        if len(known) < len(set(given["stakeholders"])):
            raise serializers.ValidationError({"stakeholders": ["Not one of the known people."]})
        actions.take_over(deal, known, act=self.act())
        return self._centre(deal, 201)

    @extend_schema(
        request=YardstickSerializer(many=True), responses={200: YardstickSerializer(many=True)}, filters=False
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def comparison(self, request: Request, pk: str) -> Response:
        """What the customer compares by, with our points and the rivals'; what is sent takes the place of all."""
        deal = self.record()
        if request.method == "POST":
            given = YardstickSerializer(data=request.data, many=True, context=self.get_serializer_context())
            given.is_valid(raise_exception=True)
            rows = [
                {**row, "theirs": {one["rival"]: one["points"] for one in row["scores"]}}
                for row in given.validated_data
            ]
            actions.compare(deal, rows, act=self.act())
        return Response(YardstickSerializer(queries.yardsticks_of(deal), many=True).data)

    def _centre(self, deal: Opportunity, status: int = 200) -> Response:
        centre = queries.BuyingCentre(deal, timezone.localdate())
        return Response(BuyingCentreSerializer(centre, context=self.get_serializer_context()).data, status=status)
