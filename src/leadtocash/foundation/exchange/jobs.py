"""What the worker does for imports."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from leadtocash.foundation.exchange import actions, running, undoing
from leadtocash.foundation.exchange.models import ImportRun

State = ImportRun.State
WORK = {State.CHECKING: running.check, State.RUNNING: running.carry_out, State.UNDOING: undoing.undo}
STUCK = timedelta(minutes=15)


@app.task(name="exchange.work", pass_context=False)
def work(run: int, state: str) -> str:
    """Check, carry out or take back one import; a second worker on the same finds each portion done."""
    return WORK[State(state)](run, clock=timezone.now)


@app.periodic(cron="*/10 * * * *", periodic_id="exchange.watch")
@app.task(name="exchange.watch", queueing_lock="exchange.watch", pass_context=False)
def watch(timestamp: int) -> int:
    """Go on with what a killed worker left."""
    stuck = ImportRun.objects.filter(state__in=list(WORK), moved_at__lt=timezone.now() - STUCK)
    found = list(stuck.values_list("pk", "state"))
    for pk, state in found:
        work.defer(run=pk, state=state)
    return len(found)


@app.periodic(cron="37 19 * * *", periodic_id="exchange.tidy")
@app.task(name="exchange.tidy", queueing_lock="exchange.tidy", pass_context=False)
def tidy(timestamp: int) -> int:
    """Remove the files of old imports."""
    return actions.forget_old(now=timezone.now())
