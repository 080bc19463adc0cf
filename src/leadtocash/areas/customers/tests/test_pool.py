"""Where customers go and come from: assignment rules, the public pool (CRM-6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from leadtocash.areas.customers import actions
from leadtocash.areas.customers.actions.assignment import save_rule
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.queries.assigning import assignee_for
from leadtocash.areas.customers.rules.assignment import words_of
from leadtocash.areas.customers.tests.factories import a_contact, a_customer
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.req("CRM-6")]


@pytest.fixture
def pooled(cast) -> Customer:
    """One of Shanghai's that nobody has; it was Wang's."""
    made = a_customer(cast.act("wang"), name="甬江港务集团", region="宁波")
    a_contact(made, cast.act("wang"), name="林海", phone="13800001111")
    return actions.release(made, act=cast.act("wang"), reason="无人跟进")


def test_words_are_parted_by_any_comma_or_blank():
    assert words_of(" 宁波、杭州，Wenzhou; ") == ["宁波", "杭州", "wenzhou"]


def test_the_first_rule_that_fits_says_who_gets_it(cast):
    east, south = cast.wang.positions.get().department, cast.zhao.positions.get().department
    save_rule({"position": 2, "places": "", "to": "pool", "department": south}, act=cast.act("feng"))
    save_rule(
        {"position": 1, "places": "宁波、杭州", "industries": "港口", "to": "person", "owner": cast.wang,
         "department": east}, act=cast.act("feng"),
    )  # fmt: skip
    found = assignee_for(region="浙江宁波", industry="港口机械")
    assert (found.owner, found.department) == (cast.wang, east)
    found = assignee_for(region="浙江宁波", industry="医院")
    assert (found.owner, found.department) == (None, south)


def test_who_sells_keeps_what_he_registers_others_registrations_go_by_rule(cast):
    east = cast.wang.positions.get().department
    save_rule({"places": "宁波", "to": "turn", "department": east}, act=cast.act("feng"))
    assert a_customer(cast.act("zhao"), region="宁波").owner == cast.zhao
    assert a_customer(cast.act("li"), region="宁波").owner == cast.wang
    assert a_customer(cast.act("li"), region="广州").owner == cast.li


def test_a_rule_names_a_person_who_may_sell(cast):
    east = cast.wang.positions.get().department
    for owner in (None, cast.qian):
        with pytest.raises(ValidationError) as error:
            save_rule({"to": "person", "owner": owner, "department": east}, act=cast.act("feng"))
        assert list(error.value.message_dict) == ["owner"]
    with pytest.raises(NotAllowed):
        save_rule({"to": "pool", "department": east}, act=cast.act("wang"))


def test_assigned_by_rule_once(cast):
    east = cast.wang.positions.get().department
    made = a_customer(cast.act("li"), region="宁波")
    with pytest.raises(RuleError) as error:
        actions.assign_by_rule(made, act=cast.act("li"))
    assert error.value.code == "no_rule"
    save_rule({"places": "宁波", "to": "person", "owner": cast.wang, "department": east}, act=cast.act("feng"))
    assert actions.assign_by_rule(made, act=cast.act("li")).owner == cast.wang
    with pytest.raises(RuleError) as error:
        actions.assign_by_rule(made, act=cast.act("li"))
    assert error.value.code == "owner_same"


def test_in_the_pool_one_sees_who_it_is_never_whom_one_talks_to(page, api, cast, pooled):
    row = api("wang").get("/api/v1/customer-pool/").json()["results"][0]
    assert (row["name"], row["former_owner_name"]) == ("甬江港务集团", cast.wang.name)
    assert "contacts" not in row
    assert page("wang").get(pooled.get_absolute_url()).status_code == 404
    assert page("wang").get("/contacts/").context["page"]["rows"] == []
    assert page("zhao").get("/customers/pool/").context["page"]["rows"] == []
    assert page("zhao").post(f"/customers/{pooled.pk}/claim/").status_code == 404
    assert api("zhao").post(f"/api/v1/customer-pool/{pooled.pk}/claim/").status_code == 404


def test_ones_own_former_customer_has_to_cool_down(cast, pooled):
    with pytest.raises(RuleError) as error:
        actions.claim(pooled, act=cast.act("wang"))
    assert error.value.code == "claim_cooling"
    Customer.objects.filter(pk=pooled.pk).update(pooled_at=pooled.pooled_at - timedelta(days=30))
    mine = actions.claim(pooled, act=cast.act("wang"))
    assert (mine.owner, mine.pooled_at, mine.former_owner) == (cast.wang, None, cast.wang)
    with pytest.raises(RuleError) as error:
        actions.claim(pooled, act=cast.act("wang"))
    assert error.value.code == "not_in_pool"


def test_whoever_holds_enough_claims_no_more(cast, pooled, monkeypatch):
    monkeypatch.setattr("leadtocash.areas.customers.actions.pool.number", lambda key: 0)
    with pytest.raises(RuleError) as error:
        actions.claim(pooled, act=cast.act("wang"))
    assert error.value.code == "claim_most"


def test_a_manager_hands_it_out(page, cast, pooled):
    given = {"pk": pooled.pk, "go": "1", "owner": cast.wang.pk}
    page("li").post("/customers/pool/bulk/?deed=assign", given)
    pooled.refresh_from_db()
    assert (pooled.owner, pooled.pooled_at) == (cast.wang, None)


def test_with_an_open_deal_it_stays(cast):
    made = a_customer(cast.act("wang"))
    an_opportunity(cast.act("wang"), customer=made)
    with pytest.raises(RuleError) as error:
        actions.release(made, act=cast.act("wang"))
    assert (error.value.code, len(error.value.missing)) == ("customer_kept", 1)


def test_neglected_customers_go_back_after_a_warning_unless_somebody_works_on_them(cast):
    act = cast.act("wang")
    long_ago = act.at - timedelta(days=85)
    forgotten, remembered, kept, fresh = (a_customer(act) for _ in range(4))
    an_opportunity(act, customer=kept)
    Customer.objects.exclude(pk=fresh.pk).update(touched_at=long_ago)
    assert actions.warn_of_return(act=act) == 2
    assert actions.warn_of_return(act=act) == 0
    assert Notice.objects.filter(topic="customers.returning", person=cast.wang).count() == 1
    later = type(act)(by=None, at=act.at + timedelta(days=8))
    actions.touch(remembered, at=later.at - timedelta(hours=1))
    assert actions.return_neglected(act=later) == 1
    forgotten.refresh_from_db()
    assert (forgotten.owner, forgotten.former_owner) == (None, cast.wang)
    assert history(forgotten)[0].verb == "customers.returned"


def test_rules_are_kept_on_page_and_api(page, api, cast):
    east = cast.wang.positions.get().department
    posted = {"position": 1, "places": "宁波", "to": "turn", "department": east.pk, "is_active": True}
    assert page("feng").post("/customers/rules/new/", posted).status_code == 302
    (one,) = api("feng").get("/api/v1/assignment-rules/").json()
    assert page("feng").get("/customers/rules/").status_code == 200
    changed = api("feng").patch(f"/api/v1/assignment-rules/{one['id']}/", {"places": "杭州"}, format="json")
    assert changed.json()["places"] == "杭州"
    assert api("wang").get("/api/v1/assignment-rules/").status_code == 403
    assert page("wang").get("/customers/rules/").status_code == 403
    assert api("feng").delete(f"/api/v1/assignment-rules/{one['id']}/").status_code == 204
