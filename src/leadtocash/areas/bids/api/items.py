"""Lines of a bid's checklist over the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.bids import actions, queries
from leadtocash.areas.bids.models import BidItem
from leadtocash.areas.bids.tables import ITEMS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.accounts.models import User


class _Person(serializers.PrimaryKeyRelatedField[User]):
    def get_queryset(self) -> Any:
        return queries.people()


class BidItemSerializer(serializers.ModelSerializer[BidItem]):
    """state: todo, done, or not_needed (with a note that says why; never of what is mandatory)."""

    owner = _Person()
    owner_name = serializers.CharField(source="owner.name", read_only=True)

    class Meta:
        model = BidItem
        fields = [
            "id", "bid", "position", "part", "text", "mandatory", "owner", "owner_name", "due_on", "state", "note",
            "settled_on", "revision",
        ]  # fmt: skip
        read_only_fields = ["id", "bid", "position", "settled_on", "revision"]


class BidItemViewSet(RecordViewSet):
    """Lines of the checklists of all bids (`bid=7`); a new one is a POST to its bid's items."""

    model = BidItem
    page = ITEMS
    related = ("owner",)
    serializer_class = BidItemSerializer
    http_method_names = ["get", "patch", "head", "options"]

    def partial_update(self, request: Request, pk: str) -> Response:
        """Tick it, leave it out, give it to somebody."""
        item = self.record()
        given = self.get_serializer(item, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        return self.answer(actions.change_item(item, given.validated_data, act=self.act(), revision=self.revision()))
