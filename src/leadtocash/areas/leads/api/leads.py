"""Leads over the API; a web form enters them with a token of its own."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.leads import actions, funnel, permissions, queries
from leadtocash.areas.leads.api.shapes import (
    ConversionSerializer,
    DropSerializer,
    FunnelSerializer,
    LeadSerializer,
    ManSerializer,
    NewLeadSerializer,
    PooledLeadSerializer,
    WhySerializer,
)
from leadtocash.areas.leads.models import Lead
from leadtocash.areas.leads.tables import LEADS, POOL, asked_of, periods
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.many import (
    AssignmentSerializer,
    AssignmentsSerializer,
    FateSerializer,
    answer_many,
)
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.web.lists.bulk import carried_out, checked
from leadtocash.foundation.web.lists.parts import params_of


class LeadViewSet(RecordViewSet):
    model = Lead
    page = LEADS
    serializer_class = LeadSerializer

    def get_queryset(self) -> Any:
        return queries.with_everything()

    @extend_schema(request=NewLeadSerializer)
    def create(self, request: Request) -> Response:
        """Enter a lead. 409 `lead_alike` names what it may be the same as; `sure` enters it all the same."""
        values = self.read(NewLeadSerializer)
        to, sure = values.pop("to"), values.pop("sure")
        return self.answer(actions.create_lead(values, act=self.act(), to=to, sure=sure), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        lead, context = self.taken(), self.get_serializer_context()
        given = LeadSerializer(lead, data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        return self.answer(actions.change_lead(lead, values, act=self.act(), revision=self.revision()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="taking-up")
    def taking_up(self, request: Request, pk: str) -> Response:
        """The customer was spoken to; the time to qualify it begins."""
        return self.answer(actions.take_up_lead(self.taken(), act=self.act(), revision=self.revision()))

    @extend_schema(request=ManSerializer)
    @action(detail=True, methods=["post"])
    def man(self, request: Request, pk: str) -> Response:
        """Write down what is known of money, authority and need."""
        lead, answers = self.taken(), self.read(ManSerializer)
        return self.answer(actions.judge_lead(lead, answers, act=self.act(), revision=self.revision()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def qualification(self, request: Request, pk: str) -> Response:
        """It is worth pursuing; refused unless money, authority and need are all there."""
        return self.answer(actions.qualify_lead(self.taken(), act=self.act(), revision=self.revision()))

    @extend_schema(request=ConversionSerializer)
    @action(detail=True, methods=["post"])
    def conversion(self, request: Request, pk: str) -> Response:
        """It becomes an opportunity, with customer and contact, in one act; answers the lead with their ids."""
        lead, given = self.taken(), self.read(ConversionSerializer)
        values = {**actions.conversion_of(lead, self.act().person), **given}
        return self.answer(actions.convert_lead(lead, values, act=self.act(), revision=self.revision()))

    @extend_schema(request=DropSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        """Give it up, with a reason."""
        lead, given = self.taken(), self.read(DropSerializer)
        return self.answer(actions.drop_lead(lead, act=self.act(), revision=self.revision(), **given))

    @extend_schema(request=WhySerializer)
    @action(detail=True, methods=["post"])
    def reopening(self, request: Request, pk: str) -> Response:
        """Work on a dropped one again."""
        lead, given = self.taken(), self.read(WhySerializer)
        return self.answer(actions.reopen_lead(lead, act=self.act(), revision=self.revision(), **given))

    @extend_schema(request=WhySerializer)
    @action(detail=True, methods=["post"])
    def pooling(self, request: Request, pk: str) -> Response:
        """Put it into the pool of its office."""
        lead, given = self.taken(), self.read(WhySerializer)
        return self.answer(actions.pool_lead(lead, act=self.act(), revision=self.revision(), **given))

    @extend_schema(request=AssignmentSerializer)
    @action(detail=True, methods=["post"])
    def assignment(self, request: Request, pk: str) -> Response:
        """Give it to somebody."""
        lead, given = self.taken(), self.read(AssignmentSerializer)
        to, reason = given["owner"], given["reason"]
        return self.answer(actions.assign_lead(lead, to, act=self.act(), reason=reason, revision=self.revision()))

    @extend_schema(request=AssignmentsSerializer, responses=FateSerializer(many=True), filters=False)
    @action(detail=False, methods=["post"])
    def assignments(self, request: Request) -> Response:
        """Give many to somebody, each as by itself; what became of each."""
        given = self.read(AssignmentsSerializer)

        def do(row: Any, values: Any, act: Act) -> None:
            actions.assign_lead(row, values["owner"], act=act, reason=values["reason"])

        return answer_many(carried_out(checked(self.chosen(given["ids"])), do, given, self.act()))

    @extend_schema(
        responses=FunnelSerializer,
        parameters=[
            OpenApiParameter("period", str, enum=[key for key, _label in periods()]),
            OpenApiParameter("source", int),
            OpenApiParameter("department", int, many=True),
        ],
        filters=False,
    )
    @action(detail=False, pagination_class=None)
    def funnel(self, request: Request) -> Response:
        """Leads, prospects, interested, in negotiation, won, begun in a period; what each source yields."""
        person: Any = request.user
        require(person, permissions.VIEW)
        asked = asked_of(params_of(request.query_params), person, self.act().today)
        codes = {one.pk: one.code for one in queries.sources()}
        levels = [
            {
                "step": one.step, "count": one.sums.count, "amount": str(one.sums.amount), "ratio": one.ratio,
                "policy": one.policy, "expected": one.expected, "direct": one.direct,
            }
            for one in funnel.levels(person, asked)
        ]  # fmt: skip
        yields = [
            {
                **{key: row[key] for key in ("leads", "qualified", "converted", "dropped", "won")},
                "source": codes[row["source_id"]], "amount": str(row["amount"] or 0),
                "days": row["took"].days if row["took"] else None,
            }
            for row in funnel.yields(person, asked)
        ]  # fmt: skip
        return Response({"levels": levels, "yields": yields})


class PoolViewSet(RecordViewSet):
    """What nobody works on, to those who may take it."""

    model = Lead
    page = POOL
    serializer_class = PooledLeadSerializer
    related = ("source", "department")

    def record(self) -> Any:
        person: Any = self.request.user
        rows = queries.pool(person) if self.request.method in SAFE_METHODS else queries.takeable(person)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @extend_schema(request=None, responses=LeadSerializer)
    @action(detail=True, methods=["post"])
    def taking(self, request: Request, pk: str) -> Response:
        """Take it; answers it with whom to call."""
        taken = actions.take_lead(self.record(), act=self.act())
        return Response(LeadSerializer(taken, context=self.get_serializer_context()).data)
