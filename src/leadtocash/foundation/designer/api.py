"""Drafts of processes over the API: the same actions, the same refusals."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.designer import actions, candidates, edits, queries, simulation
from leadtocash.foundation.designer.models import ProcessDraft
from leadtocash.foundation.designer.permissions import DESIGN, MIGRATE, PUBLISH
from leadtocash.foundation.designer.rules import differences
from leadtocash.foundation.designer.wording import Wording
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.api import OnceMixin
from leadtocash.foundation.workflow.api.shapes import DefinitionSerializer
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.models import ProcessInstance


class ProcessDraftSerializer(serializers.ModelSerializer[ProcessDraft]):
    """A draft; `bpmn` is its whole text. `revision` is sent back with every change of it."""

    base_version = serializers.IntegerField(source="base.version", read_only=True, allow_null=True, default=None)
    published_version = serializers.IntegerField(
        source="published.version", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = ProcessDraft
        fields = [
            "id", "process", "title", "reason", "state", "revision", "base_version", "published_version", "bpmn",
            "created_by", "created_at", "updated_at", "submitted_by", "submitted_at",
        ]  # fmt: skip
        read_only_fields = fields


class DraftBeginSerializer(serializers.Serializer[Any]):
    """A change of `process`; or a new process with a `name`, as `copy_of` another or empty for a `record_kind`."""

    process = serializers.CharField(max_length=60)
    title = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)
    reason = serializers.CharField(max_length=2000)
    name = serializers.CharField(required=False, default="", allow_blank=True, max_length=80)
    copy_of = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)
    record_kind = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)


class DraftTextSerializer(serializers.Serializer[Any]):
    bpmn = serializers.CharField(max_length=2_000_000, trim_whitespace=False)
    revision = serializers.IntegerField()


class StepTimerSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(required=False, default="", allow_blank=True)
    after = serializers.IntegerField(min_value=1, max_value=9999)
    do = serializers.CharField(max_length=80)


class StepWaySerializer(serializers.Serializer[Any]):
    id = serializers.CharField(required=False, default="", allow_blank=True)
    name = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)
    target = serializers.CharField(max_length=60)
    condition = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)


class DraftEditSerializer(serializers.Serializer[Any]):
    """One edit of the step table."""

    edit = serializers.ChoiceField(choices=sorted(edits.EDITS))
    step = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)
    name = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)
    work = serializers.ChoiceField(choices=["decide", "do"], required=False, allow_null=True, default=None)
    attributes = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=500), required=False, default=dict
    )
    condition = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
    target = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)
    on_reject = serializers.CharField(required=False, default="", allow_blank=True, max_length=60)
    timers = StepTimerSerializer(many=True, required=False, default=list)
    ways = StepWaySerializer(many=True, required=False, default=list)
    revision = serializers.IntegerField()


class DraftRevisionSeenSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)


class DraftReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class DraftFindingSerializer(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=["problem", "hint"])
    text = serializers.CharField()
    step = serializers.CharField()


class TrialAskedSerializer(serializers.Serializer[Any]):
    step = serializers.CharField()
    who = serializers.CharField()


class TrialCaseSerializer(serializers.Serializer[Any]):
    instance = serializers.IntegerField()
    title = serializers.CharField()
    version = serializers.IntegerField()
    running = serializers.BooleanField()
    followed = serializers.BooleanField()
    differs = serializers.BooleanField()
    before = serializers.ListField(child=serializers.CharField())
    after = serializers.ListField(child=serializers.CharField())
    more = TrialAskedSerializer(many=True)
    fewer = TrialAskedSerializer(many=True)
    other = TrialAskedSerializer(many=True)
    days = serializers.IntegerField()
    assumed = serializers.ListField(child=serializers.CharField())


class TrialSerializer(serializers.Serializer[Any]):
    cases = TrialCaseSerializer(many=True)
    differing = serializers.IntegerField()
    same = serializers.IntegerField()
    lost = serializers.IntegerField()


class ProcessChangeLineSerializer(serializers.Serializer[Any]):
    what = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class ProcessChangeSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.CharField()
    sort = serializers.ChoiceField(choices=["added", "removed", "changed"])
    lines = ProcessChangeLineSerializer(many=True)


class MigrationCandidateSerializer(serializers.Serializer[Any]):
    instance = serializers.IntegerField(source="instance.pk")
    title = serializers.CharField(source="instance.title")
    version = serializers.IntegerField(source="instance.definition.version")
    at = serializers.ListField(child=serializers.CharField())
    why = serializers.ListField(child=serializers.CharField())


class MigrationOrderSerializer(serializers.Serializer[Any]):
    instances = serializers.ListField(child=serializers.IntegerField(), max_length=500)
    reason = serializers.CharField(max_length=500)
    node_map = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False, default=dict)


class MigrationOutcomeSerializer(serializers.Serializer[Any]):
    instance = serializers.IntegerField(source="instance.pk")
    why = serializers.ListField(child=serializers.CharField())


class ProcessStartSerializer(serializers.Serializer[Any]):
    record_id = serializers.IntegerField()


class StartedProcessSerializer(serializers.ModelSerializer[ProcessInstance]):
    class Meta:
        model = ProcessInstance
        fields = ["id", "process", "title", "record_kind", "record_id", "started_at"]
        read_only_fields = fields


class _View(OnceMixin):
    def read(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The body, checked. Raises ValidationError (400)."""
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        return values

    def draft(self, pk: int) -> ProcessDraft:
        """A draft, for those who design or publish."""
        person: Any = self.request.user
        if not allowed(person, PUBLISH):
            require(person, DESIGN)
        return queries.draft_by_id(pk)


class DraftsView(_View):
    """The open drafts; begin one."""

    @extend_schema(operation_id="process_drafts_list", responses=ProcessDraftSerializer(many=True))
    def get(self, request: Request) -> Response:
        if not allowed(request.user, PUBLISH):  # type: ignore[arg-type]
            require(request.user, DESIGN)  # type: ignore[arg-type]
        return Response(ProcessDraftSerializer(queries.open_drafts(), many=True).data)

    @extend_schema(request=DraftBeginSerializer, responses={201: ProcessDraftSerializer})
    def post(self, request: Request) -> Response:
        given = self.read(DraftBeginSerializer)
        if given["name"]:
            source = queries.definition(given["copy_of"]) if given["copy_of"] else None
            made = actions.create(
                key=given["process"], name=given["name"], record_kind=given["record_kind"], copy_of=source,
                reason=given["reason"], act=self.act(),
            )  # fmt: skip
        else:
            base = queries.definition(given["process"])
            made = actions.begin(base, title=given["title"], reason=given["reason"], act=self.act())
        return Response(ProcessDraftSerializer(made).data, status=201)


class DraftView(_View):
    """A draft: read, save its whole text, drop."""

    @extend_schema(responses=ProcessDraftSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(ProcessDraftSerializer(self.draft(pk)).data)

    @extend_schema(request=DraftTextSerializer, responses=ProcessDraftSerializer)
    def put(self, request: Request, pk: int) -> Response:
        given, draft = self.read(DraftTextSerializer), self.draft(pk)
        saved, _found = actions.save_text(draft, given["bpmn"], what="API", act=self.act(), revision=given["revision"])
        return Response(ProcessDraftSerializer(saved).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        actions.drop(self.draft(pk), act=self.act())
        return Response(status=204)


class EditView(_View):
    """One edit of the step table."""

    @extend_schema(request=DraftEditSerializer, responses=ProcessDraftSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given, draft = self.read(DraftEditSerializer), self.draft(pk)
        edit, what = edits.edit_of(given)
        saved, _answer = actions.edit(draft, edit, what=what, act=self.act(), revision=given["revision"])
        return Response(ProcessDraftSerializer(saved).data)


class ChecksView(_View):
    """What the checks say of a draft."""

    @extend_schema(responses=DraftFindingSerializer(many=True), operation_id="process_draft_checks")
    def get(self, request: Request, pk: int) -> Response:
        return Response(DraftFindingSerializer(queries.findings(self.draft(pk).bpmn), many=True).data)


class SimulationView(_View):
    """The draft tried on the last cases of the process."""

    @extend_schema(parameters=[OpenApiParameter("cases", int)], responses=TrialSerializer)
    def get(self, request: Request, pk: int) -> Response:
        draft = self.draft(pk)
        graph = queries.drafted_graph(draft.bpmn)
        actions.check_sound(draft)
        asked = str(request.query_params.get("cases", ""))
        most = min(int(asked), simulation.MANY) if asked.isdigit() and len(asked) < 6 else simulation.FEW
        assert graph is not None  # noqa: S101 - it is sound
        result = simulation.simulate(draft.process, graph, request.user, most=most)  # type: ignore[arg-type]
        counts = {"differing": len(result.differing), "same": result.same, "lost": len(result.lost)}
        return Response({"cases": TrialCaseSerializer(result.cases, many=True).data, **counts})


class SubmissionView(_View):
    @extend_schema(request=DraftRevisionSeenSerializer, responses=ProcessDraftSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given, draft = self.read(DraftRevisionSeenSerializer), self.draft(pk)
        return Response(ProcessDraftSerializer(actions.submit(draft, act=self.act(), **given)).data)


class ReturnView(_View):
    """Give a submitted draft back."""

    @extend_schema(request=DraftReasonSerializer, responses=ProcessDraftSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given, draft = self.read(DraftReasonSerializer), self.draft(pk)
        return Response(ProcessDraftSerializer(actions.give_back(draft, act=self.act(), **given)).data)


class PublicationView(_View):
    """Publish a submitted draft of somebody else."""

    @extend_schema(request=DraftRevisionSeenSerializer, responses=DefinitionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given, draft = self.read(DraftRevisionSeenSerializer), self.draft(pk)
        return Response(DefinitionSerializer(actions.publish(draft, act=self.act(), **given)).data)


class StartView(_View):
    """Start a process of the company's own on a record."""

    @extend_schema(request=ProcessStartSerializer, responses={201: StartedProcessSerializer})
    def post(self, request: Request, key: str) -> Response:
        given, definition = self.read(ProcessStartSerializer), queries.definition(key)
        model: Any = apps.get_model(definition.record_kind)
        record = fetch(model, request.user, pk=given["record_id"])  # type: ignore[arg-type]
        return Response(StartedProcessSerializer(actions.start(key, record, act=self.act())).data, status=201)


class ComparisonView(_View):
    """What is different between two versions of a process."""

    @extend_schema(
        parameters=[OpenApiParameter("old", int, required=True), OpenApiParameter("new", int, required=True)],
        responses=ProcessChangeSerializer(many=True),
        operation_id="process_comparison",
    )
    def get(self, request: Request, key: str) -> Response:
        old, new = (queries.definition(key, str(request.query_params.get(side, ""))) for side in ("old", "new"))
        found = differences.compare(graph_of(old.pk), graph_of(new.pk), Wording(new.record_kind))
        return Response(ProcessChangeSerializer(found, many=True).data)


class MigrationView(_View):
    """Running processes of other versions: who could go on by this one; move some."""

    @extend_schema(responses=MigrationCandidateSerializer(many=True), operation_id="process_migration_preview")
    def get(self, request: Request, key: str, version: int) -> Response:
        require(request.user, MIGRATE)  # type: ignore[arg-type]
        found = candidates.preview(queries.definition(key, str(version)))
        return Response(MigrationCandidateSerializer(found, many=True).data)

    @extend_schema(request=MigrationOrderSerializer, responses=MigrationOutcomeSerializer(many=True))
    def post(self, request: Request, key: str, version: int) -> Response:
        require(request.user, MIGRATE)  # type: ignore[arg-type]
        given, definition = self.read(MigrationOrderSerializer), queries.definition(key, str(version))
        rows = list(ProcessInstance.objects.filter(pk__in=given["instances"], process=key).order_by("pk"))
        if not rows:
            raise RuleError(_("Choose at least one process."), code="nothing_chosen")
        moved = actions.migrate_many(
            rows, definition, act=self.act(), reason=given["reason"], by_hand=given["node_map"]
        )
        return Response(MigrationOutcomeSerializer(moved, many=True).data)
