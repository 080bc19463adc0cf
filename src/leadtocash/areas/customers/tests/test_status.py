"""A customer's status: asked for with evidence, decided, reviewed (CRM-2, CRM-3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.browsing import text

from leadtocash.areas.customers import actions, completeness
from leadtocash.areas.customers.models import StatusChange
from leadtocash.areas.customers.rules import status as rules
from leadtocash.areas.customers.tests.factories import CREDIT_CODE, a_contact, a_customer
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.workflow import actions as process
from leadtocash.foundation.workflow.models import WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.req("CRM-3")]

DAY = date(2026, 11, 1)
BASE = {
    "after": "base", "need": "两台龙门吊要换", "need_on": DAY, "budget": "预算 300 万", "budget_on": DAY,
    "timetable": "明年三月招标", "timetable_on": DAY,
}  # fmt: skip


@pytest.fixture
def customer(cast):
    """One registered completely enough for a higher status: 65 percent."""
    made = a_customer(
        cast.act("wang"), credit_code=CREDIT_CODE, industry="港口", region="宁波", source="展会",
    )  # fmt: skip
    a_contact(made, cast.act("wang"), phone="13800001111")
    made.refresh_from_db()
    return made


def decide(cast, change, who, decision, comment=""):
    item = open_item(change)
    process.decide(item, decision, act=cast.act(who), revision=change.revision, comment=comment)


def open_item(change):
    return WorkItem.objects.get(
        instance__record_kind="customers.statuschange", instance__record_id=change.pk, state="open"
    )


@pytest.mark.parametrize(
    ("before", "after", "needed"),
    [
        ("new", "base", ["need", "budget", "timetable"]),
        ("new", "potential", ["need", "budget", "timetable", "negotiation"]),
        ("base", "potential", ["negotiation"]),
        ("potential", "base", []), ("base", "invalid", []), ("invalid", "new", []),
    ],
)  # fmt: skip
def test_a_status_needs_what_each_status_on_the_way_up_needs(before, after, needed):
    assert rules.conditions(before, after) == needed


@pytest.mark.req("CRM-2")
def test_the_completeness_follows_what_is_written(cast):
    made = a_customer(cast.act("wang"))
    assert made.completeness == 0
    made = actions.change_customer(made, {"website": "https://example.com", "source": "展会"}, act=cast.act("wang"))
    made.refresh_from_db()
    assert made.completeness == 20
    contact = a_contact(made, cast.act("wang"), email="a@example.com")
    made.refresh_from_db()
    assert made.completeness == 40
    actions.change_contact(contact, {"email": ""}, act=cast.act("wang"))
    made.refresh_from_db()
    assert made.completeness == 20
    assert list(completeness.drifted()) == []
    type(made).objects.filter(pk=made.pk).update(completeness=99)
    assert [problem.code for problem in completeness.drifted()] == ["customer_completeness"]
    assert completeness.mend() == 1


@pytest.mark.req("CRM-2")
def test_below_the_bar_nobody_moves_up_and_the_refusal_says_what_is_missing(cast):
    made = a_customer(cast.act("wang"))
    with pytest.raises(RuleError) as error:
        actions.ask_status(made, BASE, act=cast.act("wang"))
    assert (error.value.code, error.value.clause) == ("customer_incomplete", "S1 3.3.1")
    assert len(error.value.missing) == len(completeness.PARTS)
    assert all(one.href for one in error.value.missing)


def test_evidence_is_asked_for_at_each_condition(cast, customer):
    with pytest.raises(ValidationError) as error:
        actions.ask_status(customer, {**BASE, "budget": "", "timetable_on": date(2999, 1, 1)}, act=cast.act("wang"))
    assert set(error.value.message_dict) == {"budget", "timetable_on"}


def test_the_sales_manager_approves_and_the_customer_is_reviewed_in_time(cast, customer):
    change = actions.ask_status(customer, BASE, act=cast.act("wang"))
    assert change.number.startswith("KHZT-")
    with pytest.raises(RuleError) as error:
        actions.ask_status(customer, BASE, act=cast.act("wang"))
    assert error.value.code == "status_in_approval"
    decide(cast, change, "li", "approve")
    customer.refresh_from_db()
    assert (customer.status, customer.reviewed_on) == ("base", cast.act("wang").today)
    assert customer.review_due_on == customer.reviewed_on + timedelta(days=90)
    assert history(customer)[0].verb == "customers.status_changed"


def test_a_refusal_leaves_the_status_and_can_be_asked_anew(cast, customer):
    change = actions.ask_status(customer, BASE, act=cast.act("wang"))
    decide(cast, change, "li", "reject", "预算没有依据")
    customer.refresh_from_db()
    change.refresh_from_db()
    assert (customer.status, change.state) == ("new", "refused")
    assert actions.ask_status(customer, BASE, act=cast.act("wang")).state == "in_approval"


def test_who_asks_for_his_own_customer_does_not_approve_it_himself(cast):
    told = {
        "industry": "港口",
        "region": "宁波",
        "source": "展会",
        "background": "旧",
        "website": "https://example.com",
    }
    made = a_customer(cast.act("li"), credit_code=CREDIT_CODE, **told)
    change = actions.ask_status(made, BASE, act=cast.act("li"))
    assert open_item(change).assignee != cast.li


def test_a_won_deal_ends_what_was_asked(cast, customer):
    change = actions.ask_status(customer, BASE, act=cast.act("wang"))
    actions.note_win(customer, act=cast.act("wang"), opportunity="SJ-2026-0001")
    change.refresh_from_db()
    assert change.state == "withdrawn"
    with pytest.raises(RuleError) as error:
        actions.ask_status(customer, {"after": "base"}, act=cast.act("wang"))
    assert error.value.code == "status_not_asked_for"


def test_a_status_confirmed_is_looked_at_again_later(cast, customer):
    type(customer).objects.filter(pk=customer.pk).update(review_due_on=DAY)
    done = actions.confirm_status(customer, act=cast.act("wang"))
    assert done.review_due_on == cast.act("wang").today + timedelta(days=60)
    with pytest.raises(NotAllowed):
        actions.confirm_status(customer, act=cast.act("zhao"))


def test_the_status_is_no_plain_field(page, api, customer):
    page("wang").post(
        f"{customer.get_absolute_url()}edit/", {"name": customer.name, "kind": "end_user", "status": "won"}
    )
    api("wang").patch(f"/api/v1/customers/{customer.pk}/", {"status": "won"}, format="json")
    customer.refresh_from_db()
    assert customer.status == "new"


def test_page_and_api_ask_and_refuse_alike(page, api, cast, customer):
    address = f"{customer.get_absolute_url()}status/"
    assert page("wang").get(address).status_code == 200
    posted = {name: str(value) for name, value in BASE.items()}
    answer = page("wang").post(address, {**posted, "need": ""})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"need"})
    assert page("wang").post(address, posted).status_code == 302
    change = StatusChange.objects.get()
    shown = text(page("wang").get(change.get_absolute_url()))
    assert "两台龙门吊要换" in shown
    assert change.number in text(page("wang").get(f"{customer.get_absolute_url()}?tab=customer_status"))
    again = api("wang").post(f"/api/v1/customers/{customer.pk}/status-changes/", posted, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "status_in_approval")
    assert api("wang").get("/api/v1/status-changes/").json()["results"][0]["number"] == change.number
    assert page("zhao").get(change.get_absolute_url()).status_code == 404
    assert page("zhao").get(address).status_code == 404
    assert api("zhao").get("/api/v1/status-changes/").json()["results"] == []


def test_the_form_is_printed(page, cast, customer):
    change = actions.ask_status(customer, BASE, act=cast.act("wang"))
    answer = page("wang").get(f"{change.get_absolute_url()}print/")
    assert answer.status_code == 200
