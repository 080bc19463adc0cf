"""What the worker does for exports."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django import app

from leadtocash.foundation.exports import actions, running
from leadtocash.foundation.exports.models import ExportRun

State = ExportRun.State
#: a portion takes seconds; whoever did not move for so long was killed
STUCK = timedelta(minutes=3)
TRIES = 3


@app.task(name="exports.work", pass_context=False)
def work(run: int, attempt: int) -> str:
    """Write one export."""
    return running.carry_out(run, attempt, clock=timezone.now)


@app.periodic(cron="* * * * *", periodic_id="exports.watch")
@app.task(name="exports.watch", queueing_lock="exports.watch", pass_context=False)
def watch(timestamp: int) -> int:
    """Begin anew what a killed worker left; after three tries it is given up."""
    now = timezone.now()
    stuck = ExportRun.objects.filter(state=State.RUNNING, moved_at__lt=now - STUCK)
    stuck.filter(attempt__gte=TRIES).update(state=State.FAILED, ended_at=now)
    found = list(stuck.values_list("pk", "attempt"))
    for pk, attempt in found:
        same = ExportRun.objects.filter(pk=pk, attempt=attempt, state=State.RUNNING)
        if same.update(attempt=F("attempt") + 1, state=State.WAITING, moved_at=now):
            work.defer(run=pk, attempt=attempt + 1)
    return len(found)


@app.periodic(cron="41 19 * * *", periodic_id="exports.tidy")
@app.task(name="exports.tidy", queueing_lock="exports.tidy", pass_context=False)
def tidy(timestamp: int) -> int:
    """Remove the files of old exports."""
    return actions.forget_old(now=timezone.now())
