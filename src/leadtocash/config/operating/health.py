"""Is the process alive, can it serve? Asked by proxies and orchestrators, so answered before anything else."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse

SILENT = 60.0  # seconds without a sign of life (they come every 10) after which the workers count as gone
BEAT = "SELECT extract(epoch FROM now() - max(last_heartbeat))::float FROM procrastinate_workers"


def alive(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def ready(_request: HttpRequest) -> JsonResponse:
    """Database reached and at this version: 200, otherwise 503. A silent worker is told of, pages work without."""
    try:
        facts = _facts()
    except DatabaseError:
        facts = {"status": "not ready", "database": "unreachable"}
    return JsonResponse(facts, status=200 if facts["status"] == "ready" else 503)


def heartbeat() -> float | None:
    """Seconds since the last sign of life of any worker; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(BEAT)
        found = cursor.fetchone()
    return found[0] if found else None


def _facts() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('django_migrations') IS NOT NULL")
        if cursor.fetchone() == (False,):
            return {"status": "not ready", "database": "ok", "migrations": "missing"}
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    if not _newest() <= applied:
        return {"status": "not ready", "database": "ok", "migrations": "missing"}
    beat = heartbeat()
    worker = "ok" if beat is not None and beat < SILENT else "silent"
    return {"status": "ready", "database": "ok", "migrations": "ok", "worker": worker}


@lru_cache(maxsize=1)
def _newest() -> set[tuple[str, str]]:
    """The last migration of each app, as this program has them."""
    return set(MigrationLoader(None).graph.leaf_nodes())
