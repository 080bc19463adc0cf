"""What the worker does for long work."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from leadtocash.foundation.kernel import runs


@app.task(name="runs.work", pass_context=False)
def work(kind: str, run: int, attempt: int) -> str:
    """Carry out one run."""
    return runs.carry_out(kind, run, attempt, clock=timezone.now)


@app.periodic(cron="* * * * *", periodic_id="runs.watch")
@app.task(name="runs.watch", queueing_lock="runs.watch", pass_context=False)
def watch(timestamp: int) -> int:
    """Begin anew what a killed worker left."""
    return runs.watch(now=timezone.now())


@app.periodic(cron="41 19 * * *", periodic_id="runs.tidy")
@app.task(name="runs.tidy", queueing_lock="runs.tidy", pass_context=False)
def tidy(timestamp: int) -> int:
    """Remove the files of old runs (at night in China)."""
    return runs.tidy(now=timezone.now())
