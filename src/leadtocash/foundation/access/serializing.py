"""Protected fields in the API: null or masked for those who may not see them, and not to be written by them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from rest_framework import serializers

from leadtocash.foundation.access.fields import Rule, covered, opens, rules_of


class ProtectedFields(serializers.Serializer[Any]):
    """For a ModelSerializer, before it among the bases. Without a request in its context nothing protected shows.

    What comes back as it was shown (null, a mask) is no change; anything else is a field error. A masked field of a
    record still being made may be written: what one enters oneself is no secret.
    """

    def to_representation(self, instance: Any) -> Any:
        """The fields, protected ones null or masked."""
        found = super().to_representation(instance)
        for name, rule in self.protected().items():
            if found.get(name) is not None and not self._opens(rule, instance):
                found[name] = covered(rule, found[name])
        return found

    def to_internal_value(self, data: Any) -> Any:
        """The values, without protected ones that came back untouched. Raises ValidationError for the others."""
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        record, given, errors = self._record(), dict(data.items()), {}
        model: type[models.Model] = self.Meta.model  # type: ignore[attr-defined]
        for name, rule in self.protected().items():
            if name not in given or self.fields[name].read_only or (record is None and rule.mask):
                continue
            if not self._opens(rule, record or model):
                value = given.pop(name)
                if value is not None and value != self._as_shown(name, rule):
                    errors[name] = [_("You may not see this field, so you cannot change it.")]
        if errors:
            raise serializers.ValidationError(errors)
        return super().to_internal_value(given)

    def protected(self) -> dict[str, Rule]:
        """The protected ones among the fields, by their name here."""
        rules = rules_of(self.Meta.model)  # type: ignore[attr-defined]
        sources = {name: str(field.source) if field.source != "*" else name for name, field in self.fields.items()}
        return {name: rules[source] for name, source in sources.items() if source in rules}

    def _opens(self, rule: Rule, record: models.Model | type[models.Model]) -> bool:
        request = self.context.get("request")
        return request is not None and opens(request.user, rule.permission, record)

    def _record(self) -> models.Model | None:
        """The stored record that is written: of this serializer, or of the one it is a part of."""
        one: Any = self
        while one is not None:
            if isinstance(one.instance, models.Model):
                return one.instance
            one = one.parent
        return None

    def _as_shown(self, name: str, rule: Rule) -> Any:
        if not isinstance(self.instance, models.Model):
            return None
        return covered(rule, getattr(self.instance, str(self.fields[name].source)))
