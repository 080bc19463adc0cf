"""Faults to Sentry, traces to OpenTelemetry: both optional, off until configured, imported only then.

Neither is told who somebody is or what he wrote: routes instead of addresses, no bodies, no values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import connection

from leadtocash import __version__
from leadtocash.config.operating.current import Work, current
from leadtocash.config.operating.logs import VALUES
from leadtocash.config.sentences import PlainError

KEPT = {"event_id", "level", "timestamp", "platform", "release", "environment", "exception", "logger", "sdk", "type"}
_tracers: list[Any] = []


def start() -> None:
    """Start what is configured; called once per process. Raises PlainError when its packages are missing."""
    try:
        if settings.SENTRY_DSN:
            _sentry()
        if settings.OTEL:
            _telemetry()
    except ImportError as error:
        extra = "sentry" if "sentry" in str(error.name) else "otel"
        raise PlainError(
            "{name} is not installed; run: pip install 'leadtocash[{extra}]'", name=error.name, extra=extra
        ) from None


@contextmanager
def underway(work: Work, *, kind: str, headers: Mapping[str, str]) -> Iterator[None]:
    """Around a request or job: its statements are counted, what is logged or reported meanwhile names it."""
    token = current.set(work)
    try:
        with connection.execute_wrapper(work), _traced(work, kind, headers):
            yield
    finally:
        current.reset(token)


@contextmanager
def _traced(work: Work, kind: str, headers: Mapping[str, str]) -> Iterator[None]:
    """One span, child of the caller's where the headers name one."""
    if not _tracers:
        yield
        return
    parent = import_module("opentelemetry.propagate").extract(headers)
    with _tracers[0].start_as_current_span(kind, context=parent, record_exception=False) as span:
        yield
        span.update_name(f"{kind} {work.route}")
        span.set_attributes({"leadtocash.id": work.id, "leadtocash.statements": work.statements})
        span.set_attributes({"leadtocash.route": work.route, "leadtocash.database_ms": work.database_seconds * 1000})


def _sentry() -> None:
    import_module("sentry_sdk").init(
        dsn=settings.SENTRY_DSN,
        release=f"leadtocash@{__version__}",
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        before_send=stripped,
    )


def stripped(event: dict[str, Any], _hint: Any = None) -> dict[str, Any]:
    """What Sentry gets: the fault and where it happened. What PostgreSQL says about values is cut off."""
    kept = {name: value for name, value in event.items() if name in KEPT}
    for one in kept.get("exception", {}).get("values", []):
        one["value"] = VALUES.sub("", str(one.get("value", "")))
    work = current.get()
    if work is not None:
        kept |= {"transaction": work.route, "tags": {"request": work.id}}
    return kept


def _telemetry() -> None:
    """Where traces go stands in OpenTelemetry's own variables, OTEL_EXPORTER_OTLP_ENDPOINT for instance."""
    sdk, export = import_module("opentelemetry.sdk.trace"), import_module("opentelemetry.sdk.trace.export")
    otlp = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    resource = import_module("opentelemetry.sdk.resources").Resource.create(
        {"service.name": "leadtocash", "service.version": __version__}
    )
    provider = sdk.TracerProvider(resource=resource)
    provider.add_span_processor(export.BatchSpanProcessor(otlp.OTLPSpanExporter()))
    _tracers[:] = [provider.get_tracer("leadtocash")]
