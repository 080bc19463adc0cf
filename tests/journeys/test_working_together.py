"""In a real browser: drafts survive the end of the page, two editors see each other, "@" offers people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect, sync_playwright

from leadtocash.areas.customers.actions import change_customer
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.foundation.collaboration.models import Comment
from tests.journeys.browser import Desk, launch, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.req("PLT-7")]


@pytest.fixture
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


def test_what_was_typed_is_offered_back_and_does_not_undo_what_others_saved(
    cast: Any, live_server: Any, browser: Any
) -> None:
    customer = a_customer(cast.act("wang"), industry="医疗")
    desk = Desk(browser, live_server.url, "wang", "demo-password")
    edit = f"/customers/{customer.pk}/edit/"
    desk.open(edit)
    desk.page.locator("[name=region]").press_sequentially("宁波北仑")
    expect(desk.page.locator("[data-draft-time]")).not_to_be_empty()
    desk.page.close()  # the browser dies
    change_customer(customer, {"industry": "港口"}, act=cast.act("li"))
    desk.page = desk.context.new_page()
    desk.open("/customers/new/")
    expect(desk.page.locator("[data-draft-key] > .lc-note")).to_have_count(0)
    desk.open(edit)
    note = desk.page.locator("[data-draft-key] > .lc-note.info")
    expect(note).to_contain_text("草稿")
    note.locator("button").first.click()
    expect(desk.page.locator("[name=region]")).to_have_value("宁波北仑")
    expect(desk.page.locator("[name=industry]")).to_have_value("港口")
    press(desk.page, "#lc-form .lc-btn.primary")
    customer.refresh_from_db()
    assert (customer.region, customer.industry) == ("宁波北仑", "港口")
    desk.open(edit)
    expect(desk.page.locator("[data-draft-key] > .lc-note.info")).to_have_count(0)
    desk.close()


def test_two_editors_see_each_other_and_what_was_saved(cast: Any, live_server: Any, browser: Any) -> None:
    customer = a_customer(cast.act("wang"))
    edit = f"/customers/{customer.pk}/edit/"
    first = Desk(browser, live_server.url, "wang", "demo-password")
    first.open(edit)
    second = Desk(browser, live_server.url, "li", "demo-password", "390")
    second.page.clock.install()
    second.open(edit)
    expect(second.page.locator("[data-note=present-others]")).to_contain_text("王敏自")
    first.page.fill("[name=region]", "宁波")
    press(first.page, "#lc-form .lc-btn.primary")
    second.page.clock.run_for(26_000)
    expect(second.page.locator("[data-note=present-late]")).to_contain_text("所在地")
    expect(second.page.locator("[data-note=present-others]")).to_have_count(0)
    second.page.fill("[name=industry]", "港口")
    second.page.locator("#lc-form .lc-btn.primary").click()
    expect(second.page.locator("#lc-dialog")).to_contain_text("改动了：所在地")
    first.close()
    second.close()


@pytest.mark.parametrize("size", ["1440", "390"])
def test_people_are_chosen_by_keys_after_the_sign(cast: Any, live_server: Any, browser: Any, size: str) -> None:
    customer = a_customer(cast.act("wang"))
    desk = Desk(browser, live_server.url, "wang", "demo-password", size)
    desk.open(f"/customers/{customer.pk}/?tab=comments")
    field = desk.page.locator("textarea[data-mentions]")
    field.press_sequentially("请 @赵")
    desk.page.wait_for_timeout(500)
    expect(desk.page.locator("#lc-mentions")).to_have_count(0)
    field.fill("")
    field.press_sequentially("请 @李")
    expect(desk.page.locator("#lc-mentions [aria-selected=true]")).to_contain_text("李强")
    desk.picture("comments", size)
    field.press("Enter")
    expect(field).to_have_value("请 @李强 ")
    field.press_sequentially("看一下")
    press(desk.page, "#lc-comment .lc-btn.primary")
    expect(desk.page.locator(".lc-mention")).to_have_text("@李强")
    made = Comment.objects.get()
    assert (made.text, list(made.mentioned.all())) == ("请 @李强 看一下", [cast.li])
    desk.close()
