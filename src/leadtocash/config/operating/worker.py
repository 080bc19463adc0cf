"""The job worker: procrastinate's own, with a line in the log for every job.

python -m leadtocash.config.operating.worker --concurrency 2
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

import django
from django.core.management import execute_from_command_line
from procrastinate.contrib.django import app

from leadtocash.config.operating import reporting
from leadtocash.config.operating.current import Work, tell

log = logging.getLogger("leadtocash.job")


def watched(call_next: Callable[[], Any], context: Any, _worker: Any) -> Any:
    """Run one job; whatever is logged meanwhile carries its id and name."""
    work = Work(id=f"job-{context.job.id}", task=context.job.task_name)
    started, outcome = perf_counter(), "failed"
    with reporting.underway(work, kind="job", headers={}):
        try:
            result = call_next()
            outcome = "done"
        finally:
            spent = work.spent(perf_counter() - started)
            tell(log, logging.INFO, "job", outcome=outcome, attempt=context.job.attempts + 1, **spent)
    return result


def main() -> None:
    """Work until told to stop."""
    django.setup()
    reporting.start()
    app.worker_defaults["task_middleware"].append(watched)
    execute_from_command_line(["leadtocash", "procrastinate", "worker", *sys.argv[1:]])


if __name__ == "__main__":
    main()
