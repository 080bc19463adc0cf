"""Numbers for Prometheus at /metrics: off until a token or addresses are configured.

The web processes of one `leadtocash serve` share their numbers through files (PROMETHEUS_MULTIPROC_DIR); what is
counted in the database is the same whoever is asked.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import ip_address
from math import inf
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from leadtocash.config.operating import health
from leadtocash.config.operating.current import Work
from leadtocash.foundation.notices.models import Delivery
from leadtocash.foundation.workflow.models import WorkItem

SHARED = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
JOBS = """
SELECT status::text, count(*), extract(epoch FROM now() - min(coalesce(scheduled_at, now())))::float
FROM procrastinate_jobs
WHERE status IN ('todo', 'doing', 'failed') AND coalesce(scheduled_at, now()) <= now() GROUP BY 1
"""


@dataclass(frozen=True)
class Instruments:
    """What is counted in the processes."""

    registry: CollectorRegistry
    requests: Histogram
    database: Counter
    statements: Counter


class Company(Collector):
    """What is counted in the database when somebody asks: jobs, work, messages on their way."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        jobs = GaugeMetricFamily("leadtocash_jobs", "Jobs that are due, by state.", labels=["state"])
        waiting = 0.0
        with connection.cursor() as cursor:
            cursor.execute(JOBS)
            for state, count, age in cursor.fetchall():
                jobs.add_metric([state], count)
                waiting = age if state == "todo" else waiting
        yield jobs
        yield _gauge("leadtocash_jobs_oldest_seconds", "How long the oldest due job has waited.", waiting)
        beat = health.heartbeat()
        yield _gauge(
            "leadtocash_worker_silence_seconds",
            "Since a worker last gave a sign of life.",
            inf if beat is None else beat,
        )
        work = WorkItem.objects.filter(state=WorkItem.State.OPEN)
        yield _gauge("leadtocash_work_items_open", "Work items to do.", work.count())
        late = work.filter(due_at__lt=Now()).count()
        yield _gauge("leadtocash_work_items_late", "Work items past their due date.", late)
        outbox = GaugeMetricFamily("leadtocash_outbox", "Messages on their way out, by state.", labels=["state"])
        on_their_way = [Delivery.State.WAITING, Delivery.State.SENDING]
        rows = Delivery.objects.filter(state__in=on_their_way).values_list("state").annotate(Count("pk")).order_by()
        for state, count in rows:
            outbox.add_metric([state], count)
        yield outbox


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=value)


def on() -> bool:
    """Whether anybody may ask."""
    return bool(settings.METRICS_TOKEN or settings.METRICS_FROM)


def note(work: Work, *, method: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    if not on():
        return
    counting = instruments()
    route = work.route
    counting.requests.labels(route, method if method in METHODS else "other", str(status)).observe(seconds)
    counting.database.labels(route).inc(work.database_seconds)
    counting.statements.labels(route).inc(work.statements)


def answer(request: HttpRequest) -> HttpResponse:
    """The numbers, for those who may ask; whoever else comes learns nothing."""
    if not on():
        return HttpResponse(status=404)
    if not _may(request):
        return HttpResponse(status=403)
    counted = generate_latest(instruments().registry)
    company = CollectorRegistry()
    company.register(Company())
    return HttpResponse(counted + generate_latest(company), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may(request: HttpRequest) -> bool:
    """By token; or by address, and then who speaks to us and whom it says to speak for must both be listed."""
    kind, _, token = str(request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")
    if settings.METRICS_TOKEN and kind.lower() == "bearer":
        return secrets.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    seen = [str(request.META.get("REMOTE_ADDR", "")), *(forwarded.split(",") if forwarded else [])]
    return bool(settings.METRICS_FROM) and all(_listed(address.strip()) for address in seen)


def _listed(address: str) -> bool:
    try:
        return any(ip_address(address) in network for network in settings.METRICS_FROM)
    except ValueError:
        return False


@lru_cache(maxsize=1)
def instruments() -> Instruments:
    """Made once per process, and only when somebody may ask."""
    registry = CollectorRegistry()
    keep: Any = registry
    if os.environ.get(SHARED):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        keep = None
    labels = ["route", "method", "status"]
    return Instruments(
        registry,
        Histogram("leadtocash_request_seconds", "Time to answer.", labels, registry=keep, buckets=BUCKETS),
        Counter("leadtocash_database_seconds", "Time spent in the database.", ["route"], registry=keep),
        Counter("leadtocash_statements", "Statements sent to the database.", ["route"], registry=keep),
    )
