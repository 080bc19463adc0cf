"""The journal cannot be changed, and a change made behind its back shows."""

import pytest
from django.db import DatabaseError, connection, transaction

from leadtocash.areas.customers import actions
from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.journal.checks import journal_chains
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.journal.proof import records_match_journal
from leadtocash.foundation.journal.recording import history


@pytest.fixture
def customer(cast):
    return actions.create_customer({"name": "浙东第二人民医院"}, act=cast.act("wang"))


@pytest.mark.req("WFL-5")
def test_a_save_journals_who_when_and_which_fields(cast, customer):
    actions.change_customer(customer, {"industry": "医疗"}, act=cast.act("wang"))
    newest = history(customer)[0]
    assert (newest.seq, newest.actor, newest.verb, newest.door, newest.place) == (
        2, cast.wang, "customers.changed", "web", "127.0.0.1",
    )  # fmt: skip
    assert newest.changes == {"industry": ["", "医疗"]}
    assert list(journal_chains()) == []


@pytest.mark.req("WFL-5")
@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET reason = 'x'", "DELETE FROM journal_entry"])
def test_the_database_refuses_to_change_the_journal(customer, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.filter(kind="customers.customer", record_id=customer.pk).count() == 1


@pytest.mark.req("WFL-5")
@pytest.mark.parametrize(
    ("tampering", "code"),
    [
        ("UPDATE journal_entry SET reason = 'x' WHERE seq = 1", "journal_chain"),
        ("UPDATE journal_entry SET actor_id = NULL WHERE seq = 1", "journal_chain"),
        ("DELETE FROM journal_entry WHERE seq = 1", "journal_chain"),
        ("DELETE FROM journal_entry WHERE seq = 2", "journal_head"),
        ("DELETE FROM journal_head", "journal_head"),
    ],
)
def test_tampering_with_switched_off_triggers_is_found(cast, customer, tampering, code):
    actions.change_customer(customer, {"industry": "医疗"}, act=cast.act("wang"))
    only = f" AND record_id = {customer.pk}" if "WHERE" in tampering else f" WHERE record_id = {customer.pk}"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute(tampering + only)
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")
    assert code in {problem.code for problem in journal_chains()}


def test_a_switched_off_trigger_is_found(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_keep")
    assert [problem.code for problem in journal_chains()] == ["journal_triggers"]


@pytest.mark.req("WFL-5")
def test_a_value_changed_behind_the_programs_back_is_found(cast, customer):
    assert list(records_match_journal()) == []
    Customer.objects.filter(pk=customer.pk).update(owner=cast.zhao)
    assert [problem.code for problem in records_match_journal()] == ["record_not_as_journalled"]
