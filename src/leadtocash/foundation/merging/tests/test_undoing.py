"""Taking a merger back: everything is as it was, or it is said what forbids it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.browsing import text
from tests.cast import NOW

from leadtocash.areas.contracts.tests.factories import draft_contract
from leadtocash.areas.customers.actions import add_contact, change_customer
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.customers.tests.factories import CREDIT_CODE, a_customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.receivables.actions import allocate
from leadtocash.areas.receivables.tests import factories as receivables
from leadtocash.foundation.access.gate import open_to
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.collaboration.models import Comment, Follow
from leadtocash.foundation.documents.actions import attach
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.journal.checks import journal_chains
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.journal.proof import records_match_journal
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.listviews.models import SavedView
from leadtocash.foundation.merging import actions, undoing
from leadtocash.foundation.merging.checks import dangling
from leadtocash.foundation.merging.models import Merger, Suspicion
from leadtocash.foundation.search.keeping import drifted

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-9")]
KIND = "customers.customer"


def later(cast, name: str = "li", days: int = 1) -> Act:
    return Act(by=cast.people[name], at=NOW + timedelta(days=days), door="web")


@pytest.fixture
def pair(cast) -> tuple[Customer, Customer]:
    kept = a_customer(cast.act("wang"), name="甬江港务集团", industry="港口")
    gone = a_customer(cast.act("li"), name="甬江港务有限公司", region="宁波", industry="物流", credit_code=CREDIT_CODE)
    return kept, gone


def merged(cast, kept, gone, **given) -> Merger:
    actions.merge(kept, [gone], reason="重复录入", act=cast.act("li"), **given)
    return Merger.objects.get(kind=KIND, survivor_id=kept.pk)


def fields_of(record) -> dict[str, object]:
    quiet = {"revision", "updated_at", "_state", "_loaded"}
    return {k: v for k, v in vars(type(record)._base_manager.get(pk=record.pk)).items() if k not in quiet}


def test_everything_goes_back(cast, pair):
    kept, gone = pair
    act = cast.act("li")
    opportunity, contract = an_opportunity(act, customer=gone), draft_contract(cast, customer=gone)
    contacts = [add_contact(one, {"name": "林海", "phone": "13800000001"}, act=act) for one in pair]
    child = a_customer(act, parent=gone)
    attach(gone, SimpleUploadedFile("a.txt", b"a"), category="", act=act)
    Comment.objects.create(kind=KIND, record_id=gone.pk, at=NOW, by=cast.li, text="x")
    for one in pair:
        Follow.objects.get_or_create(kind=KIND, record_id=one.pk, person=cast.feng, defaults={"since": NOW})
    open_to(gone, cast.zhao, why="copied", act=act)
    view = SavedView.objects.create(
        list_name="opportunities", name="v", owner=cast.li, query=f"customer={gone.pk}&a=1", saved_at=NOW
    )
    records = [*pair, opportunity, contract, child, *contacts]
    before = [fields_of(one) for one in records]
    hung = [
        sorted(model.objects.filter(kind=KIND).values_list("pk", "record_id"))
        for model in (Comment, Attachment, Follow, Participation)
    ]
    merger = merged(cast, kept, gone, choices={"name": gone.pk}, parts=[contacts[1].pk])
    assert Contact.objects.filter(customer=kept).count() == 1
    undoing.undo(merger, reason="不是同一家", act=later(cast))
    assert [fields_of(one) for one in records] == before
    assert hung == [
        sorted(model.objects.filter(kind=KIND).values_list("pk", "record_id"))
        for model in (Comment, Attachment, Follow, Participation)
    ]
    view.refresh_from_db()
    assert view.query == f"customer={gone.pk}&a=1"
    for record, verb in ((kept, "parted"), (gone, "parted_from"), (opportunity, "moved_back"), (child, "moved_back")):
        last = Entry.objects.filter(kind=record._meta.label_lower, record_id=record.pk).latest("seq")
        assert (last.verb, last.reason) == (f"merging.{verb}", "不是同一家")
    assert Suspicion.objects.filter(kind=KIND, rejected_at=None).count() >= 1
    assert [*dangling(), *drifted(), *journal_chains(), *records_match_journal()] == []


def test_twice_is_once_and_merging_again_is_possible(cast, pair):
    merger = merged(cast, *pair)
    undoing.undo(merger, reason="x", act=later(cast))
    count = Entry.objects.count()
    undoing.undo(merger, reason="x", act=later(cast))
    assert Entry.objects.count() == count
    actions.merge(pair[0], [pair[1]], reason="x", act=later(cast, days=2))
    assert Merger.objects.filter(undone_at=None).count() == 1


def test_who_was_let_in_by_the_merger_is_let_out(cast):
    kept = a_customer(cast.act("wang"), name="甬江港务集团")
    gone = a_customer(cast.act("zhao"), name="甬江港务有限公司")
    actions.merge(kept, [gone], reason="x", act=cast.act("zheng"))
    assert Customer.objects.visible_to(cast.zhao).filter(pk=kept.pk).exists()
    undoing.undo(Merger.objects.get(), reason="x", act=later(cast, "zheng"))
    assert list(Customer.objects.visible_to(cast.zhao)) == [gone]


def test_what_came_since_stays_and_what_was_changed_since_stays_changed(cast, pair):
    kept, gone = pair
    merger = merged(cast, kept, gone)
    new = an_opportunity(later(cast), customer=kept, amount=Decimal(5))
    change_customer(kept, {"region": "舟山"}, act=later(cast))
    undoing.undo(merger, reason="x", act=later(cast, days=2))
    new.refresh_from_db()
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (new.customer_id, kept.region, kept.credit_code) == (kept.pk, "舟山", "")
    assert (gone.region, gone.credit_code, gone.removed_at) == ("宁波", CREDIT_CODE, None)


def refused(cast, merger: Merger, days: int = 2) -> str:
    with pytest.raises(RuleError) as error:
        undoing.undo(merger, reason="x", act=later(cast, days=days))
    assert error.value.code == "merger_stays"
    return " ".join(str(one.what) for one in error.value.missing)


def test_what_forbids_it_is_said(cast, pair):
    kept, gone = pair
    opportunity = an_opportunity(cast.act("li"), customer=gone)
    merger = merged(cast, kept, gone)
    assert "30" in refused(cast, merger, days=31)
    third = a_customer(cast.act("li"), name="第三家公司")
    Opportunity.objects.filter(pk=opportunity.pk).update(customer=third)
    assert str(opportunity) in refused(cast, merger)
    Opportunity.objects.filter(pk=opportunity.pk).update(customer=kept)
    contract = draft_contract(cast, customer=kept)
    type(contract).objects.filter(pk=contract.pk).update(opportunity=opportunity, updated_at=later(cast).at)
    assert str(contract) in refused(cast, merger)
    type(contract).objects.filter(pk=contract.pk).update(opportunity=None)
    actions.merge(kept, [third], reason="x", act=later(cast))
    assert str(kept) in refused(cast, merger)
    undoing.undo(Merger.objects.latest("pk"), reason="x", act=later(cast, days=2))
    undoing.undo(merger, reason="x", act=later(cast, days=2))
    assert Customer.objects.count() == 3


def test_money_matched_across_the_two_forbids_it(cast):
    contract = receivables.a_contract(cast)
    gone = contract.customer
    kept = a_customer(cast.act("wang"), name="甬江港务集团")
    actions.merge(kept, [gone], reason="x", act=cast.act("li"))
    first, *_rest = receivables.owed(cast, contract)
    receipt = receivables.a_receipt(cast, kept, "30000.00")
    allocate(receipt, [(first.pk, Decimal(100))], act=receivables.act(cast))
    with pytest.raises(RuleError) as error:
        undoing.undo(Merger.objects.get(), reason="x", act=later(cast))
    assert receipt.number in str(error.value.missing[0].what)
    assert Customer.objects.filter(pk=gone.pk).count() == 0


def test_who_may_not_merge_may_not_take_it_back(cast, pair, api, page):
    merger = merged(cast, *pair)
    for name in ("wang", "qian"):
        with pytest.raises(NotAllowed):
            undoing.undo(merger, reason="x", act=later(cast, name))
    for name in ("zhao", "wang"):
        assert page(name).get(f"/mergers/{KIND}/{merger.pk}/undoing/").status_code == 404
        assert api(name).post(f"/api/v1/mergers/{KIND}/{merger.pk}/undoing/", {"reason": "x"}).status_code == 404


def test_by_page_and_api(cast, pair, api, page):
    kept, gone = pair
    merger, li = merged(cast, kept, gone), page("li")
    Merger.objects.update(at=NOW)
    assert gone.name in text(li.get(f"/mergers/{KIND}/lately/"))
    url = f"/mergers/{KIND}/{merger.pk}/undoing/"
    assert "甬江港务集团" in text(li.get(url))
    assert li.post(url, {"reason": " "}).status_code == 422
    assert li.post(url, {"reason": "x" * 301}).status_code == 422
    assert li.post(url, {"reason": "不是同一家"}).status_code == 302
    assert Customer.objects.count() == 2
    assert li.get(url).status_code == 302
    again = merged_again(cast, kept, gone)
    assert [one["id"] for one in api("li").get(f"/api/v1/mergers/{KIND}/").json()] == [again.pk]
    body, address = {"reason": "x"}, f"/api/v1/mergers/{KIND}/{again.pk}/undoing/"
    assert api("li").post(address, {}).status_code == 400
    assert api("li").post(address, body).json()["id"] == kept.pk
    assert api("li").post(address, body).status_code == 200
    assert api("li").get(f"/api/v1/mergers/{KIND}/").json() == []


def merged_again(cast, kept, gone) -> Merger:
    actions.merge(kept, [gone], reason="x", act=cast.act("li"))
    return Merger.objects.latest("pk")
