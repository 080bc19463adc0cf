"""What runs by itself: old refusals are forgotten, every night."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from leadtocash.foundation.handbook import refusals


@app.periodic(cron="40 3 * * *", periodic_id="handbook.forget_refusals")
@app.task(name="handbook.forget_refusals", queueing_lock="handbook.forget_refusals", pass_context=False)
def forget_refusals(timestamp: int) -> int:
    """Forget refusals older than two years."""
    return refusals.forget_old(timezone.now())
