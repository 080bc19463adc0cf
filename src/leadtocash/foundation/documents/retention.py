"""Records a policy has kept for some time: until then neither they nor their files and comments are taken away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import models

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.kernel.registry import Registry

#: under the record's kind: (record, today) -> raises RuleError with the clause while it must be kept
retentions: Registry[Callable[[Any, date], None]] = Registry("retention of a record kind")


def check_kept(record: models.Model, *, today: date) -> None:
    """Raise RuleError while a policy has this record kept."""
    check = retentions.find(kind_of(record))
    if check is not None:
        check(record, today)
