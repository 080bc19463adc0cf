"""Refusals are kept once each, with rule, door and record; nobody reads of a record he may not see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leadtocash.areas.projects.tests import factories
from leadtocash.foundation.handbook import citations, life, refusals, waivers
from leadtocash.foundation.handbook.models import Refusal
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.refusals import Noted

pytestmark = pytest.mark.django_db


def test_every_clause_that_program_processes_or_authority_rows_cite_is_there(cast: Any) -> None:
    from leadtocash.foundation.handbook import shipped

    cited = set(citations.everywhere(timezone.localdate()))
    assert len(cited) > 15
    assert cited - set(shipped.rows()) == set()


def test_the_rules_of_the_program_are_found_with_their_sentences_in_the_readers_language() -> None:
    rules = {rule.code: rule for rule in citations.rules_by_clause()["S0 2.4.3"] if rule.code}
    assert rules["signoff_incomplete"].told == "现在还不能提交签收。"
    assert rules["signoff_incomplete"].area == "销售项目"
    assert "%(" not in "".join(rule.told for some in citations.rules_by_clause().values() for rule in some)


@pytest.fixture
def project(cast: Any) -> Any:
    return factories.arrived(cast)


def refuse(client: Any, pk: int) -> Any:
    return client.post(f"/projects/{pk}/signoff/hand-in/")


def test_a_refused_page_is_kept_with_clause_door_and_record(page: Any, project: Any, cast: Any) -> None:
    url = f"/projects/{project.pk}/closing/"
    answer = page("wu").post(url, {"_key": "once"})
    assert answer.status_code == 409, answer.content.decode()[:500]
    kept = list(Refusal.objects.values("person", "door", "area", "record_kind", "record_id"))
    assert kept == [
        {"person": cast.people["wu"].pk, "door": "page", "area": "projects", "record_kind": "projects.project",
         "record_id": project.pk}
    ]  # fmt: skip
    row = Refusal.objects.get()
    assert row.code
    assert row.clause.startswith("S")


def test_a_refused_call_of_the_api_is_kept_once_although_all_else_is_rolled_back(api: Any, project: Any) -> None:
    client = api("wu")
    answer = client.post(f"/api/v1/projects/{project.pk}/closing/", {}, headers={"Idempotency-Key": "k1"})
    assert answer.status_code == 409, answer.content
    row = Refusal.objects.get()
    assert (row.door, row.record_kind, row.record_id) == ("api", "projects.project", project.pk)


def test_looking_at_what_is_missing_counts_nothing(page: Any, project: Any) -> None:
    assert page("wang").get(f"/projects/{project.pk}/").status_code == 200
    assert not Refusal.objects.exists()


def test_a_failure_in_keeping_never_breaks_the_answer(page: Any, project: Any, monkeypatch: Any) -> None:
    def broken(*_args: Any, **_named: Any) -> None:
        raise ValueError("disk full")

    monkeypatch.setattr(refusals, "write", broken)
    assert page("wu").post(f"/projects/{project.pk}/closing/").status_code == 409
    assert not Refusal.objects.exists()


def test_the_memory_of_refusals_ends_after_two_years(cast: Any) -> None:
    now = timezone.now()
    for age in (1, 729, 731):
        write(cast, at=now - timedelta(days=age))
    assert refusals.forget_old(now) == 1
    assert Refusal.objects.count() == 2


def write(cast: Any, *, at: Any, record: tuple[str, int] | None = None, who: str = "wu") -> None:
    noted = Noted(RuleError("x", code="signoff_incomplete", clause="S0 2.4.3"), record)
    person = cast.people[who].pk
    refusals.write([noted], at=at, person_id=person, door=Refusal.Door.PAGE, area="projects", verb="POST x")


def test_figures_count_by_area_and_sentence_in_the_span(cast: Any) -> None:
    now = timezone.now()
    for age in (1, 2, 200, 500):
        write(cast, at=now - timedelta(days=age))
    three, twelve = (life.figures("S0 2.4.3", months=months, at=now) for months in (3, 12))
    assert (three.refused, twelve.refused, twelve.people) == (2, 3, 1)
    assert [(one["code"], one["count"]) for one in twelve.reasons] == [("signoff_incomplete", 3)]
    assert twelve.areas == [{"area": "销售项目", "count": 3}]


def test_who_may_not_see_a_record_reads_nothing_of_it(cast: Any, project: Any, page: Any) -> None:
    write(cast, at=timezone.now(), record=("projects.project", project.pk))
    write(cast, at=timezone.now(), record=("nowhere.model", 1))
    shown = {
        name: len(life.refused_records("S0 2.4.3", cast.people[name], months=3, at=timezone.now()))
        for name in ("wang", "zhao")
    }
    assert shown == {"wang": 1, "zhao": 0}
    mine, others = (page(name).get("/handbook/S0-2.4.3/").content.decode() for name in ("wang", "zhao"))
    assert str(project) in mine
    assert str(project) not in others


def test_a_clauses_page_asks_as_often_for_many_refusals_as_for_few(cast: Any, page: Any) -> None:
    client = page("chen")
    projects = [factories.arrived(cast) for _turn in range(3)]
    write(cast, at=timezone.now(), record=("projects.project", projects[0].pk))
    client.get("/handbook/S0-2.4.3/")
    with CaptureQueriesContext(connection) as few:
        client.get("/handbook/S0-2.4.3/")
    for one in projects * 3:
        write(cast, at=timezone.now(), record=("projects.project", one.pk))
    with CaptureQueriesContext(connection) as many:
        client.get("/handbook/S0-2.4.3/")
    assert len(many) <= len(few)


def test_areas_add_their_exceptions(cast: Any, page: Any, monkeypatch: Any) -> None:
    one = waivers.Waiver(at=timezone.now(), label="C-1", who="Chen", reason="urgent", href="/contracts/1/")
    source = waivers.Source(
        label="Credit released", clauses=("S3 4.10",), count=lambda since: 1, shown=lambda person, since: [one]
    )
    monkeypatch.setattr(waivers.waivers, "_things", {"credit": source})
    assert life.figures("S3 4.10", months=3, at=timezone.now()).waived == 1
    assert "urgent" in page("wang").get("/handbook/S3-4.10/").content.decode()


def test_each_code_has_a_sentence_and_an_unknown_one_is_never_shown_raw() -> None:
    assert citations.sentence_of("no_such_code") == "另一条规则"
    assert citations.sentence_of("contract_not_draft") not in ("", "contract_not_draft", "另一条规则")
