"""Marking notices read."""

from __future__ import annotations

from collections.abc import Collection

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.notices.topics import in_group


def mark_read(pks: Collection[int], *, act: Act) -> int:
    """Mark some of one's own notices read; others' are left alone. Gives how many were unread."""
    return Notice.objects.filter(person=act.person, pk__in=pks, read_at=None).update(read_at=act.at)


def mark_all_read(*, act: Act, group: str = "") -> int:
    """Mark all of one's notices read that are there by now, or those of one group."""
    rows = Notice.objects.filter(person=act.person, read_at=None, at__lte=act.at)
    if group:
        rows = rows.filter(topic__in=in_group(group))
    return rows.update(read_at=act.at)
