"""What runs by itself: the figures of the pipeline stay few; whoever holds a gate waiver hears of its end."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.areas.opportunities import figures, telling
from leadtocash.foundation.kernel.act import system_act


@app.periodic(cron="*/5 * * * *", periodic_id="opportunities.fold")
@app.task(name="opportunities.fold", queueing_lock="opportunities.fold", pass_context=False)
def fold(timestamp: int) -> None:
    """Put the figures written since the last time together with the others, every five minutes."""
    figures.fold()


@app.periodic(cron="40 7 * * *", periodic_id="opportunities.remind_of_waivers")
@app.task(name="opportunities.remind_of_waivers", queueing_lock="opportunities.remind_of_waivers", pass_context=False)
def remind_of_waivers(timestamp: int) -> int:
    """Tell of gate waivers that end soon or are over, every morning."""
    return telling.remind_of_waivers(act=system_act(where="opportunities.remind_of_waivers"))
