"""The same imported deal, once more through the pages: a real Chromium, each step by the person who owns it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.opportunities.importing import crm
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.projects.models import Project
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.kernel.checks import run_all
from leadtocash.foundation.workflow.models import WorkItem
from tests.journeys.browser import Desk, launch, press
from tests.journeys.shared import PDF, crm_folder

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "demo-password"
TODAY = date.today().isoformat()


class Company:
    """Everybody at his own window, opened when he first has something to do."""

    def __init__(self, browser: Any, base: str) -> None:
        self.browser, self.base = browser, base
        self.desks: dict[str, Desk] = {}

    def __call__(self, who: str) -> Desk:
        if who not in self.desks:
            self.desks[who] = Desk(self.browser, self.base, who, PASSWORD)
        return self.desks[who]

    def approve(self, step: str, comment: str = "") -> set[str]:
        """Everyone who has this step now opens it from his inbox and agrees; those who came after, too."""
        acted: set[str] = set()
        while True:
            item = WorkItem.objects.filter(state="open", activity__node=step).select_related("assignee").first()
            if item is None:
                return acted
            acted.add(item.assignee.username)
            page = self(item.assignee.username).open(f"/work-items/{item.pk}/")
            page.check("#lc-decision input[value=approve]", force=True)
            press(page, "button[form=lc-decision], #lc-decision button[type=submit], #lc-decision .lc-btn.primary")
            item.refresh_from_db()
            assert item.state != "open", shown(page)

    def close(self) -> None:
        for desk in self.desks.values():
            desk.close()


@pytest.fixture
def company(live_server: Any, cast: Any, tmp_path: Path) -> Iterator[Company]:
    crm.run(crm_folder(tmp_path), act=system_act(where="test"), password=PASSWORD)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        office = Company(browser, live_server.url)
        yield office
        office.close()
        browser.close()


@pytest.mark.req("CON-2", "CON-3", "CON-7", "PRJ-1", "PRJ-2", "PRJ-4", "PRJ-5", "PRJ-7", "WFL-2")
def test_an_imported_won_deal_is_carried_to_a_closed_project_by_its_people_at_their_pages(company: Company) -> None:
    deal = Opportunity.objects.filter(state="won", customer__isnull=False).order_by("external_key").first()
    assert deal is not None
    seller = company(User.objects.get(pk=deal.owner_id).username)
    contract = draft_and_submit(seller, deal)
    assert company.approve("countersign") == {"chu", "sun", "jiang", "qian", "wei"}
    company.approve("authority")
    register(company("zhou"), contract)
    project = Project.objects.get(contract=contract)
    set_up(company, seller, project)
    buy(company("sun"), project)
    sign_off(company, seller, project)
    close(company, project)
    frozen(seller, project)
    assert run_all() == []


def draft_and_submit(seller: Desk, deal: Opportunity) -> Contract:
    """From the deal's page: everything comes along, what is missing is said, then it goes to review."""
    page = seller.open(deal.get_absolute_url())
    page.click(f"a[href*='/contracts/new/?opportunity={deal.pk}']")
    page.wait_for_selector("#id_title")
    assert page.input_value("#id_title") == deal.name
    for name in ("delivery_place", "delivery_terms", "technical_terms", "warranty_terms", "penalty_terms"):
        page.fill(f"#id_{name}", "按技术协议")
    page.fill("#id_delivery_on", "２０３０-01-15")
    page.keyboard.press("Escape")
    page.fill("[name=lines-0-unit_cost]", "1.00")
    fill_plan(page)
    page.click("button[name=save][value=draft], .lc-sticky .lc-btn:not(.primary):not(.held)[name=save]")
    page.wait_for_url(re.compile(r"/contracts/\d+/"))
    contract = Contract.objects.get(opportunity=deal)
    assert contract.amount == deal.amount
    page = seller.open(f"{contract.get_absolute_url()}edit/")
    press(page, ".lc-sticky button.primary, .lc-sticky button[value=submit]")
    contract.refresh_from_db()
    assert contract.state == "in_review", shown(page)
    return contract


def shown(page: Any) -> str:
    """What stands on the page, an open dialog first: for the message of a failed step."""
    return str(page.inner_text("dialog[open]") if page.query_selector("dialog[open]") else page.inner_text("main"))


def fill_plan(page: Any) -> None:
    rows = (("signing", "30", "10"), ("receipt", "60", "30"), ("warranty_end", "10", "0"))
    for number, (event, percent, days) in enumerate(rows):
        if not page.query_selector(f"[name=terms-{number}-event]"):
            page.click("[data-formset=terms] [data-add-row]")
        page.select_option(f"[name=terms-{number}-event]", event)
        page.fill(f"[name=terms-{number}-percent]", percent)
        page.fill(f"[name=terms-{number}-days_after]", days)


def register(zhou: Desk, contract: Contract) -> None:
    page = zhou.open(f"{contract.get_absolute_url()}registration/")
    page.fill("[name=signed_on]", TODAY)
    page.keyboard.press("Escape")
    press(page, ".lc-sticky button.primary")
    contract.refresh_from_db()
    assert (contract.state, bool(contract.number), bool(contract.project_code)) == ("registered", True, True)


def set_up(company: Company, seller: Desk, project: Project) -> None:
    page = seller.open(f"{project.get_absolute_url()}setup/")
    for line in project.lines.all():
        page.fill(f"[name=warranty_{line.pk}]", "２")
    press(page, ".lc-sticky button[value=submit], .lc-sticky button.primary")
    project.refresh_from_db()
    assert project.state == "in_approval", shown(page)
    assert company.approve("check") == {"wu"}
    company.approve("approve")
    project.refresh_from_db()
    assert project.state == "set_up"


def buy(sun: Desk, project: Project) -> None:
    for line in project.lines.all():
        page = sun.open(f"{project.get_absolute_url()}purchases/new/?line={line.pk}")
        page.select_option("[name=line]", str(line.pk))
        for name, value in (("supplier", "华东信息"), ("po_number", f"PO{line.pk}"), ("quantity", str(line.quantity)),
                            ("unit_cost", "1.00"), ("ordered_on", TODAY), ("expected_on", TODAY)):  # fmt: skip
            page.fill(f"[name={name}]", value)
        page.keyboard.press("Escape")
        press(page, ".lc-sticky button.primary")
        purchase = project.purchases.get(line=line)
        page = sun.open(f"/purchases/{purchase.pk}/arrivals/new/")
        page.fill("[name=quantity]", str(line.quantity))
        page.fill("[name=arrived_on]", TODAY)
        page.keyboard.press("Escape")
        press(page, ".lc-sticky button.primary")
    page = sun.open(project.get_absolute_url())
    button = f"form[action$='/projects/{project.pk}/arrival/'] button"
    page.click(button)
    press(page, "dialog[open] .lc-btn.danger")
    project.refresh_from_db()
    assert project.state == "arrived", shown(page)


def sign_off(company: Company, seller: Desk, project: Project) -> None:
    """A doubled number is refused beside its cell; then the good ones, the scan and the signature are handed in."""
    page = seller.open(f"{project.get_absolute_url()}signoff/")
    cells = page.query_selector_all("input[name=serial]")
    for number, cell in enumerate(cells):
        cell.fill("SN-0001" if number < 2 else f"SN-{number:04d}")
    page.fill("[name=customer_signer]", "王工")
    page.fill("[name=signed_on]", TODAY)
    page.keyboard.press("Escape")
    page.set_input_files("input[name=scan]", {"name": "签收表.pdf", "mimeType": "application/pdf", "buffer": PDF})
    if len(cells) > 1:
        press(page, "button[name=save][value=keep]")
        assert project.serials.count() == len(cells) - 1
        for number, cell in enumerate(page.query_selector_all("input[name=serial]")):
            cell.fill(f"ＳＮ-{number:04d}")
    press(page, "button[name=save][value=hand_in]")
    assert company.approve("check") == {"wu"}, shown(page)
    project.refresh_from_db()
    assert (project.state, project.serials.count()) == ("signed_off", len(cells))


def close(company: Company, project: Project) -> None:
    page = company("wu").open(f"{project.get_absolute_url()}closing/")
    press(page, ".lc-sticky button.primary")
    assert {"sun", "qian"} <= company.approve("confirm")
    page = company("han").open(f"{project.get_absolute_url()}archive/")
    page.fill("[name=place]", "A-12")
    press(page, ".lc-sticky button.primary")
    project.refresh_from_db()
    assert project.state == "closed", shown(page)


def frozen(seller: Desk, project: Project) -> None:
    """A closed project takes no change: the sentence, the clause, and the way to set up anew."""
    page = seller.open(f"{project.get_absolute_url()}signoff/")
    text = shown(page)
    assert "S0 2.5.3" in text
    assert "立项" in text
