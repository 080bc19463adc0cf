"""What runs by itself: reminders of virtual contracts, every morning."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.areas.contracts import actions
from leadtocash.foundation.kernel.act import system_act


@app.periodic(cron="20 7 * * *", periodic_id="contracts.remind_virtual")
@app.task(name="contracts.remind_virtual", queueing_lock="contracts.remind_virtual", pass_context=False)
def remind_virtual(timestamp: int) -> int:
    """Tell account managers and who answers of formal contracts near or overdue."""
    return actions.remind_virtual(act=system_act(where="contracts.remind_virtual"))
