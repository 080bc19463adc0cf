"""What runs by itself: the figures of the pipeline stay few."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.areas.opportunities import figures


@app.periodic(cron="*/5 * * * *", periodic_id="opportunities.fold")
@app.task(name="opportunities.fold", queueing_lock="opportunities.fold", pass_context=False)
def fold(timestamp: int) -> None:
    """Put the figures written since the last time together with the others, every five minutes."""
    figures.fold()
