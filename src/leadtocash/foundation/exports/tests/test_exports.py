"""Exports: at once or by the worker, private, written down."""

from __future__ import annotations

import io
import re
import tracemalloc
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import load_workbook
from tests.browsing import text

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.foundation.exports import actions, running
from leadtocash.foundation.exports.models import ExportRun
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel import jobs, runs
from leadtocash.foundation.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-2")]
State = ExportRun.State


@pytest.fixture
def many(cast, monkeypatch):
    """Three customers of Wang's and one of Zhao's, where more than one row is many."""
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    monkeypatch.setattr(running, "PORTION", 2)
    for who, name in [("wang", "甲"), ("wang", "乙"), ("wang", "丙"), ("zhao", "丁")]:
        a_customer(cast.act(who), name=f"{name}公司")


def work() -> list[str]:
    """What the worker does with the jobs that wait."""
    found = ProcrastinateJob.objects.filter(task_name="runs.work", status="todo").order_by("pk")
    return [jobs.work(**job.args) for job in found]


def begun(client, form: str = "csv", query: str = "") -> ExportRun:
    """From the list over the question to the run."""
    asking = client.get(f"/customers/?export={form}{query}")["Location"]
    assert "后台" in text(client.get(asking))
    address = client.post(asking)["Location"]
    return ExportRun.objects.get(pk=re.search(r"/exports/(\d+)/", address)[1])


def test_a_small_export_is_the_answer_and_written_down(page, cast):
    client = page("wang")
    assert client.get("/customers/?export=csv&search=甲").status_code == 200
    run = ExportRun.objects.get()
    assert (run.person, run.list_name, run.total, run.form, run.state) == (
        cast.people["wang"],
        "customers",
        0,
        "csv",
        "done",
    )
    assert "甲" in run.words
    entry = Entry.objects.get(verb="exports.exported")
    assert (entry.actor, entry.data["list"], entry.data["rows"]) == (cast.people["wang"], run.title, 0)
    assert run.title in text(client.get("/exports/"))


def test_a_large_one_is_written_by_the_worker_and_told(page, many, cast):
    client = page("wang")
    run = begun(client, "xlsx", "&ordering=-number")
    assert 'hx-trigger="every 1s"' in text(client.get(run.get_absolute_url()))
    assert client.get(f"/exports/{run.pk}/file/").status_code in (302, 409)
    assert work() == ["done"]
    run.refresh_from_db()
    assert (run.state, run.total, run.done) == (State.DONE, 3, 3)
    assert Notice.objects.get(person=cast.people["wang"], topic="exports.ready").url == run.get_absolute_url()
    body = b"".join(client.get(f"/exports/{run.pk}/file/").streaming_content)
    rows = load_workbook(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert [value for row in rows[1:] for value in row if str(value).endswith("公司")] == ["丙公司", "乙公司", "甲公司"]
    run.refresh_from_db()
    assert run.downloads == 1
    assert Entry.objects.filter(verb="exports.downloaded", record_id=run.pk).count() == 1


def test_the_file_is_nobody_elses_and_the_administrator_sees_who_took_what(page, many):
    run = begun(page("wang"))
    work()
    other, admin = page("li"), page("admin")
    assert [other.get(f"/exports/{run.pk}/{part}").status_code for part in ("", "file/")] == [404, 404]
    assert other.post(f"/exports/{run.pk}/cancellation/").status_code == 404
    assert other.get("/exports/everybody/").status_code == 403
    assert run.title in text(admin.get("/exports/everybody/"))
    assert "公司" not in text(admin.get("/exports/everybody/")) or admin.get(f"/exports/{run.pk}/").status_code == 200
    assert admin.get(f"/exports/{run.pk}/file/").status_code == 404


def test_what_was_asked_of_a_list_is_asked_again_by_nobody_else(page, many):
    asking = page("wang").get("/customers/?export=csv")["Location"]
    assert page("li").get(asking).status_code == 404
    assert page("wang").get("/exports/new/?what=made-up").status_code == 404


def test_scope_and_state_count_when_it_is_written(page, many, cast):
    run = begun(page("wang"))
    Customer.objects.filter(name="乙公司").update(owner=cast.people["zhao"], department=cast.departments["GZ"])
    work()
    run.refresh_from_db()
    assert "乙公司" not in run.file.read().decode()
    assert run.total == 2


def test_whoever_left_gets_nothing(page, many, cast):
    run = begun(page("wang"))
    type(cast.people["wang"]).objects.filter(pk=cast.people["wang"].pk).update(is_active=False)
    assert work() == [State.FAILED]
    run.refresh_from_db()
    assert run.problem
    assert not run.file


def test_the_same_is_written_once_and_not_too_many_at_a_time(page, many):
    client = page("wang")
    assert begun(client).pk == begun(client).pk
    for form in ("csv", "xlsx"):
        begun(client, form)
    begun(client, "csv", "&ordering=number")
    asking = client.get("/customers/?export=csv&ordering=-number")["Location"]
    assert client.post(asking).status_code in (302, 409)
    assert ExportRun.objects.count() == 3


def test_a_cancelled_one_stops_at_the_next_portion(page, many, monkeypatch):
    client = page("wang")
    run = begun(client)
    slice_of = running.lists["customers"].slice

    def cancelled(*args, **kwargs):
        client.post(f"/exports/{run.pk}/cancellation/")
        return slice_of(*args, **kwargs)

    monkeypatch.setattr("leadtocash.foundation.web.lists.page.ListPage.slice", lambda self, *a, **k: cancelled(*a, **k))
    work()
    run.refresh_from_db()
    assert (run.state, run.file.name) == (State.CANCELLED, "")
    assert client.post(f"/exports/{run.pk}/cancellation/").status_code == 302


def test_what_a_killed_worker_left_is_begun_anew_and_its_own_try_no_longer_counts(page, many):
    run = begun(page("wang"))
    job = ProcrastinateJob.objects.get(task_name="runs.work")
    ExportRun.objects.filter(pk=run.pk).update(moved_at=timezone.now() - timedelta(minutes=9))
    ProcrastinateJob.objects.filter(pk=job.pk).delete()
    assert jobs.watch(0) == 1
    assert jobs.work(**job.args) == "not mine"
    assert work() == ["done"]
    run.refresh_from_db()
    assert (run.attempt, run.total) == (2, 3)


def test_after_three_tries_it_is_given_up(page, many):
    run = begun(page("wang"))
    old = timezone.now() - timedelta(minutes=9)
    ExportRun.objects.filter(pk=run.pk).update(moved_at=old, tries=3)
    assert jobs.watch(0) == 1
    run.refresh_from_db()
    assert (run.state, "3" in run.problem) == (State.FAILED, True)
    assert Notice.objects.get(topic="exports.stopped").person == run.person
    assert work() == ["not mine"]


def test_a_sheet_has_a_limit_and_says_so(page, many, monkeypatch):
    monkeypatch.setitem(running.MOST, "xlsx", 2)
    client = page("wang")
    run = begun(client, "xlsx")
    work()
    assert "csv" in text(client.get(run.get_absolute_url()))


def test_files_go_after_a_week_and_the_record_stays(page, many):
    run = begun(page("wang"))
    work()
    assert runs.tidy(now=timezone.now()) == 0
    assert runs.tidy(now=timezone.now() + timedelta(days=8)) == 1
    run.refresh_from_db()
    assert (run.state, run.file.name, run.total) == (State.REMOVED, "", 3)


def test_over_the_api(api, many):
    wang = api("wang")
    answer = wang.post("/api/v1/customers/exports/?search=公司", {"form": "csv"}, format="json")
    assert answer.status_code == 202, answer.content
    address = answer["Location"]
    assert wang.get(address).json()["state"] == "running"
    assert api("li").get(address).status_code == 404
    work()
    state = wang.get(address).json()
    assert (state["state"], state["total"]) == ("done", 3)
    assert "甲公司" in b"".join(wang.get(state["file"]).streaming_content).decode()
    assert [one["id"] for one in wang.get("/api/v1/exports/").json()] == [state["id"]]
    assert wang.get("/api/v1/exports/everybody/").status_code == 403
    assert len(api("admin").get("/api/v1/exports/everybody/").json()) == 1
    assert wang.post(f"{address}cancellation/").status_code == 409
    assert wang.post("/api/v1/customers/exports/?owner=nonsense", {}, format="json").status_code == 400


def test_memory_does_not_grow_with_the_rows():
    from leadtocash.foundation.web.lists import Column
    from leadtocash.foundation.web.lists.export import write_xlsx

    columns = [Column(key=f"c{n}", label="x", value=lambda row: f"line {row}") for n in range(8)]
    tracemalloc.start()
    with io.BytesIO() as target:
        write_xlsx(target, columns, iter(range(20_000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12_000_000
