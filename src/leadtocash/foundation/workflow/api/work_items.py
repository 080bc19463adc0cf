"""My work over the API: the same actions, the same refusals."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.web import refusals
from leadtocash.foundation.web.lists.page import capped_count
from leadtocash.foundation.web.lists.parts import params_of
from leadtocash.foundation.web.lists.schema import size_of
from leadtocash.foundation.workflow import actions, listing, queries
from leadtocash.foundation.workflow.api.base import WorkView
from leadtocash.foundation.workflow.api.shapes import (
    BulkResultSerializer,
    BulkSerializer,
    ByOrderSerializer,
    DecisionSerializer,
    HandOnSerializer,
    InstanceSerializer,
    ReturnSerializer,
    SignersSerializer,
    WordsSerializer,
    WorkItemPageSerializer,
    WorkItemSerializer,
)
from leadtocash.foundation.workflow.models import WorkItem

STATES = {"open": listing.TO_DO, "late": listing.LATE, "done": listing.DONE}


class WorkItemsView(WorkView):
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
        params = params_of(request.query_params)
        page = STATES.get(params.get("state", ""), listing.TO_DO)
        rows = page.selected(params, request.user, timezone.localdate())
        piece = page.slice(rows, params, size_of(params.get("page_size", "")), person=request.user, strict=True)
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


class WorkItemView(WorkView):
    @extend_schema(responses=WorkItemSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(WorkItemSerializer(self.item(pk)).data)


class DecisionView(WorkView):
    """Approve or reject, on the revision of the record one has read."""

    @extend_schema(request=DecisionSerializer, responses=InstanceSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given, item = self.read(DecisionSerializer), self.item(pk)
        moved = actions.decide(item, given.pop("decision"), act=self.act(), **given)
        return Response(InstanceSerializer(moved).data)


class ReturnView(WorkView):
    """Send back to a step that was passed."""

    @extend_schema(request=ReturnSerializer, responses=InstanceSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given, item = self.read(ReturnSerializer), self.item(pk)
        moved = actions.send_back(item, given.pop("step"), act=self.act(), **given)
        return Response(InstanceSerializer(moved).data)


class TransferView(WorkView):
    """Hand on to a colleague."""

    @extend_schema(request=HandOnSerializer, responses=WorkItemSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given, item = self.read(HandOnSerializer), self.item(pk)
        return Response(WorkItemSerializer(actions.transfer(item, act=self.act(), **given)).data)


class CommentView(WorkView):
    @extend_schema(request=WordsSerializer, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        given, item = self.read(WordsSerializer), self.item(pk)
        actions.comment(item.instance, given["comment"], act=self.act(), attachments=given["attachments"])
        return Response(status=204)


class SignersView(WorkView):
    """Ask others to sign along (POST), or take an added signer, or one of a countersign, out again (DELETE)."""

    @extend_schema(request=SignersSerializer, responses={201: WorkItemSerializer(many=True)})
    def post(self, request: Request, pk: int) -> Response:
        given, item = self.read(SignersSerializer), self.item(pk)
        made = actions.add_signer(item, act=self.act(), **given)
        return Response(WorkItemSerializer(made, many=True).data, status=201)

    @extend_schema(
        parameters=[OpenApiParameter("comment", description="why; needed for a signer of the definition")],
        responses=InstanceSerializer,
    )
    def delete(self, request: Request, pk: int) -> Response:
        item = queries.fetch_administered_item(self.person, pk)
        moved = actions.remove_signer(item, act=self.act(), comment=request.query_params.get("comment", ""))
        return Response(InstanceSerializer(moved).data)


class ClaimView(WorkView):
    """Take work out of the pool it lies in."""

    @extend_schema(request=None, responses=WorkItemSerializer)
    def post(self, request: Request, pk: int) -> Response:
        return Response(WorkItemSerializer(actions.claim(self.item(pk), act=self.act())).data)


class ReleaseView(WorkView):
    """Give claimed work back to the pool."""

    @extend_schema(request=None, responses=WorkItemSerializer)
    def post(self, request: Request, pk: int) -> Response:
        return Response(WorkItemSerializer(actions.release(self.item(pk), act=self.act())).data)


class ReassignmentView(WorkView):
    """Give work to somebody else by order of an administrator."""

    @extend_schema(request=ByOrderSerializer, responses=WorkItemSerializer)
    def post(self, request: Request, pk: int) -> Response:
        given, item = self.read(ByOrderSerializer), queries.fetch_administered_item(self.person, pk)
        return Response(WorkItemSerializer(actions.reassign(item, act=self.act(), **given)).data)


class BulkView(WorkView):
    """Decide many items; each by itself, with what became of it."""

    @extend_schema(request=BulkSerializer, responses=BulkResultSerializer(many=True))
    def post(self, request: Request) -> Response:
        given = self.read(BulkSerializer)
        seen = {one["id"]: one["revision"] for one in given["items"]}
        found = {pk: self._visible(pk) for pk in seen}
        items = [item for item in found.values() if item is not None]
        done = actions.decide_many(items, given["decision"], act=self.act(), comment=given["comment"], revisions=seen)
        for one in done:
            refusals.note(request, one.refusal, (one.item.instance.record_kind, one.item.instance.record_id))
        told = {one.item.pk: _told(one) for one in done}
        missing = {"ok": False, "code": "not_found", "message": _("This does not exist, or you may not see it.")}
        rows = [told.get(pk) or {"id": pk, **missing} for pk in seen]
        return Response(BulkResultSerializer(rows, many=True).data)

    def _visible(self, pk: int) -> WorkItem | None:
        try:
            return self.item(pk)
        except Http404:
            return None


def _told(one: actions.Decided) -> dict[str, Any]:
    code = getattr(one.refusal, "code", "changed_meanwhile") if one.refusal else ""
    return {"id": one.item.pk, "ok": one.ok, "code": code, "message": one.refusal.message if one.refusal else ""}
