"""The pre-sales records of a won deal belong to the contract's file (CRM-9, S3 A.4)."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.browsing import text

from leadtocash.areas.contracts.tests import factories
from leadtocash.areas.contracts.tests.test_actions import won
from leadtocash.areas.visits.tests.factories import a_log
from leadtocash.foundation.documents import actions as documents

pytestmark = [pytest.mark.django_db, pytest.mark.req("CRM-9")]


def test_the_contract_shows_the_records_of_its_deal_with_their_files_as_far_as_one_sees_them(cast, page, api):
    deal, act = won(cast, "open"), factories.act(cast, "wang")
    visit = a_log(act, opportunity=deal)
    documents.attach(visit, SimpleUploadedFile("纪要.pdf", b"%PDF-1.4"), act=act)
    type(deal).objects.filter(pk=deal.pk).update(state="won")
    deal.refresh_from_db()
    contract = factories.draft_contract(cast, opportunity=deal, customer=deal.customer)
    shown = text(page("wang").get(f"{contract.get_absolute_url()}?tab=contracts.before_the_sale"))
    assert all(words in shown for words in (visit.number, "纪要.pdf", "S3"))
    told = api("wang").get(f"/api/v1/contracts/{contract.pk}/presales-records/").json()
    assert [(one["kind"], one["id"], [file["name"] for file in one["files"]]) for one in told] == [
        ("opportunities.opportunity", deal.pk, []), ("visits.visit", visit.pk, ["纪要.pdf"]),
    ]  # fmt: skip
    assert api("sun").get(f"/api/v1/contracts/{contract.pk}/presales-records/").json() == []
    assert api("zhao").get(f"/api/v1/contracts/{contract.pk}/presales-records/").status_code == 404
