"""People, needs and evidence of a deal: what is stored, journalled and refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.opportunities import criteria
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.visits.standing import standings_of
from leadtocash.areas.visits.tests.factories import a_log
from leadtocash.areas.winning import actions, meetings, queries, rules
from leadtocash.areas.winning.models import Influence, StandingChange
from leadtocash.areas.winning.tests.factories import a_need, a_stakeholder, some_evidence
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError, Stale
from leadtocash.foundation.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-5")]


@pytest.fixture
def act(cast):
    return cast.act("wang")


@pytest.fixture
def deal(act):
    return an_opportunity(act)


def verbs_of(record):
    entries = Entry.objects.filter(kind=record._meta.label_lower, record_id=record.pk).order_by("pk")
    return [entry.verb.partition(".")[2] for entry in entries]


def test_a_new_person_becomes_a_contact_of_the_customer_and_stands_on_the_map(act, deal):
    new = {"name": "徐峰", "position": "工程师", "phone": "13800001111"}
    values = {"level": "operate", "roles": ["technical", "use"]}
    one = actions.add_stakeholder(
        deal, values, new_contact=new, standing="C", evidence="给了评审小组名单", act=act
    )  # fmt: skip
    assert (one.contact.customer, one.contact.name, one.roles, one.standing) == (
        deal.customer, "徐峰", ["use", "technical"], "C",
    )  # fmt: skip
    assert verbs_of(one) == ["stakeholder_added", "standing_changed"]
    assert "standing_changed" in verbs_of(deal)
    with pytest.raises(ValidationError):
        actions.add_stakeholder(deal, values, contact=one.contact, act=act)


def test_a_standing_is_changed_with_evidence_and_its_history_kept(act, deal):
    one = a_stakeholder(deal, act)
    paper = SimpleUploadedFile("名单.txt", "评审小组".encode(), "text/plain")
    one = actions.change_standing(one, standing="S", evidence="主动要了方案", file=paper, act=act)
    one = actions.change_standing(one, standing="C", evidence="给了评审小组名单", act=act)
    held = [(c.before, c.standing, c.evidence) for c in queries.standings_of(one)]
    assert held == [("S", "C", "给了评审小组名单"), ("N", "S", "主动要了方案")]
    assert StandingChange.objects.get(standing="S").attachment.name == "名单.txt"
    with pytest.raises(RuleError, match="已经"):
        actions.change_standing(one, standing="C", evidence="还是", act=act)
    with pytest.raises(ValidationError) as refused:
        actions.change_standing(one, standing="B", evidence="", on=act.today + timedelta(days=1), act=act)
    assert set(refused.value.error_dict) == {"evidence", "on"}


def test_influence_leads_to_another_person_of_the_same_deal_and_is_changed_in_place(act, deal):
    one, other = a_stakeholder(deal, act), a_stakeholder(deal, act, name="林海", level="decide")
    actions.set_influence(one, other, act=act)
    actions.set_influence(one, other, strength="strong", kind="against", act=act)
    assert [(i.strength, i.kind) for i in Influence.objects.all()] == [("strong", "against")]
    elsewhere = a_stakeholder(an_opportunity(act), act)
    for wrong in (one, elsewhere):
        with pytest.raises(ValidationError):
            actions.set_influence(one, wrong, act=act)
    actions.remove_influence(one, other, act=act)
    actions.remove_influence(one, other, act=act)
    assert not Influence.objects.exists()
    assert verbs_of(other)[-1] == "influence_removed"


def test_people_known_from_other_deals_of_the_customer_are_taken_over_as_they_stood(act, deal):
    one = a_stakeholder(deal, act, standing="S", level="manage", roles=["finance"], personal_needs="想升职")
    later = an_opportunity(act, customer=deal.customer)
    assert queries.colleagues(later, act.person) == [one]
    (made,) = actions.take_over(later, queries.colleagues(later, act.person), act=act)
    assert (made.contact, made.level, made.roles, made.standing, made.personal_needs) == (
        one.contact, "manage", ["finance"], "S", "想升职",
    )  # fmt: skip
    assert queries.colleagues(later, act.person) == []


def test_only_whoever_may_keep_the_deal_changes_its_people_and_only_while_it_is_open(cast, act, deal):
    one = a_stakeholder(deal, act)
    with pytest.raises(NotAllowed):
        actions.change_stakeholder(one, {"level": "manage"}, act=cast.act("zhao"))
    changed = actions.change_stakeholder(one, {"level": "manage"}, act=act, revision=one.revision)
    with pytest.raises(Stale):
        actions.change_stakeholder(one, {"level": "decide"}, act=act, revision=changed.revision - 1)
    deals.lose_opportunity(deal, reason="客户取消", act=act)
    with pytest.raises(RuleError):
        actions.change_stakeholder(one, {"level": "decide"}, act=act)


def test_stages_of_another_method_are_not_kept(act, deal):
    stages = [stage.pk for stage in queries.BuyingCentre(deal, act.today).stages]
    one = a_stakeholder(deal, act, decides_in=[stages[1], 999_999, stages[0]])
    assert one.decides_in == stages[:2]


@pytest.mark.req("OPP-4")
def test_the_gates_find_out_what_the_map_says(act, deal):
    stages = [stage.pk for stage in queries.BuyingCentre(deal, act.today).stages]

    def met(name, **params):
        return criteria.look(name, deal, params, act.today).met

    names = ("coach", "accepts_us", "buying_centre", "decision_maker", "decision_maker_met", "no_blocker")
    assert [met(name) for name in names] == [False] * 5 + [True]
    user = a_stakeholder(deal, act, name="徐峰", standing="C", roles=["use", "technical"])
    assert [met("coach"), met("coach", level="manage"), met("accepts_us")] == [True, False, True]
    a_stakeholder(deal, act, name="郑玉梅", level="manage", roles=["purchase", "finance"], decides_in=stages[1:])
    boss = a_stakeholder(deal, act, level="decide", roles=["decide"], standing="B", decides_in=stages[:1])
    assert [met(name) for name in names] == [True, True, True, True, False, False]
    a_log(act, opportunity=deal, contacts=[boss.contact], kind="call")
    assert not met("decision_maker_met")
    a_log(act, opportunity=deal, contacts=[boss.contact])
    assert met("decision_maker_met")
    assert meetings.last_met(deal) == {boss.contact_id: act.today}
    told = standings_of([user.contact, boss.contact], deal)
    assert {pk: (one.letter, one.level) for pk, one in told.items()} == {
        user.contact_id: ("C", "operate"), boss.contact_id: ("B", "decide"),
    }  # fmt: skip


@pytest.mark.req("OPP-6")
def test_a_need_is_answered_and_proved_and_gaps_are_told(act, deal):
    need = a_need(deal, act, situation="128 路, 每月断网", stakeholder=a_stakeholder(deal, act))
    assert len(rules.gaps(queries.needs_of(deal))) == 1
    value = actions.add_value(need, {"feature": "断网续传 72 小时", "benefit": "不丢录像"}, act=act)
    assert "断网续传" in rules.gaps(queries.needs_of(deal))[0]
    paper = some_evidence(act)
    actions.change_value(value, {"evidence": [paper]}, act=act)
    assert rules.gaps(queries.needs_of(deal)) == []
    assert queries.library(act.person).get().used == 1
    assert list(queries.deals_using(paper, act.person)) == [deal]
    with pytest.raises(RuleError):
        actions.check_unused(paper)


@pytest.mark.req("OPP-6")
def test_evidence_that_is_over_is_not_shown_any_more_but_stays_where_it_was(act, deal):
    paper = some_evidence(act, valid_until=act.today)
    value = actions.add_value(a_need(deal, act), {"feature": "断网续传", "evidence": [paper]}, act=act)
    paper = actions.change_evidence(paper, {"valid_until": act.today - timedelta(days=1)}, act=act)
    actions.change_value(value, {"evidence": [paper]}, act=act)
    with pytest.raises(ValidationError):
        actions.add_value(a_need(deal, act), {"feature": "另一条", "evidence": [paper]}, act=act)
    with pytest.raises(ValidationError):
        some_evidence(act, issued_on=act.today, valid_until=act.today - timedelta(days=1))


@pytest.mark.req("OPP-6")
def test_a_need_belongs_to_a_person_of_its_own_deal(act, deal):
    with pytest.raises(ValidationError):
        a_need(deal, act, stakeholder=a_stakeholder(an_opportunity(act), act))


@pytest.mark.req("OPP-6")
def test_evidence_goes_to_the_successor(cast, act):
    paper = some_evidence(act)
    actions.hand_over_evidence(act.person, cast.people["zhao"], act=act, reason="离职")
    paper.refresh_from_db()
    assert paper.owner == cast.people["zhao"]


def test_when_a_person_leaves_the_deal_is_warned_and_its_account_manager_told(cast, act, deal):
    one = a_stakeholder(deal, act, level="decide", standing="C")
    other = an_opportunity(act, customer=deal.customer)
    customers.mark_left(one.contact, act.today, act=cast.act("li"))
    codes = [alert.code for alert in queries.BuyingCentre(deal, act.today).alerts]
    assert codes == ["no_coach", "left"]
    told = Notice.objects.get(topic="winning.key_person_left")
    assert (told.person, told.url) == (act.person, f"{deal.get_absolute_url()}?tab=stakeholders")
    assert queries.colleagues(other, act.person) == []
    assert not queries.contacts_free(other, act.person).exists()
