"""How an opportunity moves over the API: stages, reviews, versions of its method, the buyer, the next best step."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.opportunities import actions, advice, queries, requested
from leadtocash.areas.opportunities.api.gates import GateActions, GateWaiverSerializer
from leadtocash.areas.opportunities.models import SalesMethod, Stage, StageReview, WaiverRequest
from leadtocash.foundation.access.many import FateSerializer, ManySerializer, answer_many
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.web.lists.bulk import carried_out, checked


def _drawn() -> Any:
    """Stages of versions that are or were in force."""
    return Stage.objects.exclude(method__state=SalesMethod.State.DRAFT).select_related("method")


class StageChangeSerializer(serializers.Serializer[Any]):
    stage = serializers.PrimaryKeyRelatedField(queryset=_drawn())
    reason = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")


class StageReviewSerializer(serializers.ModelSerializer[StageReview]):
    """The review that was asked for instead of moving; with_whom: the names of those who decide."""

    with_whom = serializers.SerializerMethodField()

    class Meta:
        model = StageReview
        fields = ["id", "opportunity", "stage", "state", "reason", "with_whom", "created_at"]

    def get_with_whom(self, review: StageReview) -> str:
        return requested.has_it(review)


class WaiverRequestSerializer(serializers.ModelSerializer[WaiverRequest]):
    """with_whom: the names of those who decide."""

    with_whom = serializers.SerializerMethodField()

    class Meta:
        model = WaiverRequest
        fields = ["id", "opportunity", "criterion", "state", "reason", "until", "with_whom", "created_at"]

    def get_with_whom(self, request: WaiverRequest) -> str:
        return requested.has_it(request)


class BuyerStepSerializer(serializers.Serializer[Any]):
    """stage: of the opportunity's own method; since: today unless given; note: what shows it."""

    stage = serializers.PrimaryKeyRelatedField(queryset=_drawn())
    since = serializers.DateField(required=False)
    note = serializers.CharField(max_length=300)


class MethodVersionSerializer(serializers.Serializer[Any]):
    """stage: of the version in force; the one of the same name unless given."""

    stage = serializers.PrimaryKeyRelatedField(queryset=_drawn(), required=False, default=None)


class NextBestStepSerializer(serializers.Serializer[Any]):
    """The highest urgency counts; href: where it is done."""

    urgency = serializers.IntegerField()
    text = serializers.CharField()
    do = serializers.CharField()
    href = serializers.CharField()
    who = serializers.CharField()


class MovingActions(GateActions):
    """How an opportunity moves."""

    @extend_schema(request=StageChangeSerializer, responses={202: StageReviewSerializer}, filters=False)
    @action(detail=True, methods=["post"])
    def stage(self, request: Request, pk: str) -> Response:
        """Move to another stage; back or to another method with a reason. 200: it moved, and is told; 202: the method
        asks for a review before this stage, which was asked for, and is told."""
        opportunity, given = self.taken(), self.read(StageChangeSerializer)
        wanted, reason = given["stage"], given["reason"]
        moved = actions.advance(opportunity, wanted, act=self.act(), reason=reason, revision=self.revision())
        if isinstance(moved, StageReview):
            return Response(StageReviewSerializer(moved).data, status=202)
        return self.answer(moved)

    @extend_schema(request=BuyerStepSerializer, filters=False)
    @action(detail=True, methods=["post"], url_path="buyer-step")
    def buyer_step(self, request: Request, pk: str) -> Response:
        """Write down where the buyer really is."""
        opportunity, given = self.taken(), self.read(BuyerStepSerializer)
        return self.answer(actions.note_buyer(opportunity, act=self.act(), revision=self.revision(), **given))

    @extend_schema(request=MethodVersionSerializer, filters=False)
    @action(detail=True, methods=["post"], url_path="method-version")
    def method_version(self, request: Request, pk: str) -> Response:
        """Follow the version of its method that is in force, through its gates."""
        opportunity, given = self.taken(), self.read(MethodVersionSerializer)
        newer = queries.in_force(opportunity.method.code) or opportunity.method
        stage, revision = given["stage"], self.revision()
        return self.answer(actions.follow_version(opportunity, newer, act=self.act(), stage=stage, revision=revision))

    @extend_schema(request=ManySerializer, responses=FateSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"], url_path="method-versions")
    def method_versions(self, request: Request) -> Response:
        """Let many follow the version of their method that is in force, each as by itself; what became of each."""
        given = self.read(ManySerializer)

        def do(row: Any, _values: Any, act: Act) -> None:
            actions.follow_version(row, queries.in_force(row.method.code) or row.method, act=act)

        return answer_many(carried_out(checked(self.chosen(given["ids"])), do, given, self.act()))

    @extend_schema(request=GateWaiverSerializer, responses={201: WaiverRequestSerializer}, filters=False)
    @action(detail=True, methods=["post"], url_path="waiver-requests")
    def waiver_requests(self, request: Request, pk: str) -> Response:
        """Ask for a waiver; one level above the reviewer decides."""
        opportunity, given = self._asked(GateWaiverSerializer)
        asked = actions.ask_waiver(opportunity, act=self.act(), **given)
        return Response(WaiverRequestSerializer(asked).data, status=201)

    @extend_schema(responses=NextBestStepSerializer, filters=False)
    @action(detail=True, url_path="next-best-step", pagination_class=None)
    def next_best_step(self, request: Request, pk: str) -> Response:
        """What is most urgent for this opportunity now; 204 where there is nothing, or it is closed."""
        step = advice.best(advice.scene_of(self.record(), timezone.localdate()))
        return Response(NextBestStepSerializer(step).data if step is not None else None, status=200 if step else 204)
