"""What runs by itself: partners' agreements that end soon."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.areas.market import actions
from leadtocash.foundation.kernel.act import system_act


@app.periodic(cron="30 7 * * *", periodic_id="market.remind")
@app.task(name="market.remind", queueing_lock="market.remind", pass_context=False)
def remind(timestamp: int) -> int:
    """Tell who looks after a partner that its agreement ends soon, each once."""
    return actions.remind(act=system_act(where="market.remind"))
