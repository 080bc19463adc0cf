"""Around every request: its id, its line in the log, its numbers; and the addresses machines ask."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from time import perf_counter
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from leadtocash.config.operating import health, metrics
from leadtocash.config.operating.current import Work, tell
from leadtocash.config.operating.reporting import underway

log = logging.getLogger("leadtocash.request")
GOOD_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
#: answered before host names, HTTPS and sessions matter: who asks knows the machine, not the site
ANSWERS = {"/healthz": health.alive, "/readyz": health.ready, "/metrics": metrics.answer}


class OperatingMiddleware:
    """The outermost one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.path)
        if answer is not None:
            response: HttpResponse = answer(request)
            response.headers["Cache-Control"] = "no-store"
            return response
        work = Work(id=_id(request), request=request)
        request.work, request.request_id = work, work.id  # type: ignore[attr-defined]
        started = perf_counter()
        with underway(work, kind=str(request.method), headers=request.headers):
            response = self.get_response(request)
            _note(work, request, response, perf_counter() - started)
        response.headers["X-Request-ID"] = work.id
        return response


def _id(request: HttpRequest) -> str:
    """The id our own proxy gave, or a new one."""
    given = str(request.META.get("HTTP_X_REQUEST_ID", "")) if settings.TRUST_PROXY else ""
    return given if GOOD_ID.fullmatch(given) else uuid4().hex[:16]  # short enough to be read out


def _note(work: Work, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    status = response.status_code
    if log.isEnabledFor(logging.INFO):
        tell(log, logging.INFO, "request", method=request.method, status=status, **work.spent(seconds))
    metrics.note(work, method=str(request.method), status=status, seconds=seconds)
