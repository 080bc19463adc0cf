"""Sales methods over the API: read, drafted, checked, compared, put in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.opportunities import actions, comparing, permissions, queries, shapes
from leadtocash.areas.opportunities.criteria import checks
from leadtocash.areas.opportunities.models import Criterion, SalesMethod, Stage, StagePaper, StageTask
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.gate import require


class CriterionSerializer(serializers.ModelSerializer[Criterion]):
    class Meta:
        model = Criterion
        fields = ["id", "position", "text", "text_en", "check_name", "params", "evidence", "clause"]
        read_only_fields = ["id", "position"]

    def validate_check_name(self, name: str) -> str:
        if name and checks.find(name) is None:
            raise serializers.ValidationError("unknown check")
        return name

    def validate_params(self, params: Any) -> Any:
        if not isinstance(params, dict):
            raise serializers.ValidationError("an object is needed")
        return params


class StageTaskSerializer(serializers.ModelSerializer[StageTask]):
    class Meta:
        model = StageTask
        fields = ["id", "position", "text", "text_en", "days", "required", "role"]
        read_only_fields = ["id", "position"]


class StagePaperSerializer(serializers.ModelSerializer[StagePaper]):
    class Meta:
        model = StagePaper
        fields = ["id", "position", "text", "text_en", "use", "code", "category", "required", "role"]
        read_only_fields = ["id", "position"]


class StageSerializer(serializers.ModelSerializer[Stage]):
    criteria = CriterionSerializer(many=True, default=list)
    tasks = StageTaskSerializer(many=True, default=list)
    papers = StagePaperSerializer(many=True, default=list)

    class Meta:
        model = Stage
        fields = [
            "id", "position", "name", "name_en", "buyer_step", "phase", "probability", "max_probability",
            "expected_days", "review", "review_by", "quote_required", "may_skip", "criteria", "tasks", "papers",
        ]  # fmt: skip
        read_only_fields = ["id", "position"]


class MethodSerializer(serializers.ModelSerializer[SalesMethod]):
    stages = StageSerializer(many=True)

    class Meta:
        model = SalesMethod
        fields = ["id", "code", "version", "state", "name", "name_en", "is_default", "stages", "revision"]
        read_only_fields = ["id", "code", "version", "state", "revision"]


class MethodChangeSerializer(serializers.Serializer[Any]):
    """What is sent is changed; `stages` take the place of all there are."""

    name = serializers.CharField(required=False, max_length=60)
    name_en = serializers.CharField(required=False, allow_blank=True, max_length=60)
    is_default = serializers.BooleanField(required=False, source="default")
    stages = StageSerializer(many=True, required=False)


class MethodDraftSerializer(serializers.Serializer[Any]):
    """source: a version whose stages are copied. Without `code` the next version of its method, else a new method."""

    source = serializers.IntegerField(required=False, allow_null=True, default=None)  # type: ignore[assignment]
    code = serializers.CharField(required=False, allow_blank=True, max_length=30, default="")
    name = serializers.CharField(required=False, allow_blank=True, max_length=60, default="")
    name_en = serializers.CharField(required=False, allow_blank=True, max_length=60, default="")


class MethodReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class MethodFlawSerializer(serializers.Serializer[Any]):
    """stage: its place, 0 for the method as a whole; blocks: it cannot come into force so."""

    stage = serializers.IntegerField()
    sentence = serializers.CharField()
    blocks = serializers.BooleanField()


class MethodLineSerializer(serializers.Serializer[Any]):
    """what: the field, or criterion, task, paper."""

    what = serializers.CharField(source="label")
    old = serializers.CharField()
    new = serializers.CharField()


class MethodDifferenceSerializer(serializers.Serializer[Any]):
    """Places are 0 where the version has no such stage."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(["same", "added", "removed", "changed"])
    old_place = serializers.IntegerField()
    new_place = serializers.IntegerField()
    lines = MethodLineSerializer(many=True)


class MethodViewSet(RecordViewSet):
    """Sales methods with their stages. Only a draft changes; opportunities under way keep the version they follow."""

    model = SalesMethod
    serializer_class = MethodSerializer
    pagination_class = None  # type: ignore[assignment]
    filter_backends: list[Any] = []

    def get_queryset(self) -> Any:
        return SalesMethod.objects.prefetch_related(*(f"stages__{part}" for part, _file, _shape in shapes.PARTS))

    @extend_schema(parameters=[OpenApiParameter("state", str, description="in_force (if left out), draft, retired")])
    def list(self, request: Request) -> Response:
        """The versions in force, the default one first; ?state= those of other states, several with commas."""
        person: Any = request.user
        require(person, permissions.SEE_METHODS)
        asked = request.query_params.get("state", "")
        if not asked:
            return Response(MethodSerializer(queries.methods(), many=True).data)
        rows = self.get_queryset().visible_to(person).filter(state__in=asked.split(","))
        return Response(MethodSerializer(rows.order_by("code", "-version"), many=True).data)

    @extend_schema(request=MethodDraftSerializer)
    def create(self, request: Request) -> Response:
        """Begin a draft: of the next version of a method, or of a new method."""
        given = self.read(MethodDraftSerializer)
        pk = given.pop("source")
        source = queries.drawn(pk) if pk else None
        if pk and source is None:
            raise serializers.ValidationError({"source": ["there is no such version"]})
        return self._answer(actions.draft_method(act=self.act(), source=source, **given), 201)

    @extend_schema(request=MethodChangeSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Write a draft: its names, and all its stages in the place of those it has."""
        values = self.read(MethodChangeSerializer)
        if "stages" in values:
            values["stages"] = [shapes.whole(stage) for stage in values["stages"]]
        method = self.record()
        return self._answer(actions.write_draft(method, values, act=self.act(), revision=self.revision()))

    @extend_schema(responses=MethodFlawSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def flaws(self, request: Request, pk: str) -> Response:
        """What is wrong with a version, and what one should look at."""
        found = queries.flaws_of(self.record())
        return Response(MethodFlawSerializer(found, many=True).data)

    @extend_schema(
        responses=MethodDifferenceSerializer(many=True), filters=False,
        parameters=[OpenApiParameter("with", int, description="another version; that in force if left out")],
    )  # fmt: skip
    @action(detail=True, pagination_class=None)
    def comparison(self, request: Request, pk: str) -> Response:
        """What differs from another version of the same method, stage by stage."""
        method, asked = self.record(), request.query_params.get("with", "")
        other = queries.drawn(int(asked)) if asked.isdecimal() else queries.in_force(method.code)
        if other is None or other.code != method.code:
            raise Http404
        found = comparing.compare(shapes.values_of(other), shapes.values_of(method), roles=queries.role_names())
        return Response(MethodDifferenceSerializer(found, many=True).data)

    @extend_schema(request=MethodReasonSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def force(self, request: Request, pk: str) -> Response:
        """Put a draft in force in the place of the version before."""
        reason = self.read(MethodReasonSerializer)["reason"]
        method = self.record()
        return self._answer(actions.put_in_force(method, reason=reason, act=self.act(), revision=self.revision()))

    @extend_schema(request=MethodReasonSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def retirement(self, request: Request, pk: str) -> Response:
        """Let no new opportunity follow this method any more."""
        reason = self.read(MethodReasonSerializer)["reason"]
        return self._answer(actions.retire_method(self.record(), reason=reason, act=self.act()))

    @extend_schema(request=None, responses={204: None}, filters=False)
    @action(detail=True, methods=["post"])
    def dropping(self, request: Request, pk: str) -> Response:
        """Throw a draft away."""
        actions.drop_draft(self.record(), act=self.act())
        return Response(status=204)

    def _answer(self, method: SalesMethod, status: int = 200) -> Response:
        found: Mapping[str, Any] = MethodSerializer(queries.drawn(method.pk)).data
        return Response(found, status=status)
