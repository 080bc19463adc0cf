"""Work and processes over the API: the same actions, the same refusals."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.api import MAX_PAGE
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.api import OnceMixin
from leadtocash.foundation.web.lists.page import capped_count
from leadtocash.foundation.workflow import actions, listing, queries
from leadtocash.foundation.workflow.models import Activity, ProcessDefinition, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.views.processes import newest_definitions

STATES = {"open": listing.TO_DO, "late": listing.LATE, "done": listing.DONE}


class WorkItemSerializer(serializers.ModelSerializer[WorkItem]):
    """A step in one person's inbox; `revision` is the record's revision, to be sent back with a decision."""

    title = serializers.CharField(source="instance.title", read_only=True)
    process = serializers.CharField(source="instance.process", read_only=True)
    record_kind = serializers.CharField(source="instance.record_kind", read_only=True)
    record_id = serializers.IntegerField(source="instance.record_id", read_only=True)
    step = serializers.CharField(source="step.id", read_only=True)
    step_name = serializers.CharField(source="step.label", read_only=True)
    work = serializers.ChoiceField(source="step.work", choices=["decide", "do"], read_only=True)
    round = serializers.IntegerField(source="activity.round", read_only=True)

    class Meta:
        model = WorkItem
        fields = [
            "id", "title", "process", "record_kind", "record_id", "step", "step_name", "work", "round", "slot", "label",
            "state", "outcome", "comment", "revision", "assignee", "sent_by", "is_fallback", "opened_at", "closed_at",
            "due_at", "instance",
        ]  # fmt: skip
        read_only_fields = fields


class WorkItemPageSerializer(serializers.Serializer[Any]):
    results = WorkItemSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    count = serializers.IntegerField()
    count_is_capped = serializers.BooleanField()


class ActivitySerializer(serializers.ModelSerializer[Activity]):
    step = serializers.CharField(source="node", read_only=True)
    step_name = serializers.CharField(source="name", read_only=True)
    items = WorkItemSerializer(many=True, read_only=True)

    class Meta:
        model = Activity
        fields = ["step", "step_name", "round", "is_open", "outcome", "opened_at", "closed_at", "due_at", "items"]
        read_only_fields = fields


class InstanceSerializer(serializers.ModelSerializer[ProcessInstance]):
    """A process with everything that was opened in it and what was said."""

    version = serializers.IntegerField(source="definition.version", read_only=True)
    activities = serializers.SerializerMethodField()

    class Meta:
        model = ProcessInstance
        fields = [
            "id", "process", "version", "title", "record_kind", "record_id", "state", "outcome", "started_by",
            "started_at", "ended_at", "activities",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema(responses=ActivitySerializer(many=True))
    def get_activities(self, instance: ProcessInstance) -> Any:
        return ActivitySerializer(queries.rounds(instance), many=True).data


class DefinitionSerializer(serializers.ModelSerializer[ProcessDefinition]):
    class Meta:
        model = ProcessDefinition
        fields = ["key", "version", "name", "name_en", "record_kind", "published_at"]
        read_only_fields = fields


class DecisionSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=["approve", "reject"])
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)


class ReturnSerializer(serializers.Serializer[Any]):
    step = serializers.CharField(max_length=60)
    comment = serializers.CharField(max_length=2000)
    then = serializers.ChoiceField(choices=["step_by_step", "straight_back"], default="step_by_step")


class HandOnSerializer(serializers.Serializer[Any]):
    to = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True))
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class WordsSerializer(serializers.Serializer[Any]):
    comment = serializers.CharField(max_length=2000)
    attachments = serializers.ListField(child=serializers.IntegerField(), required=False, default=list)


class OptionalWordsSerializer(serializers.Serializer[Any]):
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class _View(OnceMixin):
    def read(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The body, checked. Raises ValidationError (400)."""
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        return values

    def item(self, pk: int) -> WorkItem:
        return queries.fetch_item(self.request.user, pk)[0]  # type: ignore[arg-type]

    def instance(self, pk: int) -> ProcessInstance:
        return queries.fetch_instance(self.request.user, pk)[0]  # type: ignore[arg-type]


class WorkItemsView(_View):
    """My work: open (default), late or done."""

    @extend_schema(
        operation_id="work_items_list",
        parameters=[
            OpenApiParameter("state", enum=sorted(STATES)),
            OpenApiParameter("search"),
            OpenApiParameter("ordering"),
            OpenApiParameter("cursor"),
            OpenApiParameter("page_size", int),
        ],
        responses=WorkItemPageSerializer,
    )
    def get(self, request: Request) -> Response:
        params = {name: str(value) for name, value in request.query_params.items() if value}
        page = STATES.get(params.get("state", ""), listing.TO_DO)
        rows = page.selected(params, request.user, timezone.localdate())
        size = params.get("page_size", "")
        piece = page.slice(rows, params, min(int(size), MAX_PAGE) if size.isdigit() and int(size) else 50)
        count, capped = capped_count(rows)
        return Response(
            {
                "results": WorkItemSerializer(piece.rows, many=True).data,
                "next": piece.next or None,
                "previous": piece.previous or None,
                "count": count,
                "count_is_capped": capped,
            }
        )


class WorkItemView(_View):
    @extend_schema(responses=WorkItemSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(WorkItemSerializer(self.item(pk)).data)


class DecisionView(_View):
    """Approve or reject, on the revision of the record one has read."""

    @extend_schema(request=DecisionSerializer, responses=InstanceSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given, item = self.read(DecisionSerializer), self.item(pk)
        moved = actions.decide(item, given.pop("decision"), act=self.act(), **given)
        return Response(InstanceSerializer(moved).data)


class ReturnView(_View):
    """Send back to a step that was passed."""

    @extend_schema(request=ReturnSerializer, responses=InstanceSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given, item = self.read(ReturnSerializer), self.item(pk)
        moved = actions.send_back(item, given.pop("step"), act=self.act(), **given)
        return Response(InstanceSerializer(moved).data)


class TransferView(_View):
    """Hand on to a colleague."""

    @extend_schema(request=HandOnSerializer, responses=WorkItemSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given, item = self.read(HandOnSerializer), self.item(pk)
        return Response(WorkItemSerializer(actions.transfer(item, act=self.act(), **given)).data)


class CommentView(_View):
    @extend_schema(request=WordsSerializer, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        given, item = self.read(WordsSerializer), self.item(pk)
        actions.comment(item.instance, given["comment"], act=self.act(), attachments=given["attachments"])
        return Response(status=204)


class InstanceView(_View):
    @extend_schema(responses=InstanceSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(InstanceSerializer(self.instance(pk)).data)


class RecallView(_View):
    """Take back one's last step, or withdraw a process just started."""

    @extend_schema(request=OptionalWordsSerializer, responses=InstanceSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(OptionalWordsSerializer)
        return Response(InstanceSerializer(actions.recall(self.instance(pk), act=self.act(), **given)).data)


class ProcessesView(_View):
    """The newest version of every process."""

    @extend_schema(responses=DefinitionSerializer(many=True), operation_id="processes_list")
    def get(self, request: Request) -> Response:
        return Response(DefinitionSerializer(newest_definitions(), many=True).data)
