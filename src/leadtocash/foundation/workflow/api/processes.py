"""Processes, copies and deputies over the API: the same actions, the same refusals."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.workflow import actions, queries
from leadtocash.foundation.workflow.api.base import WorkView
from leadtocash.foundation.workflow.api.shapes import (
    CopiesSerializer,
    CopySerializer,
    DefinitionSerializer,
    DelegationSerializer,
    GivingUpSerializer,
    InstanceSerializer,
    OptionalWordsSerializer,
    PredictedSerializer,
    WordsSerializer,
    WorkItemSerializer,
)
from leadtocash.foundation.workflow.definitions import newest
from leadtocash.foundation.workflow.permissions import ADMINISTER
from leadtocash.foundation.workflow.views.processes import newest_definitions

MOST_COPIES = 200


class InstanceView(WorkView):
    @extend_schema(responses=InstanceSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(InstanceSerializer(self.instance(pk)).data)


class RecallView(WorkView):
    """Take back one's last step, or withdraw a process just started."""

    @extend_schema(request=OptionalWordsSerializer, responses=InstanceSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(OptionalWordsSerializer)
        return Response(InstanceSerializer(actions.recall(self.instance(pk), act=self.act(), **given)).data)


class ProcessesView(WorkView):
    """The newest version of every process."""

    @extend_schema(responses=DefinitionSerializer(many=True), operation_id="processes_list")
    def get(self, request: Request) -> Response:
        return Response(DefinitionSerializer(newest_definitions(), many=True).data)


class RetirementView(WorkView):
    """Let nobody start a process any more, with the reason; what runs goes on."""

    @extend_schema(request=GivingUpSerializer, responses=DefinitionSerializer)
    def post(self, request: Request, key: str) -> Response:
        return self.answer(actions.retire, key)

    def answer(self, act: Callable[..., object], key: str) -> Response:
        require(self.person, ADMINISTER)
        definition = newest(key)
        if definition is None:
            raise Http404
        act(key, reason=self.read(GivingUpSerializer)["reason"], act=self.act())
        return Response(DefinitionSerializer(queries.with_retirement([definition])[0]).data)


class ReinstatementView(RetirementView):
    """Take a retired process into use again, with the reason."""

    @extend_schema(request=GivingUpSerializer, responses=DefinitionSerializer)
    def post(self, request: Request, key: str) -> Response:
        return self.answer(actions.reinstate, key)


class ComingView(WorkView):
    """The steps to come along the way the present facts take, with the people they would go to."""

    @extend_schema(responses=PredictedSerializer(many=True), operation_id="process_instances_coming_list")
    def get(self, request: Request, pk: int) -> Response:
        found = queries.predicted(self.instance(pk), act=self.act())
        return Response(PredictedSerializer(found, many=True).data)


class CommentsView(WorkView):
    """Write a comment on a process, whether or not one has work in it."""

    @extend_schema(request=WordsSerializer, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        given, instance = self.read(WordsSerializer), self.instance(pk)
        actions.comment(instance, given["comment"], act=self.act(), attachments=given["attachments"])
        return Response(status=204)


class RemindersView(WorkView):
    """Ask those who have the work now for speed; gives their items."""

    @extend_schema(request=OptionalWordsSerializer, responses={201: WorkItemSerializer(many=True)})
    def post(self, request: Request, pk: int) -> Response:
        given, instance = self.read(OptionalWordsSerializer), self.instance(pk)
        items = actions.remind(instance, act=self.act(), **given)
        return Response(WorkItemSerializer(items, many=True).data, status=201)


class CopiesView(WorkView):
    """Who was given a process to read; give it to others."""

    @extend_schema(responses=CopySerializer(many=True), operation_id="process_instances_copies_list")
    def get(self, request: Request, pk: int) -> Response:
        rows = queries.copies_of(self.instance(pk)).select_related("instance")[:MOST_COPIES]
        return Response(CopySerializer(rows, many=True).data)

    @extend_schema(request=CopiesSerializer, responses={201: CopySerializer(many=True)})
    def post(self, request: Request, pk: int) -> Response:
        given, instance = self.read(CopiesSerializer), self.instance(pk)
        made = actions.copy(instance, act=self.act(), **given)
        return Response(CopySerializer(made, many=True).data, status=201)


class CancellationView(WorkView):
    """Give a running process up, with a reason."""

    @extend_schema(request=GivingUpSerializer, responses=InstanceSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given = self.read(GivingUpSerializer)
        instance = queries.fetch_administered(self.person, pk)
        return Response(InstanceSerializer(actions.cancel(instance, act=self.act(), **given)).data)


class MyCopiesView(WorkView):
    """What was given to me to read, the newest first; `unread=true`: only what I have not read."""

    @extend_schema(
        operation_id="copies_list",
        parameters=[OpenApiParameter("unread", bool), OpenApiParameter("before", int, description="id to go on from")],
        responses=CopySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        rows = queries.copied(self.person).order_by("-at", "-pk")
        if request.query_params.get("unread") == "true":
            rows = rows.filter(read_at=None)
        before = request.query_params.get("before", "")
        if before.isdigit():
            rows = rows.filter(pk__lt=int(before))
        return Response(CopySerializer(rows[:MOST_COPIES], many=True).data)


class ReadingView(WorkView):
    """I have read a copy."""

    @extend_schema(request=None, responses=CopySerializer)
    def post(self, request: Request, pk: int) -> Response:
        return Response(CopySerializer(actions.mark_read(queries.fetch_copy(self.person, pk), act=self.act())).data)


class DelegationsView(WorkView):
    """My delegations, as principal and as deputy (an administrator: all); let a deputy do one's work."""

    @extend_schema(responses=DelegationSerializer(many=True), operation_id="delegations_list")
    def get(self, request: Request) -> Response:
        return Response(DelegationSerializer(queries.delegations(self.person)[:MOST_COPIES], many=True).data)

    @extend_schema(request=DelegationSerializer, responses={201: DelegationSerializer})
    def post(self, request: Request) -> Response:
        given = self.read(DelegationSerializer)
        made = actions.delegate(**{"principal": self.person, **given}, act=self.act())
        return Response(DelegationSerializer(made).data, status=201)


class DelegationView(WorkView):
    @extend_schema(responses=DelegationSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(DelegationSerializer(queries.fetch_delegation(self.person, pk)).data)

    @extend_schema(responses=DelegationSerializer, description="End it now: what is still open goes back.")
    def delete(self, request: Request, pk: int) -> Response:
        ended = actions.end_delegation(queries.fetch_delegation(self.person, pk), act=self.act())
        return Response(DelegationSerializer(ended).data)
