"""Opportunities from tables people upload."""

from __future__ import annotations

from decimal import Decimal

import pytest

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.areas.opportunities import actions
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.exchange import actions as exchange
from leadtocash.foundation.exchange import running
from leadtocash.foundation.exchange.models import ImportRun
from leadtocash.foundation.exchange.tests.driving import carried_out, checked, faults, killed_in, undone, worked
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.checks import run_all
from leadtocash.foundation.search.keeping import drifted

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-3")]


def test_opportunities_are_opened_found_again_and_taken_back(cast):
    wang = cast.act("wang")
    a_customer(wang, name="甬江港务集团")
    rows = ["岸桥监控,甬江港务集团,80,2027年3月1日,", "堆场,没有的公司,1,,", "三期,,1,,乱写"]
    text = "\n".join(["商机名称,客户名称,预计金额（万元）,预计签约日期,阶段", *rows, ""])
    run = carried_out(wang, text, kind="opportunities.opportunity")
    assert faults(run) == [(3, "customer"), (4, "stage")]
    made = Opportunity.objects.get()
    assert (made.amount, made.owner, str(made.expected_close_on)) == (800_000, wang.person, "2027-03-01")
    again = carried_out(wang, text, kind="opportunities.opportunity")
    assert (again.counts["similar"], again.counts["made"]) == (1, 0)
    changed = f"商机编号,商机名称,下一步\n{made.number},岸桥监控,拜访\n"
    carried_out(wang, changed, kind="opportunities.opportunity", known="fill")
    made.refresh_from_db()
    assert made.next_step == "拜访"
    assert undone(wang, run).undo["kept"] == 1
    hidden = carried_out(cast.act("zhao"), changed, kind="opportunities.opportunity", known="overwrite")
    assert faults(hidden) == [(2, "number")]


def test_stored_together_they_are_what_the_form_makes(cast):
    """The same values, fields in the journal and rows to be found by, and the form's refusals at their cells."""
    wang = cast.act("wang")
    customer = a_customer(wang, name="甬江港务集团")
    values = {"name": "岸桥监控", "customer": customer, "amount": Decimal(800_000), "next_step": "拜访"}
    form = actions.create_opportunity(values, act=wang)
    rows = [f"岸桥监控{n},甬江港务集团,80,拜访" for n in range(60)] + [f"{'长' * 161},甬江港务集团,1,"]
    text = "\n".join(["商机名称,客户名称,预计金额（万元）,下一步", *rows, ""])
    run = carried_out(wang, text, kind="opportunities.opportunity")
    assert faults(run) == [(62, "name")]
    made = list(Opportunity.objects.exclude(pk=form.pk).order_by("number"))
    assert len({one.number for one in made}) == 60
    journal = Entry.objects.filter(kind="opportunities.opportunity")
    told = journal.get(record_id=form.pk)
    for one in made:
        entry = journal.get(record_id=one.pk)
        assert (entry.verb, entry.seq, entry.changes.keys()) == (told.verb, 1, told.changes.keys())
        assert len(entry.digest) == 64
    assert list(drifted()) == []


def test_many_stopped_gone_on_given_twice_and_taken_back(cast, monkeypatch):
    """Portions large enough to be stored by COPY: each row once, its journal proven, and nothing left of it after."""
    wang = cast.act("wang")
    a_customer(wang, name="甬江港务集团")
    monkeypatch.setattr(running, "PORTION", 60)
    kind = "opportunities.opportunity"
    rows = [f"岸桥监控{n},甬江港务集团,{n}.5,2027-03-01,拜访" for n in range(150)]
    text = "\n".join(["商机名称,客户名称,预计金额,预计签约日期,下一步", *rows, ""])
    run = checked(wang, text, kind=kind)
    assert killed_in(2, run, wang, monkeypatch) == "failed"
    assert Opportunity.objects.count() == Entry.objects.filter(kind=kind).count() == 60
    exchange.begin(ImportRun.objects.get(pk=run.pk), act=wang)
    assert worked(run) == "done"
    assert len(set(Opportunity.objects.values_list("number", flat=True))) == 150
    again = carried_out(wang, text, kind=kind)
    assert (again.counts["similar"], again.counts["made"], Opportunity.objects.count()) == (150, 0, 150)
    assert list(run_all()) == []
    assert undone(wang, ImportRun.objects.get(pk=run.pk)).undo["removed"] == 150
    assert Opportunity.objects.count() == 0
    assert list(run_all()) == []
