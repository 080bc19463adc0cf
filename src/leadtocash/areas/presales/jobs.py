"""What runs by itself: reminders of what is overdue, every morning."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.areas.presales import actions
from leadtocash.foundation.kernel.act import system_act


@app.periodic(cron="30 7 * * *", periodic_id="presales.remind")
@app.task(name="presales.remind", queueing_lock="presales.remind", pass_context=False)
def remind(timestamp: int) -> int:
    """Tell of overdue actions, risks and talks, and of what is to be looked at again."""
    return actions.remind(act=system_act(where="presales.remind"))
