"""Leads from tables: the list of visitors of an exhibition."""

from __future__ import annotations

import pytest

from leadtocash.areas.leads.models import Lead
from leadtocash.areas.leads.tests.factories import a_lead
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.exchange.tests.driving import carried_out, checked, faults, undone
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.checks import run_all

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-1")]
KIND, HEAD = "leads.lead", "公司,联系人,手机,来源,展会名称,备注"


def test_visitors_become_leads_of_those_whose_turn_it_is(cast):
    rows = "甬江港务集团,林海,１３８ 0001 2345,展会,2026 工博会,监控\n浦江造船,何建,13900001111,exhibition,,吊机\n"
    run = carried_out(cast.act("guo"), f"{HEAD}\n{rows}", kind=KIND)
    assert run.counts["made"] == 2
    first = Lead.objects.get(company="甬江港务集团")
    assert (first.owner, first.phone_key, first.source.code, first.source_detail) == (
        cast.wang, "13800012345", "exhibition", "2026 工博会",
    )  # fmt: skip
    assert Participation.objects.filter(kind="leads.lead", person=cast.guo).count() == 2
    verbs = Entry.objects.filter(kind="leads.lead", record_id=first.pk).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["leads.created", "leads.assigned"]
    assert [one.sentence for one in run_all()] == []
    undone(cast.act("guo"), run)
    assert not Lead.objects.exists()


@pytest.mark.req("CRM-8")
def test_what_is_wrong_or_may_be_there_is_said_before(cast):
    a_lead(cast.act("wang"))
    rows = "甬江港务集团有限公司,林海,13800001234,展会,,\n丙公司,,,展会,,\n丁公司,,1390000,没有的来源,,\n,,139,展会,,\n"
    run = checked(cast.act("wang"), f"{HEAD}\n{rows}", kind=KIND)
    assert run.counts["similar"] == 1
    assert {key for _row, key in faults(run)} >= {"source", "company"}
    assert Lead.objects.count() == 1
