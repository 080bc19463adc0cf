"""Deleting for good at night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.recycling import actions


@app.periodic(cron="43 18 * * *", periodic_id="recycling.end_old")
@app.task(name="recycling.end_old", queueing_lock="recycling.end_old", pass_context=False)
def end_old(timestamp: int) -> int:
    """Delete for good what has lain in the recycle bin for 90 days (at night in China)."""
    return actions.end_old(act=system_act(where="recycling.end_old"))
