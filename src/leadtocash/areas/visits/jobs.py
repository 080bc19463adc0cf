"""What runs by itself: reminders of minutes and commitments, every morning."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.areas.visits import actions
from leadtocash.foundation.kernel.act import system_act


@app.periodic(cron="30 7 * * *", periodic_id="visits.remind")
@app.task(name="visits.remind", queueing_lock="visits.remind", pass_context=False)
def remind(timestamp: int) -> int:
    """Tell of minutes owed, plans nobody recorded and commitments due."""
    return actions.remind(act=system_act(where="visits.remind"))
