"""What the worker does for bulk prints."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from leadtocash.foundation.printing import running
from leadtocash.foundation.printing.models import PrintRun

STUCK = timedelta(minutes=30)


@app.task(name="printing.work", pass_context=False)
def work(run: int) -> str:
    """Make the papers of one bulk print."""
    return running.carry_out(run, clock=timezone.now)


@app.periodic(cron="*/20 * * * *", periodic_id="printing.watch")
@app.task(name="printing.watch", queueing_lock="printing.watch", pass_context=False)
def watch(timestamp: int) -> int:
    """Begin anew what a killed worker left."""
    rows = PrintRun.objects.filter(state=PrintRun.State.WAITING, at__lt=timezone.now() - STUCK)
    stuck = list(rows.values_list("pk", flat=True))
    for run in stuck:
        work.defer(run=run)
    return len(stuck)


@app.periodic(cron="53 19 * * *", periodic_id="printing.tidy")
@app.task(name="printing.tidy", queueing_lock="printing.tidy", pass_context=False)
def tidy(timestamp: int) -> int:
    """Remove old bulk prints (at night in China)."""
    return running.forget_old(now=timezone.now())
