"""Change a limit: with a reason, on record, in force at once."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.packs import events, limits, permissions
from leadtocash.foundation.packs.models import Limit


@transaction.atomic
def change_limit(key: str, typed: str | int | Decimal, *, act: Act, reason: str) -> Limit | None:
    """Set a limit to what was typed, in its unit. None when nothing changes.

    Raises ValidationError at `value` for what cannot be, RuleError without a reason, LookupError for an unknown key.
    """
    require(act.person, permissions.LIMITS)
    value = limits.declared.get(key).checked(typed)
    return set_limit(key, value, act=act, reason=needed_reason(reason))


def set_limit(key: str, value: Decimal, *, act: Act, reason: str) -> Limit | None:
    """Write a checked value and journal it (inside the caller's transaction)."""
    limit = limits.declared.get(key)
    row = Limit.objects.select_for_update().filter(key=key).first()
    before = row.value if row else limit.default
    if before == value:
        return None
    if row is None:
        row = Limit(key=key)
    row.value, row.changed_at, row.changed_by = value, act.at, act.by
    row.save()
    changes = {"value": [limits.printed(before), limits.printed(value)]}
    recording.write(row, events.LIMIT_CHANGED, act=act, reason=reason, changes=changes)
    limits.forget()
    transaction.on_commit(limits.forget)
    return row


def needed_reason(text: str) -> str:
    """The reason as one line. Raises RuleError without one."""
    reason = clean_line(text)[:300]
    if len(reason) < 2:
        raise RuleError(
            _("Say why: the change stays on record with its reason."),
            code="reason_missing",
            missing=[Missing(what=_("The reason"))],
        )
    return reason
