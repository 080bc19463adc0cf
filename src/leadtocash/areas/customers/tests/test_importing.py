"""Customers and contacts from tables: checked first, stored by the same rules, taken back while untouched."""

from __future__ import annotations

import pytest

from leadtocash.areas.customers import actions, queries
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.exchange import actions as exchange
from leadtocash.foundation.exchange import running, sheets_out
from leadtocash.foundation.exchange.models import ColumnMemory, ImportRun
from leadtocash.foundation.exchange.tests.driving import (
    carried_out,
    checked,
    faults,
    killed_in,
    undone,
    uploaded,
    worked,
)
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.checks import run_all
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.merging import actions as merging

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-3")]
CODE = "91330200MA2AGX3Y0X"


def problems() -> list[str]:
    """What the check finds."""
    return [one.sentence for one in run_all()]


@pytest.fixture
def wang(cast):
    return cast.act("wang")


@pytest.fixture
def may_set_credit():
    """Account managers set credit, too."""
    role = Role.objects.get(code="account_manager")
    RolePermission.objects.create(role=role, permission="customers.set_credit", scope="all")


def test_credit_is_imported_only_by_who_may_set_it(wang):
    run = carried_out(wang, "客户名称,信用额度\n甬江港务集团,12\n钱塘大学,\n")
    assert (run.counts["made"], run.counts["wrong"]) == (1, 1)
    assert Customer.objects.get().name == "钱塘大学"


@pytest.mark.usefixtures("may_set_credit")
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_rows_become_customers_with_number_contact_and_journal(wang, encoding):
    text = "公司名称,客户类型,信用额度（万元）,联系人,手机\n甬江港务集团,集成商,12.5,陈工,138 0013 8000\n"
    run = carried_out(wang, text, encoding=encoding)
    made = Customer.objects.get()
    assert (run.state, run.counts) == (
        "done",
        {"fresh": 1, "made": 1, "known": 0, "similar": 0, "changed": 0, "wrong": 0},
    )
    assert (made.name, made.kind, made.credit_limit, made.owner) == ("甬江港务集团", "integrator", 125_000, wang.person)
    assert made.number.startswith("KH-")
    contact = made.contacts.get()
    assert (contact.name, contact.phone_key, contact.is_main) == ("陈工", "13800138000", True)
    entry = Entry.objects.get(kind="customers.customer", record_id=made.pk)
    assert (entry.verb, entry.door, entry.actor, entry.changes["name"]) == (
        "customers.created", "import", wang.person, [None, "甬江港务集团"],
    )  # fmt: skip
    assert problems() == []


def test_the_check_stores_nothing_and_names_every_wrong_cell(wang):
    a_customer(wang, name="甬江港务集团")
    text = (
        "客户名称,统一社会信用代码,客户类型,成立年份,员工人数\n"
        "甬江港务(集团),,,,\n好公司,,end user,1999,\n,,,,5\n坏公司,123,火星人,很久以前,-3\n好 公司,,,,\n"
    )
    run = checked(wang, text)
    assert Customer.objects.count() == 1
    assert faults(run) == [(4, "name"), (5, "kind"), (5, "founded_year"), (6, "name")]
    assert (run.state, run.counts) == ("checked", {"fresh": 1, "known": 1, "similar": 0, "wrong": 3})


def test_what_somebody_else_has_is_told_as_by_the_form(cast):
    a_customer(cast.act("wang"), name="甬江港务集团")
    run = checked(cast.act("zhao"), "客户名称\n甬江港务集团\n")
    (sentence,) = run.faults.values_list("sentence", flat=True)
    assert "KH-" not in sentence
    assert run.counts["known"] == 0
    run = checked(cast.act("zhao"), "客户名称\n甬江港务集团有限公司\n")
    assert run.counts == {"fresh": 1, "known": 0, "similar": 0, "wrong": 0}


def test_known_ones_are_left_filled_or_overwritten(wang):
    customer = a_customer(wang, name="甬江港务集团", industry="港口")
    text = "客户名称,行业,地区\n甬江港务集团,物流,宁波\n"
    assert carried_out(wang, text).counts["changed"] == 0
    carried_out(wang, text, known="fill")
    customer.refresh_from_db()
    assert (customer.industry, customer.region) == ("港口", "宁波")
    run = carried_out(wang, text, known="overwrite")
    customer.refresh_from_db()
    assert (customer.industry, customer.region, run.counts["changed"]) == ("物流", "宁波", 1)
    undone(wang, run)
    customer.refresh_from_db()
    assert (customer.industry, customer.region) == ("港口", "宁波")


def test_the_same_core_of_a_name_or_the_same_telephone_may_be_the_same(wang):
    customer = a_customer(wang, name="甬江港务股份有限公司")
    actions.add_contact(customer, {"name": "陈工", "phone": "0574-88886666"}, act=wang)
    text = "客户名称,联系人,联系人电话\n甬江港务有限公司,,\n另一家,老王,+86 0574 8888 6666\n第三家,,\n"
    run = carried_out(wang, text)
    assert (run.counts["made"], run.counts["similar"]) == (1, 2)
    run = carried_out(wang, text, similar="create")
    assert (run.counts["made"], run.counts["similar"], Customer.objects.count()) == (2, 2, 4)


def test_one_registers_only_for_those_one_may_register_for(cast):
    text = "客户名称,客户经理\n甲公司,wang\n乙公司,zhao\n丙公司,没有此人\n"
    run = carried_out(cast.act("li"), text)
    assert faults(run) == [(3, "owner"), (4, "owner")]
    assert Customer.objects.get().owner == cast.people["wang"]
    with pytest.raises(NotAllowed):
        uploaded(cast.act("qian"), text)


def test_undo_removes_what_nobody_touched_and_names_the_rest(wang):
    run = carried_out(wang, "客户名称\n甲公司\n乙公司\n丙公司\n")
    touched = Customer.objects.get(name="乙公司")
    actions.change_customer(touched, {"industry": "港口"}, act=wang)
    run = undone(wang, run)
    assert list(Customer.objects.values_list("name", flat=True)) == ["乙公司"]
    assert (run.state, run.undo["removed"], run.undo["kept"], run.undo["names"][0]["name"]) == (
        "undone",
        2,
        1,
        "乙公司",
    )
    assert Entry.objects.filter(verb="exchange.undone").count() == 2
    assert problems() == []


def test_a_killed_worker_goes_on_and_stores_no_row_twice(wang, monkeypatch):
    monkeypatch.setattr(running, "PORTION", 2)
    run = checked(wang, "客户名称\n" + "".join(f"公司{n}\n" for n in range(5)))
    assert killed_in(2, run, wang, monkeypatch) == "failed"
    assert Customer.objects.count() == 2
    exchange.begin(ImportRun.objects.get(pk=run.pk), act=wang)
    assert worked(run) == "done"
    run.refresh_from_db()
    assert (Customer.objects.count(), run.counts["made"], run.parts.count()) == (5, 5, 3)
    assert problems() == []


@pytest.mark.usefixtures("may_set_credit")
def test_many_with_contacts_stopped_gone_on_given_twice_and_taken_back(wang, monkeypatch):
    """Portions large enough to be stored by COPY: each row once, its journal proven, and nothing left of it after."""
    monkeypatch.setattr(running, "PORTION", 60)
    rows = "".join(f"广海{n}公司,{n}.5,陈工{n},1390000{n:04d},a{n}@example.com\n" for n in range(150))
    text = "客户名称,信用额度,联系人,手机,邮箱\n" + rows
    run = checked(wang, text)
    assert killed_in(2, run, wang, monkeypatch) == "failed"
    journal = Entry.objects.filter(kind__startswith="customers.")
    assert (Customer.objects.count(), Contact.objects.count(), journal.count()) == (60, 60, 120)
    exchange.begin(ImportRun.objects.get(pk=run.pk), act=wang)
    assert worked(run) == "done"
    assert (Customer.objects.count(), Contact.objects.filter(is_main=True).count()) == (150, 150)
    assert len(set(Customer.objects.values_list("number", flat=True))) == 150
    again = carried_out(wang, text)
    assert (again.counts["known"], again.counts["made"], Customer.objects.count()) == (150, 0, 150)
    assert problems() == []
    assert undone(wang, ImportRun.objects.get(pk=run.pk)).undo["removed"] == 150
    assert (Customer.objects.count(), Contact.objects.count()) == (0, 0)
    assert problems() == []


def test_the_naming_of_columns_is_remembered_and_checked(wang):
    run = uploaded(wang, "代号,大名\n1,甲公司\n")
    assert run.mapping == {}
    with pytest.raises(RuleError) as refusal:
        exchange.name_columns(run, {"0": "short_name"}, act=wang)
    assert (refusal.value.code, len(refusal.value.missing)) == ("columns_missing", 1)
    with pytest.raises(RuleError) as refusal:
        exchange.name_columns(run, {"0": "name", "1": "name"}, act=wang)
    assert refusal.value.code == "column_twice"
    exchange.name_columns(run, {"0": "short_name", "1": "name", "7": "owner"}, act=wang)
    assert ColumnMemory.objects.get().mapping == {"0": "short_name", "1": "name"}
    assert uploaded(wang, "代号,大 名\n2,乙公司\n").mapping == {"0": "short_name", "1": "name"}


def test_wrong_rows_come_back_with_their_reason_and_no_formula(wang):
    run = carried_out(wang, "客户名称,行业\n=cmd(),港口\n好公司,物流\n好公司,=1\n")
    text = sheets_out.faults(run, "csv").content.decode("utf-8-sig")
    assert [line.split(",")[:3] for line in text.splitlines()[1:]] == [["好公司", "'=1", "4"]]
    assert Customer.objects.filter(name="=cmd()").exists()


def test_contacts_find_their_customer_and_themselves(wang):
    customer = a_customer(wang, name="甬江港务集团")
    text = (
        f"客户,姓名,电话,生日\n{customer.number},陈工,0574-1234567,1980/3/4\n没有的公司,李工,,\n甬江港务集团,陈工,,\n"
    )
    run = carried_out(wang, text, kind="customers.contact")
    assert faults(run) == [(3, "customer")]
    assert (run.counts["made"], Contact.objects.count()) == (2, 2)
    run = carried_out(wang, "客户,姓名,职务\n甬江港务集团,陈工,主任\n", kind="customers.contact", known="fill")
    assert (run.counts["known"], run.counts["changed"]) == (1, 1)


@pytest.mark.parametrize(
    ("text", "code"), [("", "empty_table"), ("客户名称\n", "empty_table"), ("\n\n", "empty_table")]
)
def test_an_empty_table_is_refused(wang, text, code):
    with pytest.raises(RuleError) as refusal:
        uploaded(wang, text)
    assert refusal.value.code == code


def test_a_row_about_a_merged_customer_is_about_its_survivor(cast):
    act = cast.act("li")
    kept, gone = a_customer(act, name="甬江港务集团"), a_customer(act, name="北仑码头")
    merging.merge(kept, [gone], reason="同一家", act=act)
    run = carried_out(act, "客户名称,地区\n北仑码头,宁波\n", known="overwrite")
    kept.refresh_from_db()
    assert (run.counts["changed"], kept.name, kept.region, Customer.objects.count()) == (1, "甬江港务集团", "宁波", 1)
    assert queries.known_customers([], [gone.name_key]) == [(gone, kept)]
