"""How long notices and the log of messages are kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from leadtocash.foundation.notices.models import Delivery, Notice

READ, UNREAD, SENT = timedelta(days=180), timedelta(days=400), timedelta(days=120)
AT_ONCE = 5_000


def tidy(*, now: datetime) -> int:
    """Remove read notices after half a year, unread ones after 400 days, the log after 120; gives how many."""
    return (
        _remove(Notice.objects.filter(at__lt=now - READ).exclude(read_at=None))
        + _remove(Notice.objects.filter(at__lt=now - UNREAD))
        + _remove(Delivery.objects.filter(made_at__lt=now - SENT))
    )


def _remove(rows: models.QuerySet[Notice] | models.QuerySet[Delivery]) -> int:
    """In small portions, so that nobody waits for the locks."""
    removed = 0
    while True:
        pks = list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE])
        if not pks:
            return removed
        removed += rows.model._base_manager.filter(pk__in=pks).delete()[0]
