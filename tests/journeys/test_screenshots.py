"""Every page of the main job, in Chinese, at desk and phone width: no fault, no overflow, no barrier (WCAG 2.1 AA, both
themes); pictures where asked for.

`LEADTOCASH_SCREENSHOTS=1 python3 dev.py test tests/journeys/test_screenshots.py` renews docs/screenshots from the whole
demo company.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from leadtocash.areas.after_sales.models import InstalledUnit
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.projects.models import Cancellation, CoordinationOrder, EquipmentChange, Project
from leadtocash.areas.receivables.models import Receipt, RevenueEntry
from leadtocash.config.demo.basics import PASSWORD
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem
from tests.journeys.addresses import Pages, of_winning, url_of
from tests.journeys.browser import Desk, launch

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(company: Any, live_server: Any) -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield lambda who: Desk(browser, live_server.url, who, PASSWORD)
        browser.close()


def pages() -> dict[str, Pages]:
    """Who opens what: person -> (name of the picture, address)."""
    arrived = Project.objects.filter(state="arrived", serials__isnull=False).first()
    owner = arrived.owner.username if arrived else "wangmin"
    review = WorkItem.objects.filter(state="open", activity__node="countersign").order_by("-instance__pk").first()
    late = Project.objects.filter(state="arrived").order_by("signoff_due_on").first()
    return {
        owner: [
            ("project-arrived", url_of(arrived)),
            ("signoff", url_of(arrived, "signoff/")),
            ("contract-form", "/contracts/new/"),
            ("opportunity", url_of(Opportunity.objects.filter(state="open").first())),
            ("customer-form", "/customers/new/"),
            ("cancellation-form", url_of(arrived, "cancellation/new/")),
        ],
        "chenlx": [
            ("home", "/"),
            ("projects", "/projects/"),
            ("contracts", "/contracts/"),
            ("opportunities", "/opportunities/"),
            ("board", "/opportunities/?as=board"),
            ("customers", "/customers/"),
            ("customer", url_of(Customer.objects.first())),
            ("virtual-contracts", "/contracts/virtual/"),
            ("project-late", url_of(late)),
            ("processes", "/processes/"),
            ("process", "/processes/contract_review/"),
            ("authority", "/authority/"),
            ("policy", "/handbook/S0-2.4.3/"),
            ("search", "/search/?q=XM-"),
            ("collection", "/receivables/collection/"),
            ("authority-question", "/authority/question/"),
            ("handbook", "/handbook/"),
            ("late-work", "/late-work/"),
            ("process-performance", "/process-performance/"),
            ("process-performance-one", "/process-performance/contract_review/"),
            ("process-board", "/processes/contract_review/board/"),
        ],
        "zhoujing": [
            ("process-drafts", "/process-drafts/"),
            ("process-draft", "/processes/contract_review/draft/"),
            ("process-drawing", "/processes/contract_review/draft/drawing/"),
            ("process-trial", "/processes/contract_review/draft/simulation/"),
            ("process-versions", "/processes/project_setup/versions/"),
            ("deputies", "/me/deputies/"),
            ("notice-choices", "/me/notices/"),
        ],
        review.assignee.username if review else "chuwei": [
            ("inbox", "/inbox/"),
            ("contract-review", f"/work-items/{review.pk}/" if review else "/inbox/"),
        ],
        "qianhui": [
            ("receivables", "/receivables/"),
            ("receipts", "/receipts/"),
            ("receipt", url_of(Receipt.objects.first())),
            ("receipt-form", "/receipts/new/"),
            ("revenue", "/revenue/"),
            ("revenue-entry", url_of(RevenueEntry.objects.first())),
            ("contract", url_of(Contract.objects.filter(state="registered").first())),
            ("notices", "/notices/"),
        ],
        "wufang": [
            ("project-closed", url_of(Project.objects.filter(state="closed").first())),
            ("closing", url_of(Project.objects.filter(state="signed_off").first(), "closing/")),
            ("equipment-change", url_of(EquipmentChange.objects.first())),
            ("cancellation", url_of(Cancellation.objects.first())),
            ("instance", f"/process-instances/{ProcessInstance.objects.filter(process='contract_review').last().pk}/"),
        ],
        "chuwei": [
            ("coordination-orders", "/coordination-orders/"),
            ("coordination-order", url_of(CoordinationOrder.objects.first())),
        ],
        "sunli": [
            ("purchasing", url_of(Project.objects.filter(state="set_up").first(), "?tab=purchasing")),
            ("products", "/products/"),
        ],
        "yangfan": [
            ("installed-units", "/installed-units/"),
            ("installed-unit", url_of(InstalledUnit.objects.first())),
        ],
        "admin": [
            ("people", "/administration/people/"),
            ("roles", "/administration/roles/"),
            ("departments", "/administration/departments/"),
            ("calendar", "/administration/calendar/"),
            ("numbering", "/administration/numbering/"),
            ("me", "/me/"),
            ("security", "/me/security/"),
            ("running-processes", "/processes/running/"),
            ("packs", "/packs/"),
            ("pack", "/packs/shipped/contract_management/"),
            ("limits", "/administration/limits/"),
            ("channels", "/administration/channels/"),
        ],
    }


@pytest.mark.req("PLT-1", "WFL-2")
def test_the_pages_of_the_main_job_stand_at_desk_and_phone_width_in_chinese(office: Any) -> None:
    looked_at(office, pages())
    refused(office)


@pytest.mark.req("CRM-1", "OPP-3", "OPP-5", "OPP-11")
def test_the_pages_of_finding_customers_and_winning_deals_stand_at_both_widths_in_chinese(office: Any) -> None:
    looked_at(office, of_winning())


def looked_at(office: Any, found: dict[str, Pages]) -> None:
    """Each page is there for its person, without barriers, and no wider than the window."""
    barriers: list[str] = []
    for who, addresses in found.items():
        desk = office(who)
        for name, address in addresses:
            page = desk.open(address)
            assert page.query_selector(".lc-main"), f"{name} for {who}"
            barriers += desk.barriers(name)
            desk.pictures(name)
        desk.close()
    assert barriers == [], "\n".join(barriers)


def refused(office: Any) -> None:
    """A closing without the signed sheet: the refusal with its clause, as page and dialog show it."""
    project = Project.objects.filter(state="arrived").order_by("pk").first()
    assert project is not None
    desk = office("wufang")
    page = desk.open(f"{project.get_absolute_url()}closing/")
    assert "S0 2.5" in page.inner_text("main")
    desk.pictures("refusal")
    desk.close()
