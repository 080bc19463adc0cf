"""Dossier, credit, people and disputes (CRM-1, CRM-4, CRM-6)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.browsing import text

from leadtocash.areas.customers import actions, events
from leadtocash.areas.customers.credit import Using, state_of, usings, warning
from leadtocash.areas.customers.models import Contact, Dispute, Dossier
from leadtocash.areas.customers.queries.people import next_birthday
from leadtocash.areas.customers.tests.factories import a_contact, a_customer
from leadtocash.foundation.exchange.tests.driving import carried_out, undone
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.kernel import events as bus
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.workflow import actions as process
from leadtocash.foundation.workflow.models import WorkItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(cast):
    return a_customer(cast.act("wang"), name="甬江港务集团")


# ---------------------------------------------------------------- dossier
SECTIONS = {"history": "1998 年建港", "plan": "明年扩建三号码头"}
ROWS = {
    "shareholders": [{"name": "宁波国资", "share": Decimal("51.00"), "note": ""}],
    "products": [{"product": "QC40 岸桥", "source": "rival", "maker": "某重工", "quantity": 4, "since_year": 2015,
                  "chance": "high", "note": ""}],
}  # fmt: skip


@pytest.mark.req("CRM-4")
def test_the_dossier_is_written_as_a_whole_and_its_changes_are_told(cast, customer):
    made = actions.save_dossier(customer, SECTIONS, act=cast.act("wang"), **ROWS)
    actions.save_dossier(customer, {"plan": "缓建"}, act=cast.act("li"), revision=made.revision, products=[])
    made.refresh_from_db()
    assert (made.history, made.plan, made.shareholders.count(), made.products.count()) == ("1998 年建港", "缓建", 1, 0)
    told = history(made)
    assert [entry.verb for entry in told][:2] == ["customers.products_in_use", "customers.dossier_saved"]
    assert told[1].changes == {"plan": ["明年扩建三号码头", "缓建"]}
    assert "QC40" in told[0].data["before"]


@pytest.mark.req("CRM-4")
def test_the_dossier_on_page_paper_and_api(page, api, cast, customer):
    address = f"/api/v1/customers/{customer.pk}/dossier/"
    assert api("wang").get(address).status_code == 404
    answer = api("wang").put(address, {**SECTIONS, **ROWS}, format="json")
    assert (answer.status_code, answer.json()["products"][0]["maker"]) == (200, "某重工")
    assert api("zhao").get(address).status_code == 404
    assert api("qian").put(address, SECTIONS, format="json").status_code == 403
    shown = text(page("wang").get(f"{customer.get_absolute_url()}dossier/"))
    assert "1998 年建港" in shown
    assert "QC40 岸桥" in shown
    form = page("wang").get(f"{customer.get_absolute_url()}dossier/edit/")
    assert "宁波国资" in text(form)
    posted = {"history": "改了", "revision": "1"}
    for prefix in ("shareholders", "products"):
        posted |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0", f"{prefix}-0-source": "rival"}
    posted["shareholders-0-name"] = "新股东"
    assert page("wang").post(f"{customer.get_absolute_url()}dossier/edit/", posted).status_code == 302
    found = api("wang").get(address).json()
    assert (found["history"], found["shareholders"][0]["name"], found["products"]) == ("改了", "新股东", [])
    dossier = customer.dossier
    assert page("wang").get(f"/dossiers/{dossier.pk}/print/").status_code == 200
    assert page("zhao").get(f"/dossiers/{dossier.pk}/print/").status_code == 404


# ---------------------------------------------------------------- credit
TERM = {"rating": "A", "limit": Decimal("500000.00"), "valid_until": date(2027, 12, 31), "reason": "三年无逾期"}


@pytest.mark.req("CRM-1")
def test_credit_is_set_by_finance_with_a_reason_and_its_history_stays(cast, customer):
    with pytest.raises(NotAllowed):
        actions.set_credit(customer, TERM, act=cast.act("li"))
    with pytest.raises(ValidationError) as error:
        actions.set_credit(customer, {**TERM, "reason": " "}, act=cast.act("qian"))
    assert list(error.value.message_dict) == ["reason"]
    actions.set_credit(customer, TERM, act=cast.act("qian"))
    changed = actions.set_credit(customer, {**TERM, "limit": Decimal(0), "reason": "逾期"}, act=cast.act("qian"))
    assert (changed.credit, changed.credit_limit) == ("A", Decimal(0))
    assert [term.reason for term in customer.credit_terms.order_by("pk")] == ["三年无逾期", "逾期"]


@pytest.mark.req("CRM-1")
def test_free_credit_is_what_later_areas_leave_of_it(cast, customer, monkeypatch):
    given = actions.set_credit(customer, TERM, act=cast.act("qian"))
    monkeypatch.setattr(
        usings, "values", lambda: [Using("used", lambda one, day: Decimal(120_000), lambda person: person == cast.qian)]
    )
    assert state_of(given, cast.qian, today=date(2027, 1, 1)).free == Decimal(380_000)
    assert state_of(given, cast.wang, today=date(2027, 1, 1)).uses == []
    over = state_of(given, cast.qian, today=date(2028, 1, 1))
    assert (over.is_over, over.free) == (True, Decimal(-120_000))


@pytest.mark.req("CRM-1")
def test_credit_is_no_plain_field(page, api, cast, customer):
    api("wang").patch(f"/api/v1/customers/{customer.pk}/", {"credit": "A", "credit_limit": "9"}, format="json")
    customer.refresh_from_db()
    assert (customer.credit, customer.credit_limit) == ("", 0)
    posted = {"rating": "B", "limit": "30万", "reason": "新客户"}
    assert page("wang").get(f"{customer.get_absolute_url()}credit/").status_code == 403
    assert page("qian").post(f"{customer.get_absolute_url()}credit/", posted).status_code == 302
    terms = api("qian").get(f"/api/v1/customers/{customer.pk}/credit-terms/").json()
    assert (terms[0]["limit"], terms[0]["created_by_name"]) == ("300000.00", cast.qian.name)
    assert "新客户" in text(page("wang").get(f"{customer.get_absolute_url()}?tab=customer_credit_terms"))


# ---------------------------------------------------------------- people
@pytest.mark.req("CRM-1")
def test_who_leaves_is_told_to_later_areas_and_reaches_no_more(cast, customer):
    contact = a_contact(customer, cast.act("wang"), phone="13800001111", position="设备科长")
    heard: list[events.ContactLeft] = []
    bus.listen(events.ContactLeft, heard.append)
    try:
        gone = actions.mark_left(contact, date(2026, 1, 31), act=cast.act("wang"), went_to="某港机")
    finally:
        bus._listeners[events.ContactLeft].remove(heard.append)
    assert (gone.left_for, gone.is_main, [one.contact_id for one in heard]) == ("某港机", False, [contact.pk])
    customer.refresh_from_db()
    assert customer.completeness == 0
    assert str(contact.former_positions.get()) == "甬江港务集团 设备科长"
    with pytest.raises(RuleError):
        actions.mark_left(contact, date(2026, 1, 31), act=cast.act("wang"))
    back = actions.mark_back(contact, act=cast.act("wang"))
    assert (back.left_on, contact.former_positions.count()) == (None, 0)


@pytest.mark.req("CRM-1")
def test_a_changed_position_is_remembered(cast, customer):
    contact = a_contact(customer, cast.act("wang"), position="工程师")
    actions.change_contact(contact, {"position": "总工"}, act=cast.act("wang"))
    assert contact.former_positions.get().position == "工程师"


@pytest.mark.req("CRM-1")
def test_whom_one_reports_to_works_there_and_is_not_below(cast, customer):
    head = a_contact(customer, cast.act("wang"))
    below = a_contact(customer, cast.act("wang"), reports_to=head)
    stranger = a_contact(a_customer(cast.act("wang")), cast.act("wang"))
    for superior in (below, stranger, head):
        with pytest.raises(ValidationError) as error:
            actions.change_contact(head, {"reports_to": superior}, act=cast.act("wang"))
        assert list(error.value.message_dict) == ["reports_to"]


@pytest.mark.req("CRM-1")
def test_relations_on_page_and_api(page, api, cast, customer):
    one, other = a_contact(customer, cast.act("wang"), name="林海"), a_contact(customer, cast.act("wang"), name="徐峰")
    hidden = a_contact(a_customer(cast.act("zhao")), cast.act("zhao"))
    address = f"/api/v1/contacts/{one.pk}/ties/"
    assert api("wang").post(address, {"other": hidden.pk, "kind": "ally"}, format="json").status_code == 400
    assert api("wang").post(address, {"other": one.pk, "kind": "ally"}, format="json").status_code == 400
    made = api("wang").post(address, {"other": other.pk, "kind": "classmate"}, format="json")
    assert made.status_code == 201
    assert api("wang").post(address, {"other": other.pk, "kind": "classmate"}, format="json").status_code == 400
    assert "徐峰" in text(page("wang").get(one.get_absolute_url()))
    assert "林海" in text(page("wang").get(other.get_absolute_url()))
    assert page("zhao").get(one.get_absolute_url()).status_code == 404
    assert api("wang").delete(f"{address}{made.json()['id']}/").status_code == 204
    posted = {"on": "2026-01-31", "went_to": "某港机"}
    assert page("wang").post(f"{one.get_absolute_url()}leaving/", posted).status_code == 302
    assert api("wang").post(f"/api/v1/contacts/{one.pk}/comeback/").json()["left_on"] is None
    assert page("wang").get(f"{customer.get_absolute_url()}?tab=contacts").status_code == 200


@pytest.mark.req("CRM-1")
@pytest.mark.parametrize(
    ("born", "since", "day"),
    [
        (date(1970, 5, 1), date(2026, 5, 1), date(2026, 5, 1)),
        (date(1970, 5, 1), date(2026, 5, 2), date(2027, 5, 1)),
        (date(1972, 2, 29), date(2026, 1, 1), date(2026, 2, 28)),
    ],
)
def test_the_next_birthday(born, since, day):
    assert next_birthday(born, since) == day


@pytest.mark.req("CRM-1")
def test_the_account_manager_is_told_of_birthdays_once(cast, customer):
    act = cast.act("wang")
    born = (act.today + timedelta(days=3)).replace(year=1970)
    a_contact(customer, act, name="林海", birthday=born)
    actions.remind_of_birthdays(act=act)
    actions.remind_of_birthdays(act=act)
    assert Notice.objects.filter(topic="customers.birthday", person=cast.wang).count() == 1


@pytest.mark.req("CRM-1")
def test_roles_and_superior_are_typed_in_the_form(page, cast, customer):
    posted = {"name": "林海", "roles": ["decide", "finance"]}
    page("wang").post(f"{customer.get_absolute_url()}contacts/new/", posted)
    assert Contact.objects.get().roles == ["decide", "finance"]


# ---------------------------------------------------------------- disputes
@pytest.fixture
def dispute(cast, customer):
    return actions.raise_dispute("甬江港务 集团", "三月起由我拜访", act=cast.act("zhao"))


def open_item(dispute):
    return WorkItem.objects.get(instance__record_kind="customers.dispute", instance__record_id=dispute.pk, state="open")


@pytest.mark.req("CRM-6")
def test_a_dispute_is_answered_decided_by_who_leads_both_and_moves_the_customer(cast, customer, dispute):
    assert open_item(dispute).assignee == cast.wang
    with pytest.raises(NotAllowed):
        actions.answer_dispute(dispute, "x", act=cast.act("zhao"))
    answered = actions.answer_dispute(dispute, "去年登记并投标", act=cast.act("wang"))
    item = open_item(dispute)
    assert item.assignee.pk not in (cast.wang.pk, cast.zhao.pk)
    judge = type(cast.act("wang"))(by=item.assignee, at=cast.act("wang").at)
    process.decide(item, "approve", act=judge, revision=answered.revision, comment="按地区")
    customer.refresh_from_db()
    dispute.refresh_from_db()
    assert (customer.owner, customer.former_owner, dispute.state) == (cast.zhao, cast.wang, "upheld")
    assert Notice.objects.filter(topic="customers.dispute_decided").count() == 2


@pytest.mark.req("CRM-6")
def test_what_cannot_be_disputed(cast, customer, dispute):
    for name, who, code in (("甬江港务集团", "zhao", "dispute_running"), ("甬江港务集团", "wang", "dispute_own")):
        with pytest.raises(RuleError) as error:
            actions.raise_dispute(name, "x", act=cast.act(who))
        assert error.value.code == code
    with pytest.raises(ValidationError):
        actions.raise_dispute("没有这家", "x", act=cast.act("zhao"))


@pytest.mark.req("CRM-6")
def test_a_claimant_knows_the_name_and_nothing_more(page, api, cast, customer):
    made = api("zhao").post("/api/v1/customer-disputes/", {"name": customer.name, "claim": "由我跟进"}, format="json")
    assert made.status_code == 201
    assert customer.number not in made.content.decode()
    found = Dispute.objects.get()
    shown = page("zhao").get(found.get_absolute_url())
    assert customer.name in text(shown)
    assert customer.number not in text(shown)
    assert page("zhao").get(customer.get_absolute_url()).status_code == 404
    assert page("wang").get(f"{found.get_absolute_url()}answer/").status_code == 200
    posted = page("wang").post(f"{found.get_absolute_url()}answer/", {"answer": "去年登记"})
    assert posted.status_code == 302
    assert page("zhao").get("/customers/disputes/").status_code == 200
    assert page("zhao").get("/customers/disputes/new/?name=甬江").status_code == 200
    assert page("qian").get(found.get_absolute_url()).status_code == 404


@pytest.mark.req("CRM-1")
def test_expired_or_exceeded_credit_is_told_and_refuses_nothing(cast, customer, monkeypatch):
    trusted = actions.set_credit(customer, TERM, act=cast.act("qian"))
    owed = Using("owed", lambda one, day: Decimal(400_000), lambda person: person == cast.qian)
    monkeypatch.setattr(usings, "values", lambda: [owed])
    day, amount = date(2027, 1, 1), Decimal(200_000)
    assert "100,000.00" in warning(trusted, cast.qian, amount, today=day)
    assert warning(trusted, cast.qian, Decimal(100_000), today=day) == ""
    assert warning(trusted, cast.wang, amount, today=day) == ""
    assert TERM["valid_until"].isoformat() in warning(trusted, cast.wang, amount, today=date(2028, 1, 1))


@pytest.mark.req("CRM-4")
def test_dossiers_are_imported_found_again_and_taken_back(cast):
    one, other = a_customer(cast.act("wang"), name="甬江港务集团"), a_customer(cast.act("wang"), name="明州钢铁")
    actions.save_dossier(other, {"plan": "扩建"}, act=cast.act("wang"))
    sheet = "客户,历史沿革与大事,本年计划\n甬江港务集团,1998 年成立,新建堆场\n明州钢铁,2003 年投产,检修\n没有,x,y\n"
    run = carried_out(cast.act("wang"), sheet, kind="customers.dossier", known="fill")
    stored = {row.customer_id: (row.history, row.plan) for row in Dossier.objects.all()}
    assert stored == {one.pk: ("1998 年成立", "新建堆场"), other.pk: ("2003 年投产", "扩建")}
    undone(cast.act("wang"), run)
    assert list(Dossier.objects.values_list("customer", "history", "plan")) == [(other.pk, "", "扩建")]
