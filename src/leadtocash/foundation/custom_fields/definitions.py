"""The fields there are, kept in each process."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps
from django.db import models

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.kernel.extra import Extensible
from leadtocash.foundation.kernel.stamps import Kept


def kinds() -> list[type[Extensible]]:
    """The models that take part, in order of their names."""
    found = [model for model in apps.get_models() if issubclass(model, Extensible)]
    return sorted(found, key=lambda model: str(model._meta.verbose_name))


def model_of(kind: str) -> type[Extensible] | None:
    """The model of a kind that takes part."""
    return next((model for model in kinds() if kind_of(model) == kind), None)


def all_of(of: models.Model | type[models.Model] | str) -> tuple[CustomField, ...]:
    """All fields of a kind in their order, retired ones too. Nobody may change them."""
    return _fields().get(of if isinstance(of, str) else kind_of(of), ())


def active(of: models.Model | type[models.Model] | str) -> list[CustomField]:
    """The fields of a kind that are in use."""
    return [field for field in all_of(of) if field.is_active]


def _by_kind() -> Mapping[str, tuple[CustomField, ...]]:
    found: dict[str, list[CustomField]] = {}
    for field in CustomField.objects.order_by("kind", "position", "pk"):
        found.setdefault(field.kind, []).append(field)
    return {kind: tuple(some) for kind, some in found.items()}


_fields = Kept("custom_fields", _by_kind)
