"""A worker killed in the middle of long work: the next one does it, once, and the person hears of it once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from leadtocash.areas.contracts.tests import factories
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.foundation.documents.printing import Printer
from leadtocash.foundation.exports import actions
from leadtocash.foundation.exports.models import ExportRun
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel import jobs, runs
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.printing import running
from leadtocash.foundation.printing.models import PrintRun
from tests.browsing import text

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PLT-2", "PLT-4")]
#: works as the worker does, and after the first portion says so and waits to be killed
WORKER = """
import json, sys
import django
django.setup()
from leadtocash.foundation.exports import running
from leadtocash.foundation.kernel import jobs, runs

def moved_and_waits(run, at, *, moved=runs.moved, **values):
    moved(run, at, **values)
    print(run.done, flush=True)
    sys.stdin.read()

running.PORTION, runs.moved = 2, moved_and_waits
jobs.work(**json.loads(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def _no_job_is_left(transactional_db: None) -> Iterator[None]:
    yield
    ProcrastinateJob.objects.filter(task_name="runs.work").delete()


def waiting() -> dict[str, Any]:
    """What the worker is asked to do next."""
    args: dict[str, Any] = ProcrastinateJob.objects.filter(task_name="runs.work").order_by("-pk")[0].args
    return args


def killed_in_the_middle(args: dict[str, Any]) -> int:
    """Begin the work in a process of its own and kill -9 it; gives how far it was."""
    address = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))
    command = [sys.executable, "-c", WORKER, json.dumps(args)]
    with subprocess.Popen(
        command, env={**os.environ, "DATABASE_URL": database}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        done = int(worker.stdout.readline())
        worker.kill()
    return done


def again(run: ExportRun | PrintRun, first: dict[str, Any]) -> None:
    """The watch finds the run when it has been silent long enough, and another worker does it."""
    assert runs.watch(now=timezone.now()) == 0
    assert runs.watch(now=timezone.now() + timedelta(minutes=30)) == 1
    assert jobs.work(**first) == "not mine"
    assert jobs.work(**waiting()) == "done"
    run.refresh_from_db()
    assert (run.state, run.attempt, run.tries, bool(run.file)) == ("done", 2, 2, True)


def test_an_export_is_written_whole_by_the_next_worker(cast: Any, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    for name in "甲乙丙":
        a_customer(cast.act("wang"), name=f"{name}公司")
    wang = page("wang")
    wang.post(wang.get("/customers/?export=csv")["Location"])
    first, run = waiting(), ExportRun.objects.get()
    assert killed_in_the_middle(first) == 2
    assert "2 / 3" in text(wang.get(run.get_absolute_url()))
    again(run, first)
    assert run.file.read().decode().count("公司") == 3
    assert Entry.objects.filter(verb="exports.exported").count() == 1
    assert Notice.objects.filter(topic="exports.ready").count() == 1


def test_a_bulk_print_is_made_whole_by_the_next_worker(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Printer, "lay_out_all", lambda printer, papers: b"%PDF" + "".join(papers).encode())
    ids = [factories.draft_contract(cast).pk for _n in range(3)]
    run = running.ask("contracts.review", ids, act=cast.act("wang"))
    first = waiting()
    assert killed_in_the_middle(first) == 1
    again(run, first)
    assert run.file.read().decode().count('class="watermark"') == 3
    assert Notice.objects.filter(topic="printing.printed").count() == 1


def test_what_fails_for_a_reason_nobody_foresaw_ends_and_the_person_is_told(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Printer, "lay_out", lambda printer, paper: 1 / 0)
    run = running.ask("contracts.review", [factories.draft_contract(cast).pk], act=cast.act("wang"))
    assert jobs.work(**waiting()) == "failed"
    run.refresh_from_db()
    assert (run.state, "ZeroDivisionError" in run.problem) == ("failed", True)
    assert Notice.objects.get(topic="printing.stopped").person == run.person
    assert runs.watch(now=timezone.now() + timedelta(days=1)) == 0
