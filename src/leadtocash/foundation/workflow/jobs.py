"""What runs by itself: every minute the timers that are due, every hour deputies, due dates when the calendar
changes."""

from __future__ import annotations

from datetime import date

from procrastinate.contrib.django import app

from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.workflow import actions, deadlines


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


@app.task(name="workflow.recount", pass_context=False, retry=5)
def recount(changed: list[str]) -> int:
    """Count limits and timers that span these days anew. Safe to repeat."""
    touched = [date.fromisoformat(day) for day in changed] or None
    return deadlines.recount(act=system_act(where="workflow.recount"), touched=touched).activities


@app.periodic(cron="20 4 * * *", periodic_id="workflow.recount_all")
@app.task(name="workflow.recount_all", queueing_lock="workflow.recount_all", pass_context=False)
def recount_all(timestamp: int) -> int:
    """Every night all of them: what was opened while a process still knew the old calendar."""
    return deadlines.recount(act=system_act(where="workflow.recount_all")).activities
