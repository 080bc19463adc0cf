"""The import of a CRM's export: whole or not at all, no doubles, every defect told."""

from __future__ import annotations

import csv
import os
import shutil
import time
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum
from tests.cast import NOW

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.opportunities.importing import crm, organisation, storing
from leadtocash.areas.opportunities.models import Opportunity, OpportunityLine
from leadtocash.areas.products.models import Product
from leadtocash.foundation.accounts.models import Department, Position, User
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act, system_act
from leadtocash.foundation.kernel.checks import run_all
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parent / "data" / "crm"
BESIDE = Path(__file__).resolve().parents[6] / "shared" / "data"
SHARED = Path(os.environ.get("LEADTOCASH_SHARED_DATA", BESIDE)) / "crm-sales-opportunities"
ACT = system_act(NOW, where="test")


def codes(outcome: crm.Outcome) -> dict[str, int]:
    return dict(Counter(finding.kind.removeprefix("crm_") for finding in outcome.findings.rows))


def deal(key: str) -> Opportunity:
    return Opportunity.objects.get(external_key=f"crm:{key}")


@pytest.fixture
def taken(cast) -> crm.Outcome:
    return crm.run(SAMPLE, act=ACT)


def test_every_kind_of_record_is_made_once(taken):
    assert taken.counts == {
        "departments": (2, 2), "people": (4, 4), "products": (2, 2), "customers": (5, 5), "opportunities": (7, 7),
    }  # fmt: skip
    again = crm.run(SAMPLE, act=ACT)
    assert again.made == 0
    assert again.there_already("opportunities") == 7
    assert (Opportunity.objects.count(), OpportunityLine.objects.count(), Product.objects.count()) == (7, 7, 2)


def test_every_defect_is_told_with_its_row(taken):
    assert codes(taken) == {
        "spelling": 2, "double": 2, "bad_number": 3, "parent_loop": 1, "unknown_parent": 1, "name": 2, "no_cost": 2,
        "no_manager": 1, "two_teams": 1, "no_deals": 1, "product": 1, "lost_value": 1, "open_value": 3,
        "no_account": 1, "no_engage_date": 2, "unknown_product": 1, "reversed": 1, "unknown_account": 1,
        "bad_date": 1, "unknown_seller": 1, "unknown_stage": 1, "won_value": 1, "no_close_date": 1,
    }  # fmt: skip
    product = next(f for f in taken.findings.rows if f.kind == "crm_product")
    assert (product.file, product.row, product.key, product.value, product.meant) == (
        "sales_pipeline.csv", 2, "A1", "GTXPro", "GTX Pro",
    )  # fmt: skip


def test_a_row_is_either_taken_over_or_reported_as_left_out(taken):
    with (SAMPLE / "sales_pipeline.csv").open() as file:
        rows = len(list(csv.reader(file))) - 1
    left_out = [f for f in taken.findings.rows if f.file == "sales_pipeline.csv" and f.kind in {
        "crm_double", "crm_unknown_seller", "crm_unknown_stage", "crm_no_key",
    }]  # fmt: skip
    assert rows == Opportunity.objects.count() + len(left_out)


def test_deals_carry_stage_days_amount_and_line(taken):
    won, lost, engaging, prospecting = deal("A1"), deal("A2"), deal("A3"), deal("A4")
    assert (won.state, won.opened_on, won.closed_on, won.amount) == (
        "won", date(2017, 1, 2), date(2017, 3, 1), Decimal("4514.00"),
    )  # fmt: skip
    assert (lost.state, lost.amount) == ("lost", Decimal("55.00"))
    assert (engaging.state, engaging.method.code, engaging.stage.position, engaging.amount) == (
        "open", "crm", 2, Decimal("4821.00"),
    )  # fmt: skip
    assert (prospecting.stage.position, prospecting.customer, prospecting.opened_on) == (1, None, date(2026, 11, 10))
    line = won.lines.get()
    assert (line.product.model, line.quantity, line.unit_price) == ("GTX Pro", 1, Decimal("4514.00"))
    assert deal("A5").lines.get().product is None
    assert (deal("A5").opened_on, deal("A5").closed_on) == (date(2017, 4, 1), date(2017, 4, 1))


def test_customers_have_status_parent_busiest_seller_and_are_open_to_the_others(taken):
    customer = Customer.objects.get(name="Northwind Traders")
    assert (customer.status, customer.parent.name, customer.industry) == ("won", "Alpine Holding", "technology")
    assert (customer.owner.username, customer.department.name) == ("ana.lee", "East")
    bo, cy = User.objects.get(username="bo.ray"), User.objects.get(username="cy.fox")
    assert Customer.objects.visible_to(bo).filter(pk=customer.pk).exists()
    assert not Customer.objects.visible_to(cy).filter(pk=customer.pk).exists()
    assert Customer.objects.get(name="Loop One").status == "new"


@pytest.mark.req("ORG-4")
def test_people_stand_in_their_region_and_see_what_their_role_allows(taken):
    ana = User.objects.get(username="ana.lee")
    position = Position.objects.get(person=ana)
    assert (position.department.code, position.role.code, position.superior.username) == (
        "CRM-EAST", "account_manager", "dustin.brink",
    )  # fmt: skip
    assert not ana.has_usable_password()
    boss = position.superior
    assert set(Opportunity.objects.visible_to(boss)) == set(Opportunity.objects.filter(department__code="CRM-EAST"))
    assert set(Opportunity.objects.visible_to(ana)) == set(Opportunity.objects.filter(owner=ana))
    assert Department.objects.get(code="CRM-EAST").parent.code == "HQ"


def test_a_person_of_another_name_keeps_his_user_name(cast):
    User.objects.create_user("ana.lee", "别人")
    crm.run(SAMPLE, act=ACT, password="a-long-password")
    made = User.objects.get(username="ana.lee2")
    assert made.name == "Ana Lee"
    assert made.check_password("a-long-password")


def test_a_customer_registered_by_hand_is_used(cast):
    from leadtocash.areas.customers.tests.factories import a_customer

    own = a_customer(cast.act("wang"), name="northwind traders")
    outcome = crm.run(SAMPLE, act=ACT)
    assert outcome.counts["customers"] == (4, 5)
    assert deal("A1").customer == own


def test_an_import_that_breaks_leaves_nothing(cast, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("killed")

    before = (User.objects.count(), Entry.objects.count())
    monkeypatch.setattr(storing, "_lines", broken)
    with pytest.raises(RuntimeError):
        crm.run(SAMPLE, act=ACT)
    assert (Opportunity.objects.count(), Customer.objects.count(), Product.objects.count()) == (0, 0, 0)
    assert (User.objects.count(), Entry.objects.count()) == before


@pytest.mark.parametrize("who", ["wang", "li", "chen", "outsider"])
def test_only_the_administrator_or_the_command_line_imports(cast, who):
    with pytest.raises(NotAllowed):
        crm.run(SAMPLE, act=cast.act(who))
    assert crm.run(SAMPLE, act=cast.act("admin")).made > 0


def test_a_missing_file_or_column_is_named(cast, tmp_path):
    shutil.copytree(SAMPLE, tmp_path / "x")
    (tmp_path / "x" / "products.csv").write_text("product,price\nA,1\n")
    with pytest.raises(RuleError) as refusal:
        crm.run(tmp_path / "x", act=ACT)
    assert [m.what for m in refusal.value.missing] == ["series", "sales_price"]
    (tmp_path / "x" / "products.csv").unlink()
    with pytest.raises(RuleError) as refusal:
        crm.run(tmp_path / "x", act=ACT)
    assert [m.what for m in refusal.value.missing] == ["products.csv"]


def test_the_report_has_a_row_for_every_finding_and_disarms_formulas(taken, tmp_path):
    taken.findings.add("crm_name", "accounts.csv", 99, "k", "account", "=1+1")
    taken.findings.write(tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert len(rows) == len(taken.findings.rows) + 1
    assert any(row[4] == "'=1+1" for row in rows)


def test_progress_ends_with_the_whole(cast):
    steps: list[tuple[int, int]] = []
    crm.run(SAMPLE, act=Act(by=None, at=NOW), report=lambda what, done, whole: steps.append((done, whole)))
    assert steps[-1] == (7, 7)


@pytest.mark.parametrize(
    ("name", "login"), [("Mei-Mei Johns", "mei-mei.johns"), ("José Núñez", "jose.nunez"), ("王敏", "")]
)
def test_user_names_are_plain(name, login):
    assert organisation.login_of(name) == login


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not beside the checkout")
def test_the_real_export_is_taken_over_in_twenty_seconds_and_stays_sound(cast):
    crowded = os.getloadavg()[0] > (os.cpu_count() or 1)
    clock = time.process_time if crowded else time.monotonic
    began = clock()
    outcome = crm.run(SHARED, act=ACT)
    assert clock() - began < 20
    assert outcome.counts == {
        "departments": (3, 3), "people": (41, 41), "products": (7, 7), "customers": (85, 85),
        "opportunities": (8800, 8800),
    }  # fmt: skip
    assert codes(outcome) == {
        "spelling": 13, "product": 1480, "no_account": 1425, "no_engage_date": 500, "open_value": 2089,
        "lost_value": 2473, "no_cost": 7, "no_deals": 5,
    }  # fmt: skip
    won = Opportunity.objects.filter(state="won").aggregate(total=Sum("amount"))["total"]
    assert won == Decimal("10005534.00")
    numbers = Opportunity.objects.order_by("number").values_list("number", flat=True)
    assert (numbers.first(), numbers.last()) == ("SJ-2026-0001", "SJ-2026-8800")
    assert run_all() == []
    assert crm.run(SHARED, act=ACT).made == 0
