"""Visits planned, held, minuted: against the real database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.cast import NOW

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers.tests.factories import a_contact, a_customer
from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.opportunities.criteria import look
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.visits import actions
from leadtocash.areas.visits import standing as standings
from leadtocash.areas.visits.importing import Visits
from leadtocash.areas.visits.models import Visit
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.areas.visits.standing import Standing
from leadtocash.areas.visits.tests.factories import a_log, a_plan
from leadtocash.foundation.access.gate import sees
from leadtocash.foundation.calendar import days
from leadtocash.foundation.exchange.importable import Given
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError, Stale
from leadtocash.foundation.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.mark.req("CRM-5")
def test_a_plan_becomes_a_visit_with_minutes_and_its_next_step_the_deals(cast):
    wang = cast.act("wang")
    deal = an_opportunity(wang)
    person = a_contact(deal.customer, wang)
    plan = a_plan(wang, opportunity=deal, contacts=[person])
    with pytest.raises(ValidationError):
        actions.write_minutes(plan, {"said": ""}, act=wang)
    written = actions.write_minutes(
        plan,
        {"said": "认可方案", "next_step": "送测试样机", "next_step_on": wang.today + timedelta(days=3)},
        [{"party": "theirs", "what": "给出预算", "who": person.name, "due_on": wang.today}],
        act=wang,
    )
    deal.refresh_from_db()
    assert (written.state, written.minutes_by) == ("done", cast.wang)
    assert (deal.next_step, deal.next_step_on) == ("送测试样机", wang.today + timedelta(days=3))
    assert [str(one) for one in written.commitments.all()] == ["给出预算"]
    verbs = [entry.verb for entry in history(written)]
    assert verbs == ["visits.promised", "visits.minuted", "visits.people_changed", "visits.planned"]
    with pytest.raises(RuleError):
        actions.change_visit(written, {"purpose": "别的"}, act=wang)


@pytest.mark.req("CRM-5")
def test_a_call_is_logged_in_one_act_and_named_by_its_first_words(cast):
    logged = a_log(cast.act("wang"), kind="call", said="王工说下周开标，要我们补资质。\n别的没说")
    assert logged.purpose.startswith("王工说下周开标")
    assert (logged.state, logged.minutes_at is not None, logged.department.code) == ("done", True, "SH")


@pytest.mark.req("CRM-5")
def test_what_is_over_is_not_planned_and_what_is_ahead_is_not_logged(cast):
    wang = cast.act("wang")
    with pytest.raises(ValidationError):
        a_plan(wang, day=wang.today - timedelta(days=1))
    with pytest.raises(ValidationError):
        a_log(wang, day=wang.today + timedelta(days=1))
    ahead = a_plan(wang, day=wang.today + timedelta(days=1))
    for verb in (actions.arrive, actions.hold_visit):
        with pytest.raises(RuleError):
            verb(ahead, act=wang)


@pytest.mark.req("CRM-5")
def test_minutes_are_owed_within_the_limit_and_people_are_reminded(cast):
    wang = cast.act("wang")
    visit = actions.hold_visit(a_plan(wang), act=wang)
    assert visit.minutes_due_on == days.add(wang.today, 2)
    actions.remind(act=cast.act("admin", NOW + timedelta(days=1)))
    assert not Notice.objects.filter(topic__startswith="visits.").exists()
    late = datetime.combine(days.add(wang.today, 3), NOW.time(), NOW.tzinfo)
    for _twice in range(2):
        actions.remind(act=cast.act("admin", late))
    told = Notice.objects.filter(topic__startswith="visits.").values_list("person__username", "topic")
    assert sorted(told) == [("li", "visits.minutes_late"), ("wang", "visits.minutes_owed")]


@pytest.mark.req("CRM-5")
def test_arriving_twice_changes_nothing_and_cancelling_needs_a_reason(cast):
    wang = cast.act("wang")
    plan = a_plan(wang)
    first = actions.arrive(plan, act=wang)
    again = actions.arrive(plan, act=cast.act("wang", NOW + timedelta(minutes=5)))
    assert (again.arrived_at, again.revision) == (first.arrived_at, first.revision)
    with pytest.raises(ValidationError):
        actions.cancel_visit(plan, reason=" ", act=wang)
    actions.cancel_visit(plan, reason="客户临时出差", act=wang)
    with pytest.raises(RuleError):
        actions.write_minutes(plan, {"said": "见到了"}, act=wang)


@pytest.mark.req("CRM-5", "ORG-4")
def test_who_goes_along_sees_it_and_who_takes_the_customer_over_finds_what_was_said(cast):
    wang = cast.act("wang")
    customer = a_customer(wang)
    visit = a_log(wang, customer=customer, people=[cast.shen])
    assert sees(cast.shen, visit)
    assert not sees(cast.zhao, visit)
    actions.write_minutes(visit, {"said": "补充: 接口要改"}, act=cast.act("shen"))
    customers.assign_customer(customer, cast.zhao, act=cast.act("feng"))
    fresh = queries.with_everything().get(pk=visit.pk)
    assert sees(cast.zhao, fresh)
    assert sees(cast.wang, fresh)


@pytest.mark.req("CRM-5")
def test_strangers_and_stale_pages_are_refused(cast):
    wang = cast.act("wang")
    plan = a_plan(wang)
    with pytest.raises(NotAllowed):
        actions.cancel_visit(plan, reason="不去了", act=cast.act("zhao"))
    actions.change_visit(plan, {"place": "三号楼"}, act=wang)
    with pytest.raises(Stale):
        actions.change_visit(plan, {"place": "二号楼"}, act=wang, revision=plan.revision)
    with pytest.raises(ValidationError):
        a_plan(cast.act("zhao"), customer=plan.customer)


@pytest.mark.req("CRM-5")
def test_a_hand_over_takes_plans_and_owed_minutes_along(cast):
    wang = cast.act("wang")
    plan, written = a_plan(wang), a_log(wang)
    actions.hand_over_visits(cast.wang, cast.zhao, act=cast.act("admin"), reason="调岗")
    owners = dict(Visit.objects.values_list("pk", "owner__username"))
    assert owners == {plan.pk: "zhao", written.pk: "wang"}
    assert sees(cast.zhao, queries.with_everything().get(pk=plan.pk))


@pytest.mark.req("OPP-4", "CRM-5")
def test_gates_find_meetings_of_the_deal_and_of_the_level_asked_for(cast, monkeypatch):
    wang = cast.act("wang")
    deal = an_opportunity(wang)
    boss = a_contact(deal.customer, wang)
    today = wang.today

    def found(name, **params):
        return look(name, deal, params, today)

    assert not found("met_recently").met
    a_log(wang, opportunity=deal, kind="call")
    assert not found("visited").met  # a call is no meeting
    old = cast.act("wang", NOW - timedelta(days=40))
    a_log(old, opportunity=deal, contacts=[boss], kind="exchange")
    assert found("visited").met
    assert found("minutes").met
    assert not found("met_recently").met
    assert found("met_recently", days=60).met
    monkeypatch.setattr(standings, "standings", {"test": lambda contacts, deal: {
        boss.pk: Standing(letter="C", label="教练", level="decide")}})  # fmt: skip
    assert found("met_recently", days=60, level="decide").met
    assert not found("met_recently", days=60, level="operate").met


@pytest.mark.req("CRM-5")
def test_deals_nobody_was_in_touch_for_are_found(cast):
    before = cast.act("wang", NOW - timedelta(days=30))
    silent, told, fresh = an_opportunity(before), an_opportunity(before), an_opportunity(cast.act("wang"))
    a_log(cast.act("wang"), customer=told.customer, kind="mail")
    found = queries.silent(cast.wang, cast.act("wang").today)
    assert [one.pk for one in found] == [silent.pk]
    assert fresh not in found


@pytest.mark.req("CRM-5")
def test_a_commitment_is_kept_once_and_stays_when_the_minutes_are_corrected(cast):
    wang = cast.act("wang")
    row = {"party": "ours", "what": "寄样品", "who": "王敏", "due_on": wang.today}
    visit = actions.log_visit({"customer": a_customer(wang), "day": wang.today, "said": "要样品"}, [row], act=wang)
    one = visit.commitments.get()
    assert actions.settle(one, kept=True, act=wang).kept_on == wang.today
    actions.settle(one, kept=True, act=wang)
    actions.write_minutes(visit, {"said": "要两件样品"}, [{**row, "what": "报价"}], act=wang)
    assert [str(each) for each in visit.commitments.all()] == ["寄样品", "报价"]
    assert [e.verb for e in history(visit)].count("visits.kept") == 1


@pytest.mark.req("CRM-5", "PLT-4")
def test_visits_kept_in_a_table_are_taken_over(cast):
    wang = cast.act("wang")
    deal = an_opportunity(wang, next_step="报价", next_step_on=wang.today)
    person = a_contact(deal.customer, wang)
    day = wang.today - timedelta(days=100)
    told = {"day": day, "kind": "visit", "said": "谈过一次", "next_step": "寄样", "next_step_on": day}
    rows = [
        Given(1, {"customer": deal.customer.name, "opportunity": deal.number, "contacts": person.name, **told}),
        Given(2, {"customer": "没有这家", **told}),
        Given(3, {"customer": deal.customer.number, "contacts": f"{person.name}、不认识", **told}),
    ]
    importer = Visits()
    importer.understand(rows, act=wang)
    importer.create([rows[0]], act=wang, trial=False)
    deal.refresh_from_db()
    assert [[key for key, _sentence in row.faults] for row in rows] == [[], ["customer"], ["contacts"]]
    assert (rows[0].record.day, list(rows[0].record.contacts.all()), deal.next_step) == (day, [person], "报价")
    importer.remove([rows[0].record], act=wang)
    assert not Visit.objects.exists()


@pytest.mark.req("ORG-5")
def test_what_is_planned_on_a_deal_goes_with_it_and_what_was_held_keeps_its_name(cast):
    act, deal = cast.act("wang"), an_opportunity(cast.act("wang"))
    planned, held, other = a_plan(act, opportunity=deal), a_log(act, opportunity=deal), a_plan(act)
    deals.assign_opportunity(deal, cast.li, act=cast.act("feng"), reason="换人")
    owners = [Visit.objects.get(pk=one.pk).owner for one in (planned, held, other)]
    assert owners == [cast.li, cast.wang, cast.wang]
