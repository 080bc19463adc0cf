"""What runs beside the pages: examining what waits for the scanner, deleting what was removed long ago."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.foundation.documents import actions, storing
from leadtocash.foundation.kernel.act import system_act


@app.periodic(cron="*/5 * * * *", periodic_id="documents.scan_waiting")
@app.task(name="documents.scan_waiting", queueing_lock="documents.scan_waiting", pass_context=False)
def scan_waiting(timestamp: int) -> int:
    """Examine files that were taken while the scanner was down, or before there was one."""
    return storing.scan_waiting(act=system_act(where="documents.scan_waiting"))


@app.periodic(cron="17 19 * * *", periodic_id="documents.end_removed")
@app.task(name="documents.end_removed", queueing_lock="documents.end_removed", pass_context=False)
def end_removed(timestamp: int) -> int:
    """Delete the bytes of what was removed 90 days ago (at night in China)."""
    return actions.end_removed(act=system_act(where="documents.end_removed"))
