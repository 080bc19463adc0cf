"""The inbox as a person works with it: tabs that count, filters, pools, copies, many decided at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.browsing import client, queries, text

from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.search.keeping import keep
from leadtocash.foundation.workflow import actions, overviews
from leadtocash.foundation.workflow.models import Copy, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.tests.company import Company
from leadtocash.foundation.workflow.tests.drawing import do, draw, end, step

pytestmark = pytest.mark.django_db
QUICK = draw(
    "quick",
    "start > check > gw",
    "gw > end2 : check_outcome == 'rejected'",
    "gw > pay > end",
    check=step("role:sales_manager", limit="2", bulk="yes", name="审核"),
    pay=do("role:finance"),
    end2=end("rejected"),
    end=end("approved"),
)
SLOW = draw(
    "slow",
    "start > look > gw",
    "gw > end2 : look_outcome == 'rejected'",
    "gw > end",
    look=step("role:sales_manager", name="细看"),
    end2=end("rejected"),
    end=end("approved"),
)


@pytest.fixture
def desk(closed: Company) -> Company:
    """Two processes, one of which may be decided in bulk."""
    closed.publish(QUICK)
    closed.publish(SLOW)
    return closed


def keys(*instances: ProcessInstance) -> list[int]:
    return list(WorkItem.objects.filter(instance__in=instances, state="open").values_list("pk", flat=True))


@pytest.mark.req("WFL-2")
class TestTabs:
    def test_each_tab_counts_what_lies_in_it(self, desk: Company) -> None:
        first, _second = desk.start("quick"), desk.start("slow")
        manager = desk.people["sales_manager"]
        WorkItem.objects.filter(instance=first).update(due_at=timezone.now() - timedelta(days=3))
        actions.copy(first, people=[manager], act=desk.act())
        assert overviews.counts(manager, now=timezone.now()) == (2, 1, 0, 1)
        shown = text(client(manager).get("/inbox/tabs/?at=late"))
        assert 'href="/inbox/late/" aria-current="page"' in shown
        assert "lc-late" in shown

    def test_a_pool_is_what_several_have_and_nobody_has_taken(self, desk: Company) -> None:
        other = desk.second("sales_manager", "second_manager")
        instance = desk.start("quick")
        manager = client(desk.people["sales_manager"])
        assert instance.title in text(manager.get("/inbox/pool/"))
        item = desk.item(instance, "check", "sales_manager")
        assert manager.post(f"/work-items/{item.pk}/claim/").status_code == 302
        manager.get("/")  # the toast names it once
        assert instance.title not in text(manager.get("/inbox/pool/"))
        assert instance.title in text(manager.get("/inbox/"))
        assert instance.title not in text(client(other).get("/inbox/"))
        assert manager.post(f"/work-items/{item.pk}/release/").status_code == 302
        assert instance.title in text(client(other).get("/inbox/pool/"))

    def test_several_are_taken_at_once_and_what_is_gone_is_said(self, desk: Company) -> None:
        desk.second("sales_manager", "second_manager")
        one, two = desk.start("quick"), desk.start("quick")
        mine = [desk.item(instance, "check", "sales_manager").pk for instance in (one, two)]
        browser = client(desk.people["sales_manager"])
        assert browser.post("/inbox/claim/", {"pk": mine})["Location"] == "/inbox/"
        assert overviews.pool(desk.people["sales_manager"]).count() == 0
        assert browser.post("/inbox/claim/", {"pk": mine}).status_code == 302
        assert WorkItem.objects.filter(claimed_at__isnull=False).count() == 2

    def test_a_copy_is_read_by_opening_its_document(self, desk: Company) -> None:
        instance = desk.start("quick")
        reader = desk.people["legal"]
        assert client(reader).get(f"/process-instances/{instance.pk}/document/").status_code == 404
        actions.copy(instance, people=[reader], act=desk.act(), comment="please read")
        shown = text(client(reader).get("/inbox/copied/"))
        assert "please read" in shown
        assert instance.title in shown
        assert client(reader).get(f"/process-instances/{instance.pk}/document/").status_code == 302
        assert Copy.objects.get(person=reader).read_at is not None
        assert instance.title not in text(client(reader).get("/inbox/copied/?unread=1"))

    def test_what_one_started_says_with_whom_it_is(self, desk: Company) -> None:
        instance = desk.start("quick")
        shown = text(client(desk.people["account_manager"]).get("/inbox/started/"))
        assert instance.title in shown
        assert "sales_manager" in shown

    def test_filters_by_process_kind_and_lateness(self, desk: Company) -> None:
        quick, slow = desk.start("quick"), desk.start("slow")
        WorkItem.objects.filter(instance=quick).update(due_at=timezone.now() - timedelta(days=3))
        browser = client(desk.people["sales_manager"])
        by_process = text(browser.get("/inbox/?process=slow"))
        assert slow.title in by_process
        assert quick.title not in by_process
        late = text(browser.get("/inbox/?late=1"))
        assert quick.title in late
        assert slow.title not in late
        assert quick.title in text(browser.get("/inbox/?kind=accounts.department"))

    def test_what_is_seen_is_exported(self, desk: Company) -> None:
        desk.start("quick")
        browser = client(desk.people["account_manager"])
        assert "sales_manager" in text(browser.get("/inbox/started/?export=csv"))

    @pytest.mark.parametrize("name", ["", "done/", "started/"])
    def test_an_export_asks_no_more_for_more_rows(self, desk: Company, name: str) -> None:
        browser = client(desk.people["sales_manager"])

        def fill() -> None:
            desk.start("quick"), desk.start("slow", "sales_manager")
            desk.decide(desk.start("slow"), "look", who="sales_manager")

        fill()
        address = f"/inbox/{name}?export=csv"
        assert text(browser.get(address)).count("\n") > 1
        few = queries(browser, address)
        for _more in range(3):
            fill()
        assert queries(browser, address) <= few

    @pytest.mark.parametrize("name", ["", "late/", "pool/", "done/", "started/", "copied/"])
    def test_no_tab_asks_more_for_more_rows(self, desk: Company, name: str) -> None:
        desk.second("sales_manager", "second_manager")
        person = desk.people["sales_manager"]

        def fill() -> None:
            """One more row in every tab."""
            waiting, mine = desk.start("quick"), desk.start("slow", "sales_manager")
            WorkItem.objects.filter(instance=waiting).update(due_at=timezone.now() - timedelta(days=3))
            actions.copy(mine, people=[person], act=desk.act("finance"))
            desk.decide(desk.start("slow"), "look", who="sales_manager")

        browser, address = client(person), f"/inbox/{name}"
        fill()
        queries(browser, address)
        one = queries(browser, address)
        fill()
        fill()
        assert queries(browser, address) == one


@pytest.mark.req("WFL-2", "WFL-3")
class TestManyAtOnce:
    def test_it_asks_first_and_says_what_has_to_be_opened_by_itself(self, desk: Company) -> None:
        quick, slow = desk.start("quick"), desk.start("slow")
        browser = client(desk.people["sales_manager"])
        asked = browser.post("/inbox/decision/?decision=approve", {"pk": keys(quick, slow)})
        assert asked.status_code == 200
        assert [row["item"].instance_id for row in asked.context["able"]] == [quick.pk]
        assert [row["item"].instance_id for row in asked.context["unable"]] == [slow.pk]
        assert WorkItem.objects.filter(state="open").count() == 2

    def test_what_went_through_and_what_was_refused_is_listed(self, desk: Company) -> None:
        one, two, slow = desk.start("quick"), desk.start("quick"), desk.start("slow")
        browser = client(desk.people["sales_manager"])
        data = {"pk": keys(one, two, slow), "decision": "approve", "confirmed": "1"}
        response = browser.post("/inbox/decision/", data)
        assert response["Location"] == "/inbox/results/"
        shown = browser.get("/inbox/results/")
        assert (shown.context["through"], shown.context["refused"]) == (2, 1)
        assert [row["ok"] for row in shown.context["rows"]].count(False) == 1
        assert next(row["why"] for row in shown.context["rows"] if not row["ok"])
        assert (desk.standing(one), desk.standing(two), desk.standing(slow)) == (["pay"], ["pay"], ["look"])

    def test_a_document_changed_since_it_was_shown_is_refused(
        self, desk: Company, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(Department, "revision", 5, raising=False)
        instance = desk.start("quick")
        key = keys(instance)[0]
        browser = client(desk.people["sales_manager"])
        data = {"pk": [key], "decision": "approve", "confirmed": "1", f"revision-{key}": "4"}
        browser.post("/inbox/decision/", data)
        assert browser.get("/inbox/results/").context["refused"] == 1
        browser.post("/inbox/decision/", data | {f"revision-{key}": "5"})
        assert browser.get("/inbox/results/").context["through"] == 1

    def test_rejecting_without_a_comment_is_refused_for_each(self, desk: Company) -> None:
        instance = desk.start("quick")
        browser = client(desk.people["sales_manager"])
        browser.post("/inbox/decision/", {"pk": keys(instance), "decision": "reject", "confirmed": "1"})
        assert browser.get("/inbox/results/").context["refused"] == 1
        assert desk.standing(instance) == ["check"]

    def test_nobody_decides_what_lies_with_others_and_nothing_chosen_goes_back(self, desk: Company) -> None:
        instance = desk.start("quick")
        stranger = client(desk.people["legal"])
        data = {"pk": keys(instance), "decision": "approve", "confirmed": "1"}
        assert stranger.post("/inbox/decision/", data)["Location"] == "/inbox/"
        assert desk.standing(instance) == ["check"]
        assert stranger.post("/inbox/decision/", {"pk": ["x", "9" * 40], "decision": "approve"}).status_code == 302
        assert stranger.get("/inbox/decision/")["Location"] == "/inbox/"
        assert stranger.get("/inbox/results/")["Location"] == "/inbox/"

    def test_a_comment_far_too_long_is_refused(self, desk: Company) -> None:
        instance = desk.start("quick")
        browser = client(desk.people["sales_manager"])
        data = {"pk": keys(instance), "decision": "reject", "confirmed": "1", "comment": "x" * 5000}
        assert browser.post("/inbox/decision/", data).status_code == 409


@pytest.mark.req("WFL-3")
@pytest.mark.parametrize("typed", ["liqiang", "lq", "LiQ", "李强", "ｌｑ"])
def test_colleagues_are_found_by_pinyin(cast, page, typed):
    keep("accounts.user", [person.pk for person in cast.people.values()])
    found = page("wang").get("/colleagues/", {"q": typed}).json()["results"]
    assert cast.people["li"].pk in [one["value"] for one in found]
    assert cast.people["zhao"].pk not in [one["value"] for one in found]
