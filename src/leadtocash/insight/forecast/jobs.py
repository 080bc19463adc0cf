"""What runs by itself: probabilities are learnt each night, the forecast is kept each week."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.foundation.kernel.act import system_act
from leadtocash.insight.forecast import actions, fitting


@app.periodic(cron="7 17 * * *", periodic_id="forecast.learn")
@app.task(name="forecast.learn", queueing_lock="forecast.learn", pass_context=False)
def learn(timestamp: int) -> int:
    """Learn anew, and bring the open deals up to date (after one at night in China)."""
    act = system_act(where="forecast.learn")
    return fitting.refresh(fitting.fit(act=act), today=act.today)


@app.periodic(cron="37 17 * * 0", periodic_id="forecast.keep")
@app.task(name="forecast.keep", queueing_lock="forecast.keep", pass_context=False)
def keep(timestamp: int) -> None:
    """Keep the forecast as it stands at the beginning of the week (early on Monday in China)."""
    act = system_act(where="forecast.keep")
    actions.snapshot(act=act)
    actions.forget_old(act=act)
