"""What runs beside the pages: sending, mending what a killed worker left, tidying up."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from leadtocash.foundation.webhooks import delivering
from leadtocash.foundation.webhooks.models import WebhookMessage

KEPT = timedelta(days=90)


@app.task(name="webhooks.send", pass_context=False)
def send(message: int) -> str:
    """Send one message."""
    return delivering.send(message, clock=timezone.now)


@app.periodic(cron="*/10 * * * *", periodic_id="webhooks.watch")
@app.task(name="webhooks.watch", queueing_lock="webhooks.watch", pass_context=False)
def watch(timestamp: int) -> int:
    """Queue anew what was left behind."""
    return delivering.sweep(now=timezone.now())


@app.periodic(cron="41 19 * * *", periodic_id="webhooks.tidy")
@app.task(name="webhooks.tidy", queueing_lock="webhooks.tidy", pass_context=False)
def tidy(timestamp: int) -> int:
    """Remove messages of more than ninety days ago (at night in China)."""
    return WebhookMessage.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
