"""What runs by itself: the clock of leads every morning, and the figures of the funnel."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.areas.leads import funnel
from leadtocash.foundation.kernel.act import system_act


@app.periodic(cron="20 7 * * *", periodic_id="leads.watch")
@app.task(name="leads.watch", queueing_lock="leads.watch", pass_context=False)
def watch(timestamp: int) -> int:
    """Remind of leads whose time ends, and put those nobody worked on back into the pool."""
    from leadtocash.areas.leads import actions

    return actions.watch(act=system_act(where="leads.watch"))


@app.periodic(cron="*/5 * * * *", periodic_id="leads.fold")
@app.task(name="leads.fold", queueing_lock="leads.fold", pass_context=False)
def fold(timestamp: int) -> None:
    """Put the figures written since the last time together with the others, every five minutes."""
    funnel.KEPT.fold()


@app.task(name="leads.rebuild", pass_context=False)
def rebuild() -> None:
    """Count the funnel anew: a source has another name, so other deals count for it."""
    funnel.rebuild()
