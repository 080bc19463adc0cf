"""What runs by itself: reminders of money near or overdue, every morning."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.areas.receivables import actions
from leadtocash.foundation.kernel.act import system_act


@app.periodic(cron="10 7 * * *", periodic_id="receivables.remind")
@app.task(name="receivables.remind", queueing_lock="receivables.remind", pass_context=False)
def remind(timestamp: int) -> int:
    """Tell account managers and, later, their superiors of money near or overdue; each once."""
    return actions.remind(act=system_act(where="receivables.remind"))
