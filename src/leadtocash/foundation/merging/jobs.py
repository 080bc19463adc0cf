"""Looking for duplicates at night."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.merging import finding, mending
from leadtocash.foundation.merging.registry import kinds


@app.periodic(cron="13 19 * * *", periodic_id="merging.sweep")
@app.task(name="merging.sweep", queueing_lock="merging.sweep", pass_context=False)
def sweep(timestamp: int) -> int:
    """Look through all that can be merged (at night in China); first mend what came to a merged record since."""
    act = system_act(where="merging.sweep")
    mending.mend(act=act)
    return sum(finding.sweep(kind, act.at - timedelta(days=2)) for kind in kinds())
