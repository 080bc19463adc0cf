"""What runs by itself: every minute the timers that are due."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.workflow import actions


@app.periodic(cron="* * * * *", periodic_id="workflow.timers")
@app.task(name="workflow.timers", queueing_lock="workflow.timers", pass_context=False)
def fire_timers(timestamp: int) -> int:
    """Carry out reminders, limits and escalations that have come due."""
    return actions.fire_timers(act=system_act(where="workflow.timers"))
