"""A decided paper stays as it was decided, for whoever may read what stands on it."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.browsing import text
from tests.cast import NOW, Cast

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests import factories
from leadtocash.foundation.documents.printing import Printer
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel import runs
from leadtocash.foundation.printing import actions, jobs
from leadtocash.foundation.printing.models import FrozenPaper, PrintRun

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-4", "ARC-3")]
REVIEW = "contracts.review"


@pytest.fixture(autouse=True)
def as_html(monkeypatch: pytest.MonkeyPatch) -> None:
    """A paper is looked at as the HTML it is laid out from."""
    monkeypatch.setattr(Printer, "lay_out", lambda printer, html: html.encode())


@pytest.fixture
def contract(cast: Cast) -> Contract:
    """A registered contract whose review form the worker has kept."""
    found = factories.registered_contract(cast)
    waiting = ProcrastinateJob.objects.filter(task_name="printing.freeze")
    kept = [jobs.freeze(**job.args) for job in waiting if job.args["record"] == found.pk]
    assert kept == [True]
    return found


def body(page: Any, who: str, contract: Contract, part: str = "") -> str:
    answer = page(who).get(f"/papers/{REVIEW}/{contract.pk}/{part}")
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


def test_a_later_template_does_not_alter_it_and_a_reprint_says_it_is_a_copy(
    cast: Cast, page: Any, contract: Contract
) -> None:
    final = body(page, "wang", contract, "final/")
    template = actions.add(REVIEW, "新版", act=cast.act("admin"), source="<p>全新的版式</p>")
    actions.publish(template, act=cast.act("admin"), reason="换新")
    Contract.objects.filter(pk=contract.pk).update(title="后来改的名称")
    assert body(page, "wang", contract, "final/") == final
    copy = body(page, "wang", contract)
    assert copy == final.replace("<body>", '<body><div class="copy">副本</div>')
    assert "后来改的名称" not in copy
    assert "全新的版式" in body(page, "wang", contract, f"?template={template.pk}")
    actions.set_letterhead({"mark_copies": False}, act=cast.act("admin"))
    assert body(page, "wang", contract) == final


def test_what_was_cancelled_since_says_so_on_every_reprint(page: Any, contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(state=Contract.State.CANCELLED)
    assert '<div class="watermark">作废</div>' in body(page, "wang", contract)
    assert "作废" not in body(page, "wang", contract, "final/")


def test_only_those_who_may_see_the_margin_read_the_paper_with_it(cast: Cast, page: Any, contract: Contract) -> None:
    whole, bare = FrozenPaper.objects.order_by("is_open")
    assert (whole.is_open, bare.is_open, bare.needs) == (False, True, [])
    assert "contracts.see_margin" in whole.needs
    assert body(page, "chen", contract, "final/") == whole.html
    assert body(page, "zhou", contract, "final/") == bare.html
    assert page("zhao").get(f"/papers/{REVIEW}/{contract.pk}/final/").status_code == 404


def test_the_digest_stands_in_the_history_and_a_changed_file_is_not_given_out(page: Any, contract: Contract) -> None:
    entry = Entry.objects.get(verb="printing.frozen", record_id=contract.pk)
    rows = list(FrozenPaper.objects.all())
    assert sorted(entry.data["digests"]) == sorted(row.digest for row in rows)
    assert all(hashlib.sha256(row.file.read()).hexdigest() == row.digest for row in rows)
    tab = f"/contracts/{contract.pk}/?tab=decided-papers"
    assert "未改动" in text(page("zhou").get(tab))
    for row in rows:
        with row.file.storage.open(row.file.name, "wb") as file:
            file.write(b"forged")
    assert "已改动或丢失" in text(page("zhou").get(tab))
    assert "forged" not in page("zhou").get(f"/papers/{REVIEW}/{contract.pk}/final/").content.decode()


def test_it_is_kept_once_and_not_before_it_is_decided(cast: Cast, api: Any, contract: Contract) -> None:
    assert jobs.freeze(REVIEW, contract.pk) is False
    draft = factories.draft_contract(cast)
    assert jobs.freeze(REVIEW, draft.pk) is False
    wang = api("wang")
    assert wang.get(f"/api/v1/papers/{REVIEW}/{draft.pk}/final/").status_code == 404
    assert wang.get(f"/api/v1/papers/{REVIEW}/{contract.pk}/final/").status_code == 200
    assert FrozenPaper.objects.filter(at__lte=timezone.now()).count() == 2


def in_bulk(page: Any, contract: Contract, bundle: str = "pdf") -> PrintRun:
    """Asked for as the page offers it first."""
    asked = {"pk": contract.pk, "go": "1", "template": "", "bundle": bundle}
    assert page("wang").post(f"/print-runs/new/?form={REVIEW}&list=contracts", asked).status_code == 302
    return PrintRun.objects.latest("pk")


def carried_out(run: PrintRun) -> str:
    return runs.carry_out("printing.printrun", run.pk, run.attempt, clock=lambda: NOW)


def test_in_bulk_too_what_was_decided_is_printed_as_a_copy(page: Any, contract: Contract) -> None:
    Contract.objects.filter(pk=contract.pk).update(title="后来改的名称")
    run = in_bulk(page, contract)
    assert carried_out(run) == "done"
    shown = b"".join(page("wang").get(f"/print-runs/{run.pk}/file/").streaming_content).decode()
    assert '<div class="copy">副本</div>' in shown
    assert "后来改的名称" not in shown
    run.refresh_from_db()
    run.file.storage.delete(run.file.name)
    gone = page("wang").get(f"/print-runs/{run.pk}/file/")
    assert (gone.status_code, "请重新打印" in text(gone)) == (409, True)


def test_a_bulk_print_can_be_stopped(page: Any, api: Any, contract: Contract) -> None:
    run = in_bulk(page, contract)
    url = f"/print-runs/{run.pk}/"
    assert page("li").post(f"{url}cancellation/").status_code == 404
    for _twice in range(2):
        assert page("wang").post(f"{url}cancellation/").status_code == 302
    assert "已取消" in text(page("wang").get(url))
    assert carried_out(run) == "not mine"
    assert page("wang").get(f"{url}file/").status_code == 409
    done = in_bulk(page, contract)
    assert carried_out(done) == "done"
    late = api("wang").post(f"/api/v1{url.replace(str(run.pk), str(done.pk))}cancellation/")
    assert (late.status_code, late.json()["code"]) == (409, "wrong_state")
