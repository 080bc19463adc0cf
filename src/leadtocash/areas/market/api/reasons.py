"""The reasons won or lost over the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from leadtocash.areas.market import actions
from leadtocash.areas.market.api.kept import KeptViewSet
from leadtocash.areas.market.models import CloseReason
from leadtocash.areas.market.tables import REASONS


class CloseReasonSerializer(serializers.ModelSerializer[CloseReason]):
    """used_for: the outcomes it is offered for; the code is given once."""

    class Meta:
        model = CloseReason
        fields = [
            "id", "code", "name", "name_en", "used_for", "position", "is_active", "revision", "created_at",
            "updated_at",
        ]  # fmt: skip
        read_only_fields = ["id", "revision", "created_at", "updated_at"]

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if self.instance is not None:
            values.pop("code", None)
        return values


class ReasonViewSet(KeptViewSet):
    model = CloseReason
    page = REASONS
    serializer_class = CloseReasonSerializer
    add, alter = actions.create_reason, actions.change_reason
