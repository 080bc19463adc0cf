"""Sales journals over the API: the same actions, the same refusals."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.visits.actions import journals as actions
from leadtocash.areas.visits.models import SalesJournal
from leadtocash.areas.visits.queries import journals as queries
from leadtocash.areas.visits.tables.journals import JOURNALS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.custom_fields.serializing import Extended


class SalesJournalSerializer(Extended, serializers.ModelSerializer[SalesJournal]):
    owner_name = serializers.CharField(source="owner.name", read_only=True)

    class Meta:
        model = SalesJournal
        fields = [
            "id", "number", "state", "first_day", "last_day", "summary", "outlook", "help_wanted", "remark", "read_by",
            "handed_in_at", "owner", "owner_name", "department", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "state", "remark", "read_by", "handed_in_at", "owner", "department", "revision",
            "created_at", "updated_at",
        ]  # fmt: skip
        validators: list[Any] = []


class SalesJournalReadingSerializer(serializers.Serializer[Any]):
    remark = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class SalesJournalViewSet(RecordViewSet):
    model = SalesJournal
    page = JOURNALS
    serializer_class = SalesJournalSerializer

    def get_queryset(self) -> Any:
        return queries.with_everything()

    def create(self, request: Request) -> Response:
        """Begin one's journal for some days."""
        return self.answer(actions.write_journal(self.read(SalesJournalSerializer), act=self.act()), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change it as long as it is not handed in."""
        journal, context = self.taken(), self.get_serializer_context()
        given = SalesJournalSerializer(journal, data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        changed = actions.change_journal(journal, given.validated_data, act=self.act(), revision=self.revision())
        return self.answer(changed)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="handing-in")
    def handing_in(self, request: Request, pk: str) -> Response:
        """Hand it to the superior."""
        return self.answer(actions.hand_in(self.taken(), act=self.act(), revision=self.revision()))

    @extend_schema(request=SalesJournalReadingSerializer)
    @action(detail=True, methods=["post"])
    def reading(self, request: Request, pk: str) -> Response:
        """The superior has read it."""
        journal, remark = self.taken(), self.read(SalesJournalReadingSerializer)["remark"]
        return self.answer(actions.read_journal(journal, remark=remark, act=self.act(), revision=self.revision()))


routes = [("sales-journals", SalesJournalViewSet, "sales-journal")]
