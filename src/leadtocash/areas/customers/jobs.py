"""What runs by itself: neglected customers go back to the pool, the completeness is put right."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.areas.customers import actions, completeness
from leadtocash.foundation.kernel.act import system_act


@app.periodic(cron="40 2 * * *", periodic_id="customers.nightly")
@app.task(name="customers.nightly", queueing_lock="customers.nightly", pass_context=False)
def nightly(timestamp: int) -> int:
    """Every night: count completeness anew where it changed, return whose day has come, warn of the next."""
    completeness.mend()
    act = system_act(where="customers.nightly")
    returned = actions.return_neglected(act=act)
    actions.warn_of_return(act=act)
    return returned


@app.periodic(cron="30 7 * * *", periodic_id="customers.birthdays")
@app.task(name="customers.birthdays", queueing_lock="customers.birthdays", pass_context=False)
def birthdays(timestamp: int) -> int:
    """Every morning: tell of the birthdays that come."""
    return actions.remind_of_birthdays(act=system_act(where="customers.birthdays"))
