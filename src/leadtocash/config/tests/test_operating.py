"""Health, numbers, log lines and reports of faults: right, and without what does not belong into them."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from io import StringIO
from ipaddress import ip_network
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client

from leadtocash.config.operating import health, logs, metrics, reporting, worker
from leadtocash.config.sentences import PlainError

PHONE = 13800001110 + 1
pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-9")]


@pytest.fixture
def lines() -> Any:
    """The lines written meanwhile, read back from JSON."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.Json())
    handler.addFilter(logs.Context())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before)


def a_beat(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))", [seconds]
        )


def test_it_is_ready_whatever_the_worker_does(client: Client) -> None:
    a_beat(3)
    ready = {"status": "ready", "database": "ok", "migrations": "ok", "worker": "ok"}
    assert client.get("/readyz").json() == ready
    a_beat(600)
    answer = client.get("/readyz", headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.json()) == (200, ready | {"worker": "silent"})
    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).json() == {"status": "ok"}


def test_it_is_not_ready_while_a_migration_is_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'receivables'")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "database": "ok", "migrations": "missing"}


def test_the_numbers_are_off_until_configured(client: Client, settings: Any) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a-token"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 403
    assert client.get("/metrics", headers={"authorization": "Bearer a-token"}).status_code == 200


@pytest.mark.parametrize(
    ("peer", "forwarded", "status"),
    [
        ("10.1.2.3", "", 200),
        ("10.1.2.3", "10.9.9.9", 200),
        ("10.1.2.3", "8.8.8.8", 403),
        ("8.8.8.8", "10.1.2.3", 403),
        ("8.8.8.8", "", 403),
        ("unix:", "", 403),
    ],
)
def test_the_numbers_are_given_to_listed_addresses(
    client: Client, settings: Any, peer: str, forwarded: str, status: int
) -> None:
    settings.METRICS_FROM = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert client.get("/metrics", headers=headers, REMOTE_ADDR=peer).status_code == status


def test_the_numbers_name_routes_and_count_what_waits(page: Any, settings: Any) -> None:
    settings.METRICS_TOKEN = "a-token"
    metrics.instruments.cache_clear()
    a_beat(3)
    page("wang").get("/customers/123456789/")
    text = Client().get("/metrics", headers={"authorization": "Bearer a-token"}).content.decode()
    assert 'leadtocash_request_seconds_count{method="GET",route="customers/<int:pk>/",status="404"} 1.0' in text
    assert 'leadtocash_statements_total{route="customers/<int:pk>/"}' in text
    assert "123456789" not in text
    for name in ("jobs_oldest_seconds", "worker_silence_seconds", "work_items_open", "work_items_late"):
        assert f"leadtocash_{name} " in text


def test_the_line_of_a_request_says_who_and_what_it_cost(page: Any, lines: Any) -> None:
    answer = page("wang").get("/customers/?search=secret-search")
    (line,) = [one for one in lines() if one["logger"] == "leadtocash.request"]
    assert line["request"] == answer.headers["X-Request-ID"]
    expected = {"method": "GET", "route": "customers/", "status": 200, "level": "INFO"}
    assert expected.items() <= line.items()
    assert line["actor"]
    assert line["statements"] > 3
    assert line["ms"] >= line["database_ms"] > 0
    assert "secret-search" not in json.dumps(lines())


def test_an_id_is_taken_from_our_own_proxy_only(client: Client, settings: Any) -> None:
    given = {"x-request-id": "abcdef-123456"}
    assert client.get("/sign-in/", headers=given).headers["X-Request-ID"] != "abcdef-123456"
    settings.TRUST_PROXY = True
    assert client.get("/sign-in/", headers=given).headers["X-Request-ID"] == "abcdef-123456"
    assert client.get("/sign-in/", headers={"x-request-id": "a\tb c"}).headers["X-Request-ID"] != "a\tb c"


def test_a_fault_is_found_by_the_number_on_its_page(page: Any, lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from leadtocash.areas.customers.tables import CUSTOMERS

    def fail(*_: Any, **__: Any) -> None:
        raise IntegrityError("a rule of the database\nDETAIL:  Failing row contains (" + str(PHONE) + ").")

    monkeypatch.setitem(vars(CUSTOMERS), "rows", fail)
    client = page("wang")
    client.raise_request_exception = False
    answer = client.get("/customers/")
    assert answer.status_code == 500
    number = answer.headers["X-Request-ID"]
    assert number in answer.content.decode()
    (line,) = [one for one in lines() if "exception" in one]
    assert (line["request"], line["level"]) == (number, "ERROR")
    assert "a rule of the database" in line["exception"]
    assert "13800001111" not in line["exception"]


def test_no_key_out_of_an_address_reaches_the_log(client: Client, lines: Any) -> None:
    client.get("/sign-in/no-such-page/secret-key-of-a-link/")
    client.get("/api/v1/customers/?token=secret-key-of-a-link")
    warned = [one for one in lines() if one["logger"] == "django.request"]
    assert {one["route"] for one in warned} == {"unknown", "api/v1/customers/$"}
    assert all(one["request"] for one in warned)
    assert "secret-key-of-a-link" not in json.dumps(lines())


def test_a_slow_statement_is_told_without_its_values(client: Client, settings: Any, lines: Any) -> None:
    settings.SLOW_STATEMENT_SECONDS = 0
    client.post("/sign-in/", {"username": "nobody-knows-me", "password": "not-to-be-seen"})
    slow = [one for one in lines() if one["message"] == "slow statement"]
    assert slow
    assert {"ms", "sql", "request"} <= slow[0].keys()
    assert "not-to-be-seen" not in json.dumps(lines())
    assert "nobody-knows-me" not in json.dumps(lines())


def test_a_job_is_told_of_done_or_failed(lines: Any) -> None:
    context = SimpleNamespace(job=SimpleNamespace(id=7, task_name="notices.spread", attempts=0))
    assert worker.watched(lambda: health.heartbeat() or "result", context, None)
    with pytest.raises(ZeroDivisionError):
        worker.watched(lambda: 1 // 0, context, None)
    told = [(one["request"], one["route"], one["outcome"], one["statements"]) for one in lines()]
    assert told == [("job-7", "notices.spread", "done", 1), ("job-7", "notices.spread", "failed", 0)]


def test_the_plain_line_carries_the_same() -> None:
    record = logging.LogRecord("leadtocash.job", logging.INFO, "", 1, "job", (), None)
    record.fields, record.context = {"ms": 3}, {"request": "job-7"}
    assert logs.Plain().format(record).endswith("INFO leadtocash.job job ms=3 request=job-7")


FAULT = """
import json, django
django.setup()
import sentry_sdk
from django.conf import settings
from django.db import IntegrityError
from sentry_sdk.transport import Transport
from leadtocash.config.operating import current, reporting

class Printed(Transport):
    def capture_envelope(self, envelope):
        print(json.dumps(envelope.get_event(), default=str))

reporting.start()
sentry_sdk.get_client().transport = Printed()
with reporting.underway(current.Work(id="r-1", task="notices.spread"), kind="job", headers={}):
    try:
        number = "1380000" + "1111"
        raise IntegrityError(f"broken\\nDETAIL:  Failing row contains ({number}).")
    except IntegrityError as error:
        sentry_sdk.set_user({"username": "wang" + "min"})
        sentry_sdk.capture_exception(error)
"""


def test_sentry_gets_the_fault_and_no_people() -> None:
    environment = os.environ | {"LEADTOCASH_SENTRY_DSN": "https://key@sentry.example.com/1"}
    done = subprocess.run([sys.executable, "-c", FAULT], env=environment, capture_output=True, text=True)
    assert done.stdout, done.stderr
    event = json.loads(done.stdout)
    assert (event["transaction"], event["tags"]) == ("notices.spread", {"request": "r-1"})
    assert event["exception"]["values"][0]["value"] == "broken\n"
    assert "wangmin" not in done.stdout
    assert "13800001111" not in done.stdout


def test_a_trace_names_the_route_and_continues_the_callers(monkeypatch: pytest.MonkeyPatch) -> None:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(reporting, "_tracers", [provider.get_tracer("test")])
    caller = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    answer = Client().get("/sign-in/?next=/secret/", headers=caller)
    (span,) = kept.get_finished_spans()
    assert span.name == "GET sign-in/"
    assert format(span.context.trace_id, "032x") == "0af7651916cd43dd8448eb211c80319c"
    assert span.attributes["leadtocash.id"] == answer.headers["X-Request-ID"]
    assert "secret" not in span.to_json()


def test_a_missing_optional_package_is_one_sentence(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(reporting, "import_module", missing)
    settings.SENTRY_DSN = "https://key@sentry.example.com/1"
    with pytest.raises(PlainError, match=r"pip install 'leadtocash\[sentry\]'"):
        reporting.start()
