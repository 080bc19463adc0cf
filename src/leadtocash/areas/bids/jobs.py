"""What runs by itself: deadlines of bids, overdue lines of checklists, bonds that do not come back."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.areas.bids import actions
from leadtocash.foundation.kernel.act import system_act


@app.periodic(cron="*/10 * * * *", periodic_id="bids.watch")
@app.task(name="bids.watch", queueing_lock="bids.watch", pass_context=False)
def watch(timestamp: int) -> int:
    """Look at deadlines every ten minutes; each person is told once."""
    return actions.watch(act=system_act(where="bids.watch"))


@app.periodic(cron="30 7 * * *", periodic_id="bids.remind")
@app.task(name="bids.remind", queueing_lock="bids.remind", pass_context=False)
def remind(timestamp: int) -> int:
    """Tell of overdue lines and of bonds that should come back, every morning."""
    return actions.remind(act=system_act(where="bids.remind"))
