"""What the areas' records share over the API: one serializer to read, enter and change, one action for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.api import RecordViewSet


class KeptViewSet(RecordViewSet):
    """GET list and one; POST and PATCH by two actions: add (values, act), alter (record, values, act, revision)."""

    add: ClassVar[Callable[..., Any]]
    alter: ClassVar[Callable[..., Any]]

    def create(self, request: Request) -> Response:
        """Enter one."""
        shape: Any = self.get_serializer_class()
        values = self.read(shape)
        return self.answer(type(self).add(values, act=self.act()), 201)

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change one."""
        record = self.taken()
        given = self.get_serializer(record, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        changed = type(self).alter(record, given.validated_data, act=self.act(), revision=self.revision())
        return self.answer(changed)
