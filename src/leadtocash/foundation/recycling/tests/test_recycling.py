"""The recycle bin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import NOW

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests.factories import draft_contract
from leadtocash.areas.customers.actions import add_contact, create_customer, twin_sentence
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.customers.queries import twins
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.products.models import Product
from leadtocash.areas.receivables.models import Receipt
from leadtocash.foundation.access.scoping import KeptManager
from leadtocash.foundation.documents.actions import attach
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.recycling import actions
from leadtocash.foundation.recycling.models import Removal
from leadtocash.foundation.recycling.registry import disposables

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-7")]


def test_every_kind_that_can_be_deleted_is_hidden_by_its_manager():
    models = [apps.get_model(kind) for kind, _one in disposables.items()]
    assert {Customer, Contact, Opportunity, Contract, Product, Receipt} <= set(models)
    for model in models:
        assert issubclass(model, Removable)
        assert isinstance(model._default_manager, KeptManager)


def test_a_deleted_record_is_nowhere_and_comes_back_as_it_was(cast, page, api):
    customer = a_customer(cast.act("wang"), name="甬江港务集团")
    contact = add_contact(customer, {"name": "林海"}, act=cast.act("wang"))
    removal = actions.remove(customer, "重复录入", act=cast.act("wang"))
    assert page("wang").get(f"/customers/{customer.pk}/").status_code == 404
    assert api("wang").get(f"/api/v1/customers/{customer.pk}/").status_code == 404
    assert api("wang").get("/api/v1/customers/").json()["count"] == 0
    assert page("wang").get("/customers/options/?q=甬江").json()["results"] == []
    assert "甬江港务集团" not in page("wang").get("/search/?q=甬江").content.decode()
    assert not Contact.objects.visible_to(cast.wang).filter(pk=contact.pk).exists()
    assert not Contact.objects.visible_to(cast.chen).filter(pk=contact.pk).exists()
    last = Entry.objects.filter(kind="customers.customer", record_id=customer.pk).latest("seq")
    assert (last.verb, last.reason, last.actor) == ("recycling.removed", "重复录入", cast.wang)
    back = actions.restore(removal, act=cast.act("wang"))
    assert (back.name, back.number) == ("甬江港务集团", customer.number)
    assert page("wang").get(f"/customers/{customer.pk}/").status_code == 200
    assert Contact.objects.visible_to(cast.wang).filter(pk=contact.pk).exists()


def test_what_is_unique_stays_taken_and_the_refusal_says_where_it_lies(cast):
    customer = a_customer(cast.act("wang"), name="甬江港务集团")
    actions.remove(customer, "误录", act=cast.act("wang"))
    with pytest.raises(ValidationError, match="回收站"):
        create_customer({"name": "甬江港务集团"}, act=cast.act("zhao"))
    assert a_customer(cast.act("wang")).number > customer.number


def test_what_hangs_on_it_refuses_with_a_list_that_names_only_what_one_may_see(cast):
    customer = a_customer(cast.act("wang"))
    mine = an_opportunity(cast.act("wang"), customer=customer)
    foreign = an_opportunity(cast.act("zhao"))
    Opportunity.objects.filter(pk=foreign.pk).update(customer=customer)
    with pytest.raises(RuleError) as refused:
        actions.remove(customer, "x", act=cast.act("wang"))
    assert refused.value.code == "others_hang_on_it"
    said = " ".join(one.what for one in refused.value.missing)
    assert mine.number in said
    assert foreign.number not in said
    assert len(refused.value.missing) == 2
    actions.remove(mine, "x", act=cast.act("wang"))
    actions.remove(foreign, "x", act=cast.act("zhao"))
    removal = actions.remove(customer, "x", act=cast.act("wang"))
    with pytest.raises(RuleError) as refused:
        actions.restore(Removal.objects.get(record_id=mine.pk, kind="opportunities.opportunity"), act=cast.act("wang"))
    assert refused.value.code == "restore_other_first"
    actions.restore(removal, act=cast.act("wang"))


def test_only_who_may_change_it_deletes_it_and_only_with_a_reason(cast, page):
    customer = a_customer(cast.act("wang"))
    with pytest.raises(NotAllowed):
        actions.remove(customer, "x", act=cast.act("qian"))
    with pytest.raises(ValidationError):
        actions.remove(customer, "  ", act=cast.act("wang"))
    url = f"/recycle-bin/customers.customer/{customer.pk}/"
    assert page("zhao").get(url).status_code == 404
    assert page("qian").get(url).status_code == 403
    assert page("wang").get("/recycle-bin/accounts.user/1/").status_code == 404
    assert page("wang").post(url, {"reason": ""}).status_code == 422
    assert page("wang").post(url, {"reason": "误录"}).headers["Location"] == "/recycle-bin/"


def test_the_bin_shows_ones_own_and_all_of_it_to_the_administrator(cast, page, api):
    removal = actions.remove(a_customer(cast.act("wang"), name="甬江"), "误录", act=cast.act("li"))
    seen = {who: "甬江" in page(who).get("/recycle-bin/").content.decode() for who in ("wang", "li", "zhao", "admin")}
    assert seen == {"wang": True, "li": True, "zhao": False, "admin": True}
    assert page("zhao").post(f"/recycle-bin/{removal.pk}/restoration/").status_code == 404
    assert [row["title"] for row in api("wang").get("/api/v1/recycle-bin/").json()] == ["甬江"]
    assert api("admin").post(f"/api/v1/recycle-bin/{removal.pk}/restoration/").status_code == 200
    assert page("admin").post(f"/recycle-bin/{removal.pk}/restoration/").status_code == 404
    posted = api("wang").post(f"/api/v1/recycle-bin/customers.customer/{removal.record_id}/", {"reason": "误录"})
    assert posted.status_code == 201


def test_a_contact_goes_and_its_customer_tells_it(cast):
    customer = a_customer(cast.act("wang"))
    contact = add_contact(customer, {"name": "林海"}, act=cast.act("wang"))
    removal = actions.remove(contact, "离职", act=cast.act("wang"))
    assert list(customer.contacts.all()) == []
    assert Entry.objects.filter(record_id=customer.pk, verb="recycling.part_removed").count() == 1
    assert actions.restore(removal, act=cast.act("wang")).is_main is False


def test_only_a_draft_contract_can_be_deleted(cast):
    draft = draft_contract(cast)
    Contract.objects.filter(pk=draft.pk).update(state="passed")
    with pytest.raises(RuleError) as refused:
        actions.remove(draft, "x", act=cast.act("wang"))
    assert refused.value.code == "contract_not_draft"
    Contract.objects.filter(pk=draft.pk).update(state="draft")
    actions.remove(draft, "x", act=cast.act("wang"))
    assert not Contract.objects.filter(pk=draft.pk).exists()


def test_after_90_days_it_is_gone_with_its_files_and_the_journal_stays(cast, django_capture_on_commit_callbacks):
    customer = a_customer(cast.act("wang"))
    file = attach(customer, SimpleUploadedFile("a.txt", b"abc"), act=cast.act("wang")).stored.file
    removal = actions.remove(customer, "误录", act=cast.act("wang"))
    assert actions.end_old(act=system_act(NOW + timedelta(days=90))) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.end_old(act=system_act(NOW + timedelta(days=91))) == 1
    assert not Customer._base_manager.filter(pk=customer.pk).exists()
    assert not Attachment.objects.filter(record_id=customer.pk, kind="customers.customer").exists()
    assert not file.storage.exists(file.name)
    assert Entry.objects.filter(kind="customers.customer", record_id=customer.pk).count() == 3
    removal.refresh_from_db()
    assert removal.ended_at is not None


def test_what_something_still_needs_stays_and_says_why(cast):
    customer = a_customer(cast.act("wang"))
    one = an_opportunity(cast.act("wang"), customer=customer)
    actions.remove(one, "x", act=cast.act("wang"))
    removal = actions.remove(customer, "x", act=cast.act("wang"))
    Removal.objects.filter(kind="opportunities.opportunity").update(at=NOW + timedelta(days=30))
    assert actions.end_old(act=system_act(NOW + timedelta(days=91))) == 0
    removal.refresh_from_db()
    assert one.number in removal.blocked


def test_an_import_says_that_its_customer_lies_in_the_bin(cast):
    customer = a_customer(cast.act("wang"), name="甬江港务集团")
    actions.remove(customer, "误录", act=cast.act("wang"))
    customer.refresh_from_db()
    assert list(twins([customer.name_key], [])) == [customer]
    assert "回收站" in twin_sentence(customer, act=cast.act("wang"))
