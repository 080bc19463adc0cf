"""Closing, archive, acceptance and setting up anew over the API (S0 2.5)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.projects.actions import closing as actions
from leadtocash.foundation.access.api import RecordViewSet


class OpenClosingSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class ArchiveSerializer(serializers.Serializer[Any]):
    place = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")


class RecordAcceptanceSerializer(serializers.Serializer[Any]):
    """The report is attached before (category acceptance_report) or sent along as `report` (multipart)."""

    accepted_on = serializers.DateField()
    customer_signer = serializers.CharField(max_length=60)
    note = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    report = serializers.FileField(required=False)


class SuccessorSerializer(serializers.Serializer[Any]):
    contract = serializers.IntegerField()
    number = serializers.CharField()
    href = serializers.CharField()


class ClosingMixin(RecordViewSet):
    @extend_schema(request=OpenClosingSerializer)
    @action(detail=True, methods=["post"])
    def closing(self, request: Request, pk: str) -> Response:
        """Open the closing on the accepted signed sheet; the notice goes to the departments."""
        project = self.record()
        actions.open_closing(project, act=self.act(), note=self.read(OpenClosingSerializer)["note"])
        return self.answer(project)

    @extend_schema(request=ArchiveSerializer)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        """Archive the confirmed papers; the project is closed by it."""
        place = self.read(ArchiveSerializer)["place"]
        return self.answer(actions.archive(self.record(), act=self.act(), place=place))

    @extend_schema(request=RecordAcceptanceSerializer)
    @action(detail=True, methods=["post"])
    def acceptance(self, request: Request, pk: str) -> Response:
        """Record the customer's acceptance with its report."""
        project = self.record()
        actions.record_acceptance(project, act=self.act(), **self.read(RecordAcceptanceSerializer))
        return self.answer(project)

    @extend_schema(request=None, responses={201: SuccessorSerializer})
    @action(detail=True, methods=["post"])
    def successor(self, request: Request, pk: str) -> Response:
        """Set a closed project up anew: drafts a contract from its lines, linked."""
        contract = actions.draft_successor(self.record(), act=self.act())
        href = reverse("contracts:detail", args=[contract.pk])
        body = {"contract": contract.pk, "number": contract.shown_number, "href": href}
        return Response(SuccessorSerializer(body).data, status=201)
