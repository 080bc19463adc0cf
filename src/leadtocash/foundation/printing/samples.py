"""A paper without a record: every placeholder says what it means. For those who keep templates and see no records."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing import engines, word
from leadtocash.foundation.printing.common import head_values, letterhead, qr_svg
from leadtocash.foundation.printing.papers import Layout, Paper, foot_of, framed, printed_by
from leadtocash.foundation.printing.registry import Form, Rows, Slot, Slots, slots_of

_AMOUNTS = ("amount", "price", "total", "cost")
_DAYS = ("_on", "_at", "day", "_from", "_to")


def sample(form: Form, layout: Layout, *, person: User, now: datetime) -> Paper:
    """The layout with the meaning of each placeholder in its place. Raises Fault."""
    title, mark, head = str(form.label), _("Sample"), letterhead()
    values = {
        **head_values(head), "form": title, "number": "000", "watermark": mark, "address": settings.SITE_URL,
        "qr": qr_svg(settings.SITE_URL), "printed_at": localtime(now), "printed_by": person.name,
        **_values(slots_of(form), now),
    }  # fmt: skip
    if layout.is_word:
        return Paper(title, file=word.filled(layout.file, values))
    foot = foot_of(printed_by(person, now), layout.name, head.foot)
    return Paper(title, framed(engines.render(layout.source, values), title=title, watermark=mark, foot=foot))


def _values(slots: Slots, now: datetime) -> dict[str, Any]:
    return {
        slot.name: [_values(slot.slots, now) for _turn in range(2)] if isinstance(slot, Rows) else _value(slot, now)
        for slot in slots
    }


def _value(slot: Slot, now: datetime) -> Any:
    if any(word in slot.name for word in _AMOUNTS):
        return Decimal("12300.50")
    if slot.name.endswith(_DAYS):
        return localtime(now)
    return f"[{slot.label}]"
