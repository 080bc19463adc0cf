"""How log lines look, as text or as JSON, each with the request (or job) and the person it belongs to.

Never in a line: contents of forms, values of statements, addresses (they may hold keys).
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

#: what PostgreSQL adds to an error: the values it stumbled over, up to the end of this error
VALUES = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*?(?=\n\n(?:The above|During)|\Z)", re.MULTILINE | re.DOTALL)


class Context(logging.Filter):
    """Gives every record its request, actor and route; addresses in Django's own lines become routes."""

    def filter(self, record: logging.LogRecord) -> bool:
        from leadtocash.config.operating.current import current  # the settings are read by then

        request = getattr(record, "request", None)
        work = current.get() or getattr(request, "work", None)
        found = {"request": work.id, "actor": work.actor, "route": work.route} if work else {}
        setattr(record, "context", {name: value for name, value in found.items() if value})  # noqa: B010 - ours
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            route = found.get("route", "-")
            record.args = tuple(route if argument == path else argument for argument in record.args)
        return True


class Plain(logging.Formatter):
    """One line of text: time, level, name, message, then key=value."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        pairs = {**getattr(record, "fields", {}), **getattr(record, "context", {})}
        return " ".join([super().formatMessage(record), *(f"{name}={value}" for name, value in pairs.items())])

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return VALUES.sub("", super().formatException(ei))


class Json(Plain):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "context", {}),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configuration(*, level: str, form: str) -> dict[str, Any]:
    """The setting LOGGING. form: text or json."""
    formatter = Json if form == "json" else Plain
    name = f"{__name__}.{formatter.__name__}"
    handler = {"class": "logging.StreamHandler", "formatter": "line", "filters": ["context"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"context": {"()": f"{__name__}.Context"}},
        "formatters": {"line": {"()": name}},
        "handlers": {"console": handler},
        "root": {"handlers": ["console"], "level": level},
    }
