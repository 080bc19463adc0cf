"""The fields there are, kept in each process; a stamp in the database says when they are old.

Within a request the stamp is read once, elsewhere once a second.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.core.signals import request_finished, request_started
from django.db import models

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.custom_fields.models import CustomField, CustomFieldsStamp
from leadtocash.foundation.kernel.extra import Extensible

_FRESH_SECONDS = 1.0
Fields = Mapping[str, tuple[CustomField, ...]]
_known: tuple[uuid.UUID | None, Fields] = (None, {})


class _Seen(threading.local):
    """What this thread goes by."""

    fields: Fields | None = None
    at = 0.0
    in_request = False


_seen = _Seen()


def kinds() -> list[type[Extensible]]:
    """The models that take part, in order of their names."""
    found = [model for model in apps.get_models() if issubclass(model, Extensible)]
    return sorted(found, key=lambda model: str(model._meta.verbose_name))


def model_of(kind: str) -> type[Extensible] | None:
    """The model of a kind that takes part."""
    return next((model for model in kinds() if kind_of(model) == kind), None)


def all_of(of: models.Model | type[models.Model] | str) -> tuple[CustomField, ...]:
    """All fields of a kind in their order, retired ones too. Nobody may change them."""
    return _current().get(of if isinstance(of, str) else kind_of(of), ())


def active(of: models.Model | type[models.Model] | str) -> list[CustomField]:
    """The fields of a kind that are in use."""
    return [field for field in all_of(of) if field.is_active]


def changed() -> None:
    """Have every process read the definitions anew; part of the transaction that changes one."""
    CustomFieldsStamp.objects.update_or_create(pk=1, defaults={"stamp": uuid.uuid4()})
    forget()


def forget(**_signal: Any) -> None:
    """Look at the stamp again."""
    _seen.fields = None


def _current() -> Fields:
    if _seen.fields is None or not (_seen.in_request or time.monotonic() - _seen.at < _FRESH_SECONDS):
        _seen.fields, _seen.at = _read(), time.monotonic()
    return _seen.fields


def _read() -> Fields:
    global _known  # noqa: PLW0603
    stamp = CustomFieldsStamp.objects.filter(pk=1).values_list("stamp", flat=True).first()
    if stamp != _known[0]:
        _known = (stamp, _by_kind(CustomField.objects.order_by("kind", "position", "pk")) if stamp else {})
    return _known[1]


def _by_kind(fields: Iterable[CustomField]) -> Fields:
    found: dict[str, list[CustomField]] = {}
    for field in fields:
        found.setdefault(field.kind, []).append(field)
    return {kind: tuple(some) for kind, some in found.items()}


def _begin(**_signal: Any) -> None:
    _seen.fields, _seen.in_request = None, True


def _end(**_signal: Any) -> None:
    _seen.fields, _seen.in_request = None, False


request_started.connect(_begin)
request_finished.connect(_end)
