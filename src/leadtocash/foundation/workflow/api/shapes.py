"""The shapes of work and processes over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.workflow import queries
from leadtocash.foundation.workflow.models import (
    Activity,
    Copy,
    Delegation,
    ProcessDefinition,
    ProcessInstance,
    WorkItem,
)
from leadtocash.foundation.workflow.predicting import Predicted


class WorkItemSerializer(serializers.ModelSerializer[WorkItem]):
    """A step in one person's inbox.

    `revision` is the record's revision, to be sent back with a decision; `on_behalf_of`: whose work it is while it
    lies with his deputy; `under`, `added`: to which item this signer was added, and how.
    """

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
            "state", "outcome", "comment", "revision", "assignee", "on_behalf_of", "sent_by", "under", "added",
            "claimed_at", "automatic", "is_fallback", "opened_at", "closed_at", "due_at", "instance",
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
            "started_at", "ended_at", "restarts", "activities",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ActivitySerializer(many=True))
    def get_activities(self, instance: ProcessInstance) -> Any:
        return ActivitySerializer(queries.rounds(instance), many=True).data


class DefinitionSerializer(serializers.ModelSerializer[ProcessDefinition]):
    """retired_at: since when it is not started any more, null while it is in use."""

    retired_at = serializers.DateTimeField(source="retirement.at", read_only=True, allow_null=True, default=None)

    class Meta:
        model = ProcessDefinition
        fields = ["key", "version", "name", "name_en", "record_kind", "published_at", "retired_at"]
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


class PeopleField(serializers.ListField):
    """Ids of people who work here."""

    child = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True))


class SignersSerializer(serializers.Serializer[Any]):
    people = PeopleField(allow_empty=False, max_length=10)
    where = serializers.ChoiceField(choices=["before", "after", "beside"])
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class CopiesSerializer(serializers.Serializer[Any]):
    people = PeopleField(allow_empty=False, max_length=50)
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class GivingUpSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)


class ByOrderSerializer(serializers.Serializer[Any]):
    to = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True))
    reason = serializers.CharField(max_length=2000)


class BulkItemSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)


class BulkSerializer(serializers.Serializer[Any]):
    """Several items with the revision that was shown of each; every one is decided by itself."""

    items = BulkItemSerializer(many=True, allow_empty=False)
    decision = serializers.ChoiceField(choices=["approve", "reject"])
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class BulkResultSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    ok = serializers.BooleanField()
    code = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)


class CopySerializer(serializers.ModelSerializer[Copy]):
    """A process given to somebody to read."""

    title = serializers.CharField(source="instance.title", read_only=True)
    process = serializers.CharField(source="instance.process", read_only=True)

    class Meta:
        model = Copy
        fields = ["id", "instance", "title", "process", "person", "by", "step", "comment", "at", "read_at"]
        read_only_fields = fields


class DelegationSerializer(serializers.ModelSerializer[Delegation]):
    """Somebody's work goes to his deputy; without `kinds` all of it. `principal` may be left out: oneself."""

    principal = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), required=False)
    deputy = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True))
    kinds = serializers.ListField(child=serializers.CharField(max_length=60), required=False, default=list)

    class Meta:
        model = Delegation
        fields = [
            "id", "principal", "deputy", "from_day", "until_day", "kinds", "reason", "created_at", "created_by",
            "begun_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = ["id", "created_at", "created_by", "begun_at", "ended_at"]


class PredictedSerializer(serializers.Serializer[Any]):
    """A step that is open or would come, with the people it would go to and the row of the authority table."""

    step = serializers.CharField(source="node.id")
    step_name = serializers.CharField(source="node.label")
    limit = serializers.IntegerField(source="node.limit")
    when = serializers.ChoiceField(choices=["now", "next", "maybe"])
    row = serializers.CharField()
    people = serializers.SerializerMethodField()

    def get_people(self, one: Predicted) -> list[int]:
        return [person.pk for person in one.people]
