"""Records a request may name: those the person may see; others do not exist for him."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.scoping import ScopedQuerySet


class Visible(serializers.PrimaryKeyRelatedField[Any]):
    """`model`: whose rows; `related`: what is read along."""

    def __init__(self, model: Any = None, *, related: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.model, self.related = model, related
        if not kwargs.get("read_only"):
            kwargs["queryset"] = model.objects.none()
        super().__init__(**kwargs)

    def get_queryset(self) -> Any:
        rows: ScopedQuerySet = self.model.objects
        return rows.visible_to(self.context["request"].user).select_related(*self.related)


def visible_deal(**kwargs: Any) -> Visible:
    return Visible(Opportunity, related=("customer", "owner", "department"), **kwargs)
