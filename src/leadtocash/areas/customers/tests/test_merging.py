"""What a customer has once only is written together when customers are merged (CRM-8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from leadtocash.areas.customers.actions import save_dossier, set_credit
from leadtocash.areas.customers.models import CreditTerm, Dossier
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.foundation.documents.actions import attach
from leadtocash.foundation.documents.queries import attachments_of
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.merging import actions, undoing
from leadtocash.foundation.merging.checks import dangling
from leadtocash.foundation.merging.models import Merger

pytestmark = [pytest.mark.django_db, pytest.mark.req("CRM-8")]


@pytest.fixture
def pair(cast):
    """The same company twice."""
    return a_customer(cast.act("wang"), name="甬江港务集团"), a_customer(cast.act("li"), name="甬江港务有限公司")


def _merged(cast, kept, gone, **given):
    return actions.merge(kept, [gone], reason="重复录入", act=cast.act("li"), **given)


def test_dossiers_are_joined_and_that_of_the_other_is_there_again_when_it_is_taken_back(cast, pair):
    kept, gone = pair
    lines = [{"product": "视频平台", "source": "rival", "maker": "海威"}]
    save_dossier(kept, {"history": "1998 年成立", "plan": "扩建二期"}, act=cast.act("wang"), products=lines)
    other = save_dossier(
        gone, {"history": "2019 年改制", "plan": "扩建二期", "capacity": "800 万箱"}, act=cast.act("li"),
        products=[*lines, {"product": "门禁", "source": "ours"}], shareholders=[{"name": "市国资委", "share": 60}],
    )  # fmt: skip
    attach(other, SimpleUploadedFile("年报.txt", b"x", "text/plain"), act=cast.act("li"))
    survivor = _merged(cast, kept, gone)
    dossier = Dossier.objects.get(customer=survivor)
    assert (dossier.history, dossier.plan, dossier.capacity) == ("1998 年成立\n\n2019 年改制", "扩建二期", "800 万箱")
    assert [one.product for one in dossier.products.all()] == ["视频平台", "门禁"]
    assert [one.name for one in dossier.shareholders.all()] == ["市国资委"]
    assert [file.name for file in attachments_of(dossier)] == ["年报.txt"]
    assert list(dangling()) == []
    undoing.undo(Merger.objects.get(), reason="是两家", act=cast.act("li"))
    assert (Dossier.objects.get(customer=gone).history, other.products.count()) == ("2019 年改制", 2)


def test_the_only_dossier_becomes_that_of_both(cast, pair):
    kept, gone = pair
    save_dossier(gone, {"history": "2019 年改制"}, act=cast.act("li"))
    assert Dossier.objects.get(customer=_merged(cast, kept, gone)).history == "2019 年改制"


def test_what_is_too_long_together_is_shortened_by_a_person_first(cast, pair, api):
    kept, gone = pair
    for customer, sign in ((kept, "甲"), (gone, "乙")):
        save_dossier(customer, {"history": sign * 2500}, act=cast.act("li"))
    with pytest.raises(RuleError) as refused:
        _merged(cast, kept, gone)
    assert [one.href for one in refused.value.missing] == [f"/customers/{kept.pk}/dossier/"]
    body = {"survivor": kept.pk, "others": [gone.pk], "reason": "重复录入"}
    assert api("li").post("/api/v1/mergers/customers.customer/", body).status_code == 409


def test_rating_limit_and_day_of_a_credit_go_together(cast, pair):
    kept, gone = pair
    terms = {"rating": "A", "limit": Decimal("500000.00"), "valid_until": date(2027, 6, 30), "reason": "年审"}
    set_credit(gone, terms, act=cast.act("qian"))
    set_credit(kept, {**terms, "rating": "C", "limit": Decimal("10000.00")}, act=cast.act("qian"))
    survivor = _merged(cast, kept, gone, choices={"credit_limit": gone.pk})
    stands = (survivor.credit, survivor.credit_limit, survivor.credit_until)
    assert stands == ("A", Decimal("500000.00"), date(2027, 6, 30))
    latest = CreditTerm.objects.filter(customer=survivor).latest("pk")
    assert (latest.rating, latest.limit, latest.valid_until) == stands
    assert gone.name in latest.reason
