"""What every view of work over the API has: the body read and checked, the item or process found."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.api import OnceMixin
from leadtocash.foundation.workflow import queries
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem


class WorkView(OnceMixin):
    @property
    def person(self) -> User:
        """Who asks."""
        person: Any = self.request.user
        return person

    def read(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The body, checked. Raises ValidationError (400)."""
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        return values

    def item(self, pk: int) -> WorkItem:
        return queries.fetch_item(self.person, pk)[0]

    def instance(self, pk: int) -> ProcessInstance:
        return queries.fetch_instance(self.person, pk)[0]
