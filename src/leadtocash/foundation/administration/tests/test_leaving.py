"""Somebody leaves or moves: everything that lies with him goes to others in one act (ORG-5)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.cast import NOW

from leadtocash.areas.contracts.tests.factories import submitted_contract
from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.opportunities import actions as opportunities
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.accounts import tokens
from leadtocash.foundation.accounts.models import Position, User
from leadtocash.foundation.administration import leaving
from leadtocash.foundation.administration.jobs import carry_out_due
from leadtocash.foundation.administration.models import Handover
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import WorkItem

pytestmark = pytest.mark.req("ORG-5")
TODAY = NOW.date()


def goods(cast, count=3):
    """wang owns some customers, an open and a lost opportunity."""
    made = [customers.create_customer({"name": f"客户{n}有限公司"}, act=cast.act("wang")) for n in range(count)]
    open_one = opportunities.create_opportunity({"name": "开着的", "customer": made[0]}, act=cast.act("wang"))
    lost = opportunities.create_opportunity({"name": "丢掉的", "customer": made[0]}, act=cast.act("wang"))
    Opportunity.objects.filter(pk=lost.pk).update(state="lost", closed_on=TODAY)
    return made, open_one, lost


def leave(cast, to="li", *, kind="leaving", day=TODAY, who="wang", more=None, by="admin"):
    wanted = {"": cast.people[to].pk, **(more or {})}
    return leaving.hand_over(
        cast.people[who], kind=kind, on_day=day, successors=wanted, reason="离职", act=cast.act(by)
    )


def counts(person, kind="leaving"):
    return {one.code: one.count for one in leaving.lying_with(person, kind=kind) if one.count}


def test_what_lies_with_a_person_is_shown_before(cast):
    goods(cast)
    assert counts(cast.wang) == {"customers": 3, "opportunities": 1}
    assert counts(cast.li) == {"led": 2}


def test_one_act_hands_everything_over_and_deactivates(cast):
    made, open_one, lost = goods(cast)
    clear = tokens.issue(cast.wang, at=NOW)
    browser = Client()
    browser.post("/sign-in/", {"username": "wang", "password": "demo-password"})
    row = leave(cast)
    assert set(Customer.objects.values_list("owner", flat=True)) == {cast.li.pk}
    assert Opportunity.objects.get(pk=open_one.pk).owner == cast.li
    assert Opportunity.objects.get(pk=lost.pk).owner == cast.wang
    person = User.objects.get(pk=cast.wang.pk)
    assert (person.is_active, person.left_on) == (False, TODAY)
    assert browser.get("/me/").status_code == 302
    assert tokens.owner_of(clear, at=NOW + timedelta(seconds=1)) is None
    entry = history(made[0])[0]
    assert (entry.verb, entry.changes, entry.reason, entry.actor) == (
        "customers.handed_over", {"owner": [cast.wang.pk, cast.li.pk]}, "离职", cast.admin,
    )  # fmt: skip
    assert (row.state, row.lines.filter(to=cast.li).count()) == ("done", 4)
    assert counts(person) == {}


def test_nobody_leaves_before_he_came_or_before_his_last_act(cast, api):
    goods(cast)
    with pytest.raises(RuleError) as refused:
        leave(cast, day=TODAY - timedelta(days=1))
    assert refused.value.code == "leaving_day_too_early"
    assert cast.wang.name in refused.value.message
    User.objects.filter(pk=cast.zhao.pk).update(joined_on=TODAY - timedelta(days=30))
    given = {"kind": "leaving", "on_day": str(TODAY - timedelta(days=31)), "successors": {"": cast.li.pk}}
    answer = api("admin").post(f"/api/v1/people/{cast.zhao.pk}/handovers/", given)
    assert (answer.status_code, answer.json()["code"]) == (409, "left_before_joining")
    leave(cast, day=TODAY - timedelta(days=2), who="zhao")
    assert User.objects.get(pk=cast.zhao.pk).left_on == TODAY - timedelta(days=2)


def test_single_records_and_kinds_go_to_different_people(cast):
    made, open_one, _lost = goods(cast)
    leave(cast, more={"opportunities": cast.guo.pk, f"customers:{made[1].pk}": cast.zhao.pk})
    owners = dict(Customer.objects.values_list("pk", "owner__username"))
    assert owners == {made[0].pk: "li", made[1].pk: "zhao", made[2].pk: "li"}
    assert Opportunity.objects.get(pk=open_one.pk).owner == cast.guo


def test_without_a_successor_nothing_happens_and_the_refusal_counts_what_is_left(cast):
    goods(cast)
    with pytest.raises(RuleError) as refusal:
        leaving.hand_over(
            cast.wang,
            kind="leaving",
            on_day=TODAY,
            successors={"customers": cast.li.pk},
            reason="",
            act=cast.act("admin"),
        )
    assert refusal.value.code == "successor_missing"
    assert len(refusal.value.missing) == 1
    assert User.objects.get(pk=cast.wang.pk).is_active
    assert Customer.objects.filter(owner=cast.wang).count() == 3


def test_what_a_leaver_does_for_others_goes_back_to_them_and_the_report_says_so(cast):
    submitted_contract(cast)
    chu, shen = cast.people["chu"], cast.people["shen"]
    workflow.delegate(principal=chu, deputy=shen, from_day=TODAY, until_day=TODAY, act=cast.act("chu"))
    his = WorkItem.objects.filter(state="open", assignee__in=(chu, shen)).values_list("assignee", "on_behalf_of")
    assert his.get() == (shen.pk, chu.pk)
    assert counts(shen) == {"delegations": 1}
    row = leave(cast, who="shen")
    assert his.get() == (chu.pk, None)
    assert list(row.lines.values_list("holding", "to")) == [("delegations", None)]


def test_running_it_twice_changes_nothing(cast):
    goods(cast)
    first = leave(cast)
    before = history(cast.wang).count()
    assert leave(cast).pk == first.pk
    assert (history(cast.wang).count(), Handover.objects.count()) == (before, 1)


@pytest.mark.parametrize("who", ["gone", "himself", "leaving"])
def test_who_left_or_leaves_cannot_take_over(cast, who):
    goods(cast)
    to = "li"
    if who == "gone":
        User.objects.filter(pk=cast.li.pk).update(is_active=False)
    elif who == "himself":
        to = "wang"
    else:
        leave(cast, "zheng", who="li", day=TODAY + timedelta(days=3))
    with pytest.raises(RuleError) as refusal:
        leave(cast, to, day=TODAY + timedelta(days=5))
    assert refusal.value.code == "successor_unfit"


def test_those_he_led_have_a_new_superior_and_nobody_leads_himself(cast):
    leave(cast, "wang", who="li")
    assert Position.objects.get(person=cast.guo).superior == cast.wang
    assert Position.objects.get(person=cast.wang).superior == cast.zheng
    assert history(cast.guo)[0].verb == "administration.superior_changed"


def test_a_day_to_come_is_planned_and_carried_out_at_its_night(cast):
    goods(cast)
    row = leave(cast, day=TODAY + timedelta(days=2))
    assert (row.state, Customer.objects.filter(owner=cast.wang).count()) == ("planned", 3)
    with pytest.raises(RuleError):
        leave(cast)
    tomorrow = Act(by=None, at=NOW + timedelta(days=1))
    assert carry_out_due(act=tomorrow) == 0
    later = Act(by=None, at=NOW + timedelta(days=2))
    assert carry_out_due(act=later) == 1
    assert carry_out_due(act=later) == 0
    assert (User.objects.get(pk=cast.wang.pk).is_active, Customer.objects.filter(owner=cast.li).count()) == (False, 3)
    assert history(cast.wang)[0].actor == cast.admin


def test_a_plan_that_no_longer_fits_says_why_and_waits(cast):
    goods(cast)
    row = leave(cast, day=TODAY + timedelta(days=2))
    User.objects.filter(pk=cast.li.pk).update(is_active=False)
    assert carry_out_due(act=Act(by=None, at=NOW + timedelta(days=2))) == 0
    row.refresh_from_db()
    assert (row.state, bool(row.trouble)) == ("planned", True)
    assert leaving.call_off(row, act=cast.act("admin")).state == "cancelled"


def test_a_move_within_the_company_leaves_the_person_active(cast):
    goods(cast)
    clear = tokens.issue(cast.wang, at=NOW)
    leave(cast, kind="transfer")
    person = User.objects.get(pk=cast.wang.pk)
    assert (person.is_active, Customer.objects.filter(owner=cast.li).count()) == (True, 3)
    assert tokens.owner_of(clear, at=NOW + timedelta(seconds=1)) == cast.wang


def test_who_comes_back_is_active_and_what_went_stays_with_others(cast):
    goods(cast)
    leave(cast)
    leaving.reactivate(cast.wang, act=cast.act("admin"))
    person = User.objects.get(pk=cast.wang.pk)
    assert (person.is_active, person.left_on, person.must_change_password) == (True, None, True)
    assert Customer.objects.filter(owner=cast.li).count() == 3


def test_only_administrators_and_not_oneself_nor_the_last_one(cast):
    with pytest.raises(NotAllowed):
        leave(cast, by="chen")
    with pytest.raises(RuleError) as refusal:
        leave(cast, who="admin")
    assert refusal.value.code == "self_deactivation"


def test_thousands_are_handed_over_with_few_statements(cast, django_assert_max_num_queries):
    act = cast.act("wang")
    made = Customer(owner=cast.wang, department=cast.departments["SH"], created_at=act.at, updated_at=act.at)
    Customer.objects.bulk_create(
        [
            Customer(
                owner=made.owner, department=made.department, created_at=act.at, updated_at=act.at, touched_at=act.at,
                name=f"批量{n}", name_key=f"批量{n}", number=f"KH-B{n}",
            )
            for n in range(1500)
        ]
    )  # fmt: skip
    with django_assert_max_num_queries(120):
        leave(cast)
    assert Customer.objects.filter(owner=cast.li).count() == 1500


def test_the_page_shows_hands_over_and_reports(cast, page):
    goods(cast)
    client = page("admin")
    address = f"/administration/people/{cast.wang.pk}/handover/"
    shown = client.get(address).content.decode()
    assert "客户1有限公司" in shown
    day = timezone.localdate().isoformat()
    refused = client.post(address, {"kind": "leaving", "on_day": day, "reason": "离职"})
    assert refused.status_code == 409
    done = client.post(address, {"kind": "leaving", "on_day": day, "reason": "离职", "to:": cast.li.pk})
    assert done.status_code == 302
    report = client.get(done["Location"])
    assert "客户1有限公司" in report.content.decode()
    assert client.get(done["Location"] + "?print=1")["Content-Type"] == "application/pdf"
    for name in ("chen", "wang", "li"):
        assert page(name).get(address).status_code in (302, 403)


def test_the_api_shows_hands_over_and_refuses_alike(cast, api):
    goods(cast)
    client = api("admin")
    base = f"/api/v1/people/{cast.wang.pk}"
    found = {one["code"]: one["count"] for one in client.get(f"{base}/holdings/").json()}
    assert (found["customers"], found["opportunities"]) == (3, 1)
    wish = {"on_day": timezone.localdate().isoformat(), "successors": {}}
    refused = client.post(f"{base}/handovers/", wish)
    assert (refused.status_code, refused.json()["code"]) == (409, "successor_missing")
    done = client.post(f"{base}/handovers/", {**wish, "successors": {"": cast.li.pk}})
    assert (done.status_code, done.json()["state"]) == (201, "done")
    assert len(client.get(f"/api/v1/handovers/{done.json()['id']}/").json()["lines"]) >= 4
    assert client.post(f"{base}/reactivation/").json() == {"id": cast.wang.pk, "is_active": True}
    assert api("li").get(f"{base}/holdings/").status_code == 403


def test_who_is_deactivated_on_his_page_loses_sessions_and_tokens(cast, page):
    clear = tokens.issue(cast.wang, at=timezone.now())
    client = page("admin")
    client.post(f"/administration/people/{cast.wang.pk}/", {"username": "wang", "name": "王敏"})
    assert not User.objects.get(pk=cast.wang.pk).is_active
    assert tokens.owner_of(clear, at=timezone.now()) is None


@pytest.mark.django_db(transaction=True)
def test_two_hand_overs_at_once_make_one(cast):
    goods(cast)
    done, refused = [], []

    def go(to):
        try:
            done.append(leave(cast, to).pk)
        except RuleError as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(to,)) for to in ("li", "guo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(set(done)), refused) == (1, [])
    assert Customer.objects.values("owner").distinct().count() == 1
    assert sum(e.verb == "administration.left" for e in history(cast.wang)) == 1
