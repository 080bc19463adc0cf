"""What runs beside the pages: spreading and sending messages, the morning's digest, tidying up."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from procrastinate.contrib.django import app

from leadtocash.foundation.notices import delivering, digesting, keeping, sending, spreading


@app.task(name="notices.spread", pass_context=False)
def spread(key: str, people: Sequence[int]) -> int:
    """Make the deliveries of some notices."""
    return spreading.spread(key, people, now=timezone.now())


@app.task(name="notices.deliver", pass_context=False)
def deliver(delivery: int) -> str:
    """Send one message."""
    return delivering.deliver(delivery, clock=timezone.now)


@app.periodic(cron="*/5 * * * *", periodic_id="notices.watch")
@app.task(name="notices.watch", queueing_lock="notices.watch", pass_context=False)
def watch(timestamp: int) -> int:
    """The digest when its time has come, and what a killed worker left behind."""
    sending.forget()
    if not sending.goes_outside():
        return 0
    now = timezone.now()
    return digesting.send_out(now=now) + delivering.sweep(now=now)


@app.periodic(cron="17 19 * * *", periodic_id="notices.tidy")
@app.task(name="notices.tidy", queueing_lock="notices.tidy", pass_context=False)
def tidy(timestamp: int) -> int:
    """Remove notices and logs nobody needs any more (at night in China)."""
    return keeping.tidy(now=timezone.now())
