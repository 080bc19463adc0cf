"""What runs by itself: every minute the timers that are due, every hour deputies."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.workflow import actions


@app.periodic(cron="* * * * *", periodic_id="workflow.timers")
@app.task(name="workflow.timers", queueing_lock="workflow.timers", pass_context=False)
def fire_timers(timestamp: int) -> int:
    """Carry out reminders, limits and escalations that have come due."""
    return actions.fire_timers(act=system_act(where="workflow.timers"))


@app.periodic(cron="1 * * * *", periodic_id="workflow.deputies")
@app.task(name="workflow.deputies", queueing_lock="workflow.deputies", pass_context=False)
def turn_of_the_day(timestamp: int) -> int:
    """Begin and end delegations; every hour, so that none is missed when the machine was off at midnight."""
    return actions.turn_of_the_day(act=system_act(where="workflow.deputies"))
