"""The authority matrix in a real Chromium: typed, pasted, reordered, undone, saved; a second person publishes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from leadtocash.foundation.accounts.models import Position, User
from leadtocash.foundation.authority.models import AuthorityTable
from leadtocash.foundation.journal.models import Entry
from tests.journeys.browser import Desk, launch, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.req("ORG-3")]
PASSWORD = "demo-password"
PASTE = """(cell, text) => { const data = new DataTransfer(); data.setData('text/plain', text);
  cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@pytest.fixture
def admins(cast: Any) -> list[User]:
    """Two who may change the matrix."""
    first = cast.people["admin"] if hasattr(cast, "people") else User.objects.get(username="admin")
    held = Position.objects.get(person=first, role__code="system_admin")
    second = User.objects.create_user("second", "Second")
    Position.objects.create(person=second, department=held.department, role=held.role, is_main=True)
    for person in (first, second):
        person.set_password(PASSWORD)
        person.save()
    return [first, second]


def row(page: Page, code: str) -> Any:
    return page.locator(f"#au-grid tr[data-key]:has(th:text-is('{code}'))")


def cell(page: Page, code: str, name: str) -> Any:
    return row(page, code).locator(f"td[data-name={name}] .cell")


def told(page: Page) -> str:
    """What the server says when it has read what was typed."""
    settled(page)
    return page.locator(".au-status").inner_text()


def publish(page: Page) -> None:
    page.click("[data-au-publish] button")
    page.click("dialog[open] footer .lc-btn:not([data-close])")


def chips(page: Page, code: str) -> list[str]:
    return row(page, code).locator(".au-chip b").all_inner_texts()


def test_the_grid_is_typed_pasted_reordered_undone_saved_and_published_by_another(
    live_server: Any, browser: Browser, admins: list[User]
) -> None:
    year = timezone.localdate().year
    desk = Desk(browser, live_server.url, "admin", PASSWORD)
    page = desk.open("/authority/editions/")
    page.fill("[name=note]", "董事会 2026-3 号决议")
    page.click("main button.primary, .lc-main button.primary")
    page.wait_for_selector("#au-grid tr[data-key]")
    first, second = f"{year}-XM1", f"{year}-XM2"

    # typed: full-width and in ten thousands, read by the server; the gap is told beside the rows
    amount = cell(page, first, "amount_to")
    amount.click()
    page.keyboard.type("１５０万")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('td').dataset.name") == "amount_to"
    expect(page.locator(".au-status")).to_contain_text("1")
    assert cell(page, first, "amount_to").input_value() == "1,500,000"
    assert page.locator("#au-grid tr.au-bad").count() > 0

    # undone with the keyboard: no gap any more
    page.keyboard.press("Control+z")
    settled(page)
    assert cell(page, first, "amount_to").input_value() == "2,000,000"
    assert page.locator("#au-grid tr.au-bad").count() == 0

    # pasted from a spreadsheet: amounts and margins of two rows, then a row is reordered by its chips
    cell(page, first, "note").click()
    cell(page, first, "note").evaluate(PASTE, "大区\n低毛利\n")
    settled(page)
    assert cell(page, second, "note").input_value() == "低毛利"
    before = chips(page, second)
    row(page, second).locator(".au-chip").nth(0).locator("[data-au=right]").click()
    assert chips(page, second) == before[::-1]

    # a row copied and deleted again, by the note's undo and by deleting anew
    rows = page.locator("#au-grid tr[data-key]").count()
    row(page, second).locator("[data-au=copy]").click()
    settled(page)
    assert page.locator("#au-grid tr[data-key]").count() == rows + 1
    page.keyboard.press("Control+Delete")
    settled(page)
    assert page.locator("#au-grid tr[data-key]").count() == rows

    # publishing waits for saving; saved in one post
    publish(page)
    assert AuthorityTable.objects.get(published_at=None)
    page.keyboard.press("Control+s")
    settled(page)
    draft = AuthorityTable.objects.get(published_at=None)
    assert draft.revision == 2
    saved = {one.code: (one.roles, one.note) for one in draft.rows.filter(document="projects.project")}
    assert saved[first] == (["bu_manager"], "大区")
    assert saved[second] == (["sales_vp", "bu_manager"], "低毛利")
    assert Entry.objects.filter(verb="authority.rows_changed", record_id=draft.pk).count() == 1

    # who edited last is refused; a second person publishes; both are asked first
    publish(page)
    page.wait_for_selector("#lc-dialog:has-text('Second')")
    draft.refresh_from_db()
    assert draft.published_at is None
    desk.faults = [fault for fault in desk.faults if "409" not in fault]
    other = Desk(browser, live_server.url, "second", PASSWORD)
    page = other.open(f"/authority/editions/{draft.pk}/")
    publish(page)
    page.wait_for_selector(".lc-head .lc-tag.done")
    draft.refresh_from_db()
    assert draft.published_by == admins[1]
    desk.close()
    other.close()


def test_on_the_phone_a_draft_is_read_as_cards(live_server: Any, browser: Browser, admins: list[User]) -> None:
    desk = Desk(browser, live_server.url, "admin", PASSWORD, "390")
    page = desk.open("/authority/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".au-read").first.is_visible()
    assert not page.locator("#au-grid").is_visible()
    desk.close()
