"""Merging: what stands, what is moved, what leads on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from tests.cast import NOW

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests.factories import draft_contract
from leadtocash.areas.customers.actions import add_contact, change_customer, create_customer
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.customers.tests.factories import CREDIT_CODE, a_customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.foundation.access.gate import open_to
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.collaboration.models import Comment, Follow
from leadtocash.foundation.documents.actions import attach
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.journal.checks import journal_chains
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.journal.proof import records_match_journal
from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError, Stale
from leadtocash.foundation.kernel.references import references
from leadtocash.foundation.listviews.models import SavedView
from leadtocash.foundation.merging import actions, comparing, mending, moving
from leadtocash.foundation.merging.checks import dangling
from leadtocash.foundation.merging.models import Suspicion
from leadtocash.foundation.merging.registry import kinds, mergeables
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.search.keeping import drifted
from leadtocash.foundation.search.models import LastOpened
from leadtocash.foundation.workflow.models import ProcessDefinition, ProcessInstance

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-9")]
KIND = "customers.customer"


@pytest.fixture
def pair(cast) -> tuple[Customer, Customer]:
    """The same company twice: one of wang, one of his manager li."""
    kept = a_customer(cast.act("wang"), name="甬江港务集团", industry="港口")
    gone = a_customer(cast.act("li"), name="甬江港务有限公司", region="宁波", industry="物流", credit_code=CREDIT_CODE)
    return kept, gone


def merged(cast, kept, *gone, **given):
    return actions.merge(kept, gone, reason="重复录入", act=cast.act("li"), **given)


# ---------------------------------------------------------------- nothing is forgotten
def test_every_foreign_key_of_the_database_is_found():
    """A new foreign key to something that can be merged is moved without a word, whoever adds it."""
    for kind in ("customers.customer", "customers.contact"):
        model = apps.get_model(kind)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c JOIN pg_attribute a "
                "ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
                "WHERE c.contype = 'f' AND c.confrelid = %s::regclass",
                [model._meta.db_table],
            )
            there = set(cursor.fetchall())
        stays = [name.rsplit(".", 1) for name in mergeables.get(kind).stays]
        found = {(f.model._meta.db_table, f.column) for f in moving.leading_here(model)}
        assert there == found | {(apps.get_model(label)._meta.db_table, f"{name}_id") for label, name in stays}


def test_every_reference_by_kind_and_id_is_declared():
    """A model with a kind and the id of a record says in its wiring what becomes of it (kernel.references)."""
    ids = {"record_id", "object_id"}
    there = {model for model in apps.get_models() if ids & {f.name for f in model._meta.concrete_fields}}
    assert there <= {reference.model for reference in references.values()}


def test_what_is_unique_leaves_room_for_those_merged():
    """The merged one keeps its name and code; so they are unique among the others only."""
    for kind in kinds():
        model = apps.get_model(kind)
        unique = {f.name for f in model._meta.concrete_fields if f.unique and not f.primary_key}
        assert unique <= {"number"}
        for constraint in model._meta.constraints:
            if getattr(constraint, "fields", ()):
                assert "merged_into__isnull" in str(constraint.condition), constraint.name


# ---------------------------------------------------------------- what becomes of them
def test_everything_leads_to_the_survivor(cast, pair):
    kept, gone = pair
    act = cast.act("li")
    opportunity = an_opportunity(act, customer=gone)
    open_to(gone, cast.wang, why="copied", act=act)
    contract = draft_contract(cast, customer=gone)
    contact = add_contact(gone, {"name": "林海", "phone": "13800000001"}, act=act)
    child = a_customer(act, parent=gone)
    attach(gone, SimpleUploadedFile("a.txt", b"a"), category="", act=act)
    Comment.objects.create(kind=KIND, record_id=gone.pk, at=NOW, by=cast.li, text="x")
    for one in (kept, gone):
        Follow.objects.get_or_create(kind=KIND, record_id=one.pk, person=cast.feng, defaults={"since": NOW})
        open_to(one, cast.wu, why="member", act=act)
    LastOpened.objects.create(person=cast.li, records=[f"{KIND}:{gone.pk}", "x:1", f"{KIND}:{kept.pk}"])
    view = SavedView.objects.create(
        list_name="opportunities", name="v", owner=cast.li, query=f"customer={gone.pk}%2C{kept.pk}&a=1", saved_at=NOW
    )
    ended = ProcessInstance.objects.create(
        definition=ProcessDefinition.objects.first(), process="x", record_kind=KIND, record_id=gone.pk, title="x",
        state="ended", started_at=NOW, ended_at=NOW, round_at=NOW,
    )  # fmt: skip
    merged(cast, kept, gone)
    for record in (opportunity, contract, contact):
        record.refresh_from_db()
        assert record.customer_id == kept.pk
        last = Entry.objects.filter(kind=record._meta.label_lower, record_id=record.pk).latest("seq")
        assert (last.verb, last.changes) == ("merging.moved", {"customer": [gone.pk, kept.pk]})
    child.refresh_from_db()
    view.refresh_from_db()
    ended.refresh_from_db()
    assert (child.parent_id, ended.record_id, view.query) == (kept.pk, kept.pk, f"customer={kept.pk}&a=1")
    assert LastOpened.objects.get(person=cast.li).records == [f"{KIND}:{kept.pk}", "x:1"]
    for model in (Comment, Attachment, Follow, Participation):
        assert not model.objects.filter(kind=KIND, record_id=gone.pk).exists()
    assert Follow.objects.filter(kind=KIND, record_id=kept.pk, person=cast.feng).count() == 1
    assert Participation.objects.filter(kind=KIND, record_id=kept.pk, person=cast.wu).count() == 1
    assert [*dangling(), *drifted(), *journal_chains(), *records_match_journal()] == []


def test_sums_add_up_before_and_after(cast, pair):
    kept, gone = pair
    for customer, amount in ((kept, "100.10"), (gone, "200.20"), (gone, "0.05")):
        an_opportunity(cast.act("li"), customer=customer, amount=Decimal(amount))
    before = sum(o.amount for o in Opportunity.objects.all())
    merged(cast, kept, gone)
    assert sum(o.amount for o in Opportunity.objects.filter(customer=kept)) == before


def test_the_closed_project_moves_with_its_customer(cast):
    """Closed means closed, except that its customer may be merged into another."""
    from leadtocash.areas.projects.models import Project

    wanted = {"state", "customer_id"}
    assert wanted <= {f.attname for f in Project._meta.concrete_fields}
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'projects_stay_closed'")
        (source,) = cursor.fetchone()
    assert "merged_into_id = NEW.customer_id" in source


# ---------------------------------------------------------------- which value stands
def test_the_survivors_value_stands_unless_empty_or_chosen_otherwise(cast, pair):
    kept, gone = pair
    found = merged(cast, kept, gone, choices={"name": gone.pk})
    assert (found.name, found.industry, found.region, found.credit_code) == (
        "甬江港务有限公司", "港口", "宁波", CREDIT_CODE,
    )  # fmt: skip
    assert found.owner == cast.wang
    gone.refresh_from_db()
    assert (gone.name, gone.credit_code, gone.merged_into_id) == ("甬江港务有限公司", CREDIT_CODE, kept.pk)


def test_the_department_goes_with_the_chosen_owner(cast, pair):
    kept, gone = pair
    found = merged(cast, kept, gone, choices={"owner": gone.pk})
    assert (found.owner, found.department) == (cast.li, gone.department)
    assert Notice.objects.get(topic="customers.merged").person == cast.wang


@pytest.mark.parametrize(("first", "second", "status"), [("new", "won", "won"), ("won", "new", "won")])
def test_who_has_won_has_won(cast, pair, first, second, status):
    for one, value in zip(pair, (first, second), strict=True):
        Customer.objects.filter(pk=one.pk).update(status=value)
    assert merged(cast, *pair).status == status


def test_a_customer_never_becomes_its_own_parent(cast, pair):
    kept, gone = pair
    above = a_customer(cast.act("li"))
    change_customer(gone, {"parent": above}, act=cast.act("li"))
    kept = change_customer(kept, {"parent": gone}, act=cast.act("li"))
    assert merged(cast, kept, gone).parent == above


def test_the_one_of_three(cast, pair):
    third = a_customer(cast.act("wang"), name="甬江港", website="https://example.com")
    found = merged(cast, *pair, third)
    assert found.website == "https://example.com"
    assert Customer.objects.count() == 1


# ---------------------------------------------------------------- contacts
def test_contacts_that_would_stand_twice_are_merged_when_wanted(cast, pair):
    kept, gone = pair
    first = add_contact(kept, {"name": "林海"}, act=cast.act("wang"))
    second = add_contact(gone, {"name": "林 海", "phone": "13800000001"}, act=cast.act("li"))
    other = add_contact(gone, {"name": "陈港"}, act=cast.act("li"))
    compared = comparing.compare(kept, [gone], person=cast.li)
    assert [(part.kept, part.gone) for part in compared.parts] == [(first, second)]
    merged(cast, kept, gone, parts=[second.pk, other.pk])
    assert {c.pk: (c.phone, c.phone_key, c.is_main) for c in kept.contacts.all()} == {
        first.pk: ("13800000001", "13800000001", True),
        other.pk: ("", "", False),
    }
    assert [*dangling(), *drifted()] == []


def test_contacts_stay_two_when_not_wanted_and_one_is_the_main_one(cast, pair):
    kept, gone = pair
    for customer, person in ((kept, "wang"), (gone, "li")):
        add_contact(customer, {"name": "林海"}, act=cast.act(person))
    merged(cast, kept, gone)
    assert sorted(kept.contacts.values_list("is_main", flat=True)) == [False, True]


def test_contacts_are_merged_within_a_customer_only(cast, pair):
    kept, _gone = pair
    one, other = (add_contact(customer, {"name": "林海"}, act=cast.act("li")) for customer in pair)
    with pytest.raises(RuleError) as refused:
        actions.merge(one, [other], reason="x", act=cast.act("li"))
    assert refused.value.code == "merge_in_the_way"
    twin = add_contact(kept, {"name": "林海", "email": "a@b.cn"}, act=cast.act("wang"))
    assert actions.merge(one, [twin], reason="x", act=cast.act("wang")).email == "a@b.cn"
    assert Contact.objects.filter(customer=kept).count() == 1
    last = Entry.objects.filter(kind=KIND, record_id=kept.pk).latest("seq")
    assert last.verb == "merging.part_merged"


# ---------------------------------------------------------------- refused
def test_a_reason_is_needed(cast, pair):
    for reason in ("", "  ", "x" * 301):
        with pytest.raises(ValidationError):
            actions.merge(pair[0], [pair[1]], reason=reason, act=cast.act("li"))


def test_who_may_not_may_not(cast, pair):
    for name in ("wang", "lu", "qian"):
        with pytest.raises(NotAllowed):
            actions.merge(pair[0], [pair[1]], reason="x", act=cast.act(name))
    assert Customer.objects.count() == 2


def test_a_running_process_is_in_the_way(cast, pair):
    ProcessInstance.objects.create(
        definition=ProcessDefinition.objects.first(), process="x", record_kind=KIND, record_id=pair[1].pk,
        title="审批", started_at=NOW, round_at=NOW,
    )  # fmt: skip
    with pytest.raises(RuleError) as refused:
        merged(cast, *pair)
    assert (refused.value.code, "审批" in refused.value.missing[0].what) == ("merge_in_the_way", True)


def test_what_was_changed_meanwhile_is_looked_at_again(cast, pair):
    seen = {one.pk: one.revision for one in pair}
    change_customer(pair[1], {"industry": "x"}, act=cast.act("li"))
    with pytest.raises(Stale):
        merged(cast, *pair, revisions=seen)


def test_twice_is_once(cast, pair):
    kept, gone = pair
    merged(cast, kept, gone)
    count = Entry.objects.count()
    assert merged(cast, kept, gone).pk == kept.pk
    assert Entry.objects.count() == count
    third = a_customer(cast.act("wang"))
    with pytest.raises(RuleError, match="合并"):
        merged(cast, third, gone)


def test_one_record_or_too_many_are_refused(cast, pair):
    with pytest.raises(RuleError) as refused:
        merged(cast, pair[0], pair[0])
    assert refused.value.code == "merge_two"


# ---------------------------------------------------------------- afterwards
def test_name_and_code_of_the_merged_one_stay_known(cast, pair):
    kept, gone = pair
    merged(cast, kept, gone)
    for values in ({"name": gone.name}, {"name": "另一个", "credit_code": CREDIT_CODE}):
        with pytest.raises(ValidationError) as refused:
            create_customer(values, act=cast.act("wang"))
        assert kept.number in str(refused.value)
    with pytest.raises(ValidationError) as refused:
        create_customer({"name": gone.name}, act=cast.act("zhao"))
    assert kept.number not in str(refused.value)
    assert change_customer(kept, {"name": gone.name}, act=cast.act("wang")).name == gone.name


def test_chains_of_mergers_lead_to_the_last(cast, pair):
    kept, gone = pair
    merged(cast, kept, gone)
    last = a_customer(cast.act("wang"))
    merged(cast, last, kept)
    gone.refresh_from_db()
    assert gone.merged_into == last
    assert list(dangling()) == []


def test_what_came_in_the_very_moment_is_told_and_mended(cast, pair):
    kept, gone = pair
    contract = draft_contract(cast, customer=kept)
    merged(cast, kept, gone)
    Contract.objects.filter(pk=contract.pk).update(customer=gone)
    assert [problem.code for problem in dangling()] == ["merged_dangling"]
    mending.mend(act=system_act(NOW + timedelta(days=1)))
    contract.refresh_from_db()
    assert (contract.customer, list(dangling())) == (kept, [])


def test_who_owned_the_merged_one_still_sees_it_and_is_told(cast):
    kept = a_customer(cast.act("wang"), name="甬江港务集团")
    gone = a_customer(cast.act("zhao"), name="甬江港务有限公司")
    actions.merge(kept, [gone], reason="x", act=cast.act("zheng"))
    assert Customer.objects.visible_to(cast.zhao).filter(pk=kept.pk).exists()
    assert Notice.objects.get(topic="customers.merged").person == cast.zhao


def test_what_was_said_of_the_merged_one_is_said_of_the_survivor(cast, pair):
    kept, gone = pair
    third = a_customer(cast.act("li"), name="甬江港务股份有限公司")
    said = Suspicion.objects.get(low_id=gone.pk, high_id=third.pk)
    actions.reject(said, act=cast.act("li"))
    merged(cast, kept, gone)
    (left,) = Suspicion.objects.all()
    assert ((left.low_id, left.high_id), left.rejected_by) == ((kept.pk, third.pk), cast.li)
