"""Custom fields in the API: `extra: {code: value}`, read and written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from rest_framework import serializers
from rest_framework.fields import SkipField, empty

from leadtocash.foundation.custom_fields import seeing
from leadtocash.foundation.custom_fields.entering import understood
from leadtocash.foundation.kernel.extra import NAME as EXTRA
from leadtocash.foundation.kernel.extra import Changes, Extensible


class ExtraValues(serializers.Field[Any, Any, Any, Any]):
    """All custom fields the person reads. Takes the request from the context; without one it shows nothing.

    model: where the serializer is not one of a model.
    """

    reads = (EXTRA,)

    def __init__(self, *, model: type[Extensible] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model = model

    def get_attribute(self, instance: Any) -> Any:
        return instance

    def reader(self, person: Any, model: Any) -> Callable[[Any], dict[str, Any]]:
        """What makes the shown value from the column (`access.reading`)."""
        codes = [field.code for field in seeing.seen(person, model)]
        return lambda extra: {code: extra.get(code) for code in codes}

    def to_representation(self, value: Any) -> dict[str, Any]:
        person = self._person()
        return dict(seeing.visible_values(person, value)) if person is not None else {}

    def run_validation(self, data: Any = empty) -> Any:
        """Where nothing was sent, too, defaults are given and what is required is asked for."""
        if data is not empty:
            return super().run_validation(data)
        if not (found := self.to_internal_value({})):
            raise SkipField
        return found

    def to_internal_value(self, data: Any) -> Changes:
        """The changes. Raises ValidationError by code."""
        parent: Any = self.parent
        record = parent.instance if hasattr(parent.instance, "extra") else None
        try:
            return understood(self._person(), self.model or parent.Meta.model, record, data)
        except ValidationError as error:
            raise serializers.ValidationError(
                error.message_dict if hasattr(error, "error_dict") else error.messages
            ) from None

    def _person(self) -> Any:
        request = self.context.get("request")
        return request.user if request is not None else None


class Extended(serializers.Serializer[Any]):
    """For a ModelSerializer of an extensible model, before it among the bases: adds `extra`."""

    extra = ExtraValues(required=False)

    def get_field_names(self, declared_fields: Any, info: Any) -> list[str]:
        """`extra` need not be named."""
        names: list[str] = super().get_field_names(declared_fields, info)  # type: ignore[misc]
        return [*names, *(["extra"] if "extra" not in names else [])]
