"""The reasons one chooses from when a deal is decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from leadtocash.areas.market import events, permissions
from leadtocash.areas.market.models import CloseReason
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line


@transaction.atomic
def create_reason(values: Mapping[str, Any], *, act: Act) -> CloseReason:
    """Enter a reason. Raises ValidationError at the code when there is one with it, NotAllowed."""
    require(act.person, permissions.REASONS)
    reason = CloseReason(**values)
    _tidy(reason)
    return recording.save(reason, events.REASON_ADDED, act=act)


@transaction.atomic
def change_reason(
    reason: CloseReason, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> CloseReason:
    """Change a reason, or switch it off; deals closed for it keep it. The code stays.

    Raises Stale when `revision` is no longer the current one.
    """
    reason = lock(reason, revision=revision)
    require(act.person, permissions.REASONS, reason)
    for name, value in values.items():
        setattr(reason, name, value)
    _tidy(reason)
    return recording.save(reason, events.REASON_CHANGED, act=act)


def _tidy(reason: CloseReason) -> None:
    reason.name, reason.name_en = clean_line(reason.name), clean_line(reason.name_en)
