"""In a real browser: the bell counts by itself while the page is looked at, and a message leads to its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.notices.sending import notify
from tests.journeys.browser import Desk, launch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.req("WFL-7")]
BELL = "[data-live-count=unread]"


@pytest.fixture
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


def tell(person: Any, key: str) -> None:
    act = Act(by=None, at=timezone.now())
    notify([person], "projects.closed", act=act, url="/me/", key=key, project="港务一期")


def test_the_bell_counts_while_the_page_is_looked_at(cast: Any, live_server: Any, browser: Any) -> None:
    desk = Desk(browser, live_server.url, "li", "demo-password")
    page = desk.page
    page.clock.install()
    desk.open("/inbox/")
    asked: list[int] = []
    page.on("response", lambda answer: asked.append(answer.status) if "/notices/numbers/" in answer.url else None)
    title = page.title()
    tell(cast.li, "a")
    page.clock.run_for(24_000)
    assert asked == []
    page.clock.run_for(2_000)
    expect(page.locator(f"{BELL} em")).to_have_text("1")
    assert page.title() == f"(1) {title}"
    assert page.locator(BELL).get_attribute("aria-label") == "通知，1 条未读"
    page.clock.run_for(26_000)
    page.wait_for_timeout(300)
    assert asked == [200, 304]
    Notice.objects.update(read_at=timezone.now())
    page.clock.run_for(26_000)
    expect(page.locator(f"{BELL} em")).to_be_hidden()
    assert page.title() == title
    desk.close()


def test_a_page_in_the_background_asks_nothing(cast: Any, live_server: Any, browser: Any) -> None:
    desk = Desk(browser, live_server.url, "li", "demo-password")
    page = desk.page
    page.clock.install()
    desk.open("/inbox/")
    asked: list[int] = []
    page.on("response", lambda answer: asked.append(answer.status) if "/notices/numbers/" in answer.url else None)
    hidden = "Object.defineProperty(document, 'visibilityState', {{value: '{0}', configurable: true}}); "
    hidden += "document.dispatchEvent(new Event('visibilitychange'))"
    page.evaluate(hidden.format("hidden"))
    page.clock.run_for(120_000)
    assert asked == []
    tell(cast.li, "a")
    page.evaluate(hidden.format("visible"))
    page.clock.run_for(100)
    expect(page.locator(f"{BELL} em")).to_have_text("1")
    desk.close()


@pytest.mark.parametrize("size", ["1440", "390"])
def test_a_message_is_opened_and_is_then_read(cast: Any, live_server: Any, browser: Any, size: str) -> None:
    tell(cast.li, "a")
    tell(cast.li, "b")
    desk = Desk(browser, live_server.url, "li", "demo-password", size)
    page = desk.open("/notices/")
    desk.picture("notices", size)
    page.locator(".lc-notice-go button").first.click()
    page.wait_for_url("**/me/")
    assert Notice.objects.filter(read_at=None).count() == 1
    page = desk.open("/notices/?show=unread")
    page.locator("[aria-label=标为已读]").click()
    expect(page.locator(".lc-empty")).to_be_visible()
    assert not Notice.objects.filter(read_at=None).exists()
    desk.close()
