"""What is under way in this thread, a request or a job: its id, who it is for, and what it cost the database."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest

log = logging.getLogger("leadtocash.database")
LONGEST_SQL = 600
WHITE = re.compile(r"\s+")


@dataclass
class Work:
    """One request or job. Called by Django around every statement: counts it, and tells of a slow one."""

    id: str
    request: HttpRequest | None = None
    task: str = ""
    statements: int = 0
    database_seconds: float = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Run one statement. A slow one is logged with its holes unfilled, so that no content gets into the log."""
        started = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = perf_counter() - started
            self.statements += 1
            self.database_seconds += took
            if took >= settings.SLOW_STATEMENT_SECONDS:
                words = WHITE.sub(" ", str(sql))[:LONGEST_SQL]
                tell(log, logging.WARNING, "slow statement", ms=round(took * 1000, 1), sql=words)

    def spent(self, seconds: float) -> dict[str, float]:
        """Milliseconds in all and in the database, and the number of statements, for a line of the log."""
        ms = {"ms": round(seconds * 1000, 1), "database_ms": round(self.database_seconds * 1000, 1)}
        return {**ms, "statements": self.statements}

    @property
    def route(self) -> str:
        """The pattern of the address, never the address itself: that may hold a key for setting a password."""
        if self.request is None:
            return self.task
        match = self.request.resolver_match
        if match is not None:
            return str(match.route) or "/"
        return "static" if self.request.path.startswith(settings.STATIC_URL) else "unknown"

    @property
    def actor(self) -> str:
        """User name, as far as it is known already: nothing is asked of the database for a log."""
        state = vars(self.request) if self.request is not None else {}
        person = state.get("_cached_user") or state.get("user")
        return str(vars(person).get("username", "")) if hasattr(person, "__dict__") else ""


current: ContextVar[Work | None] = ContextVar("work under way", default=None)


def tell(logger: logging.Logger, level: int, what: str, **fields: object) -> None:
    """Write a line with named fields: `what key=value …` as text, keys of their own in JSON."""
    logger.log(level, what, extra={"fields": fields})
