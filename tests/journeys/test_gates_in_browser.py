"""One gate, four doors: a card carried by keys, the button, the API and the import are refused alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect, sync_playwright

from leadtocash.areas.opportunities import actions
from leadtocash.areas.opportunities.models import Criterion, Opportunity, Stage, StageReview
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.foundation.exchange.tests.driving import carried_out
from tests.journeys.browser import Desk, launch, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.req("OPP-4")]
BOARD = "/opportunities/?as=board&method=milestone"
WANTED = ("需求已写明", "找到教练")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


def lane_of(page: Page, deal: Opportunity) -> str | None:
    return page.locator(f"#card-{deal.pk}").evaluate("card => card.parentElement.dataset.label")


def carry(page: Page, deal: Opportunity, steps: int = 1) -> None:
    """Pick the card up with the keyboard, carry it to the right, put it down."""
    page.wait_for_selector("[data-kanban][data-keyed]")  # its keys are loaded after the page
    page.locator(f"#card-{deal.pk}").focus()
    page.keyboard.press("Space")
    for _step in range(steps):
        page.keyboard.press("ArrowRight")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("Space")
    settled(page)


def test_the_same_refusal_on_all_four_doors(cast: Any, live_server: Any, browser: Browser, api: Any) -> None:
    act = cast.act("wang", timezone.now())
    Stage.objects.filter(method=a_stage(1).method).update(may_skip=False)
    for place, (words, check) in enumerate(zip(WANTED, ("need", ""), strict=True), 1):
        Criterion.objects.create(stage=a_stage(1), position=place, text=words, check_name=check)
    deal, second = an_opportunity(act, need=""), an_opportunity(act, name="第二个", need="")
    desk = Desk(browser, live_server.url, "wang", "demo-password")
    page = desk.open(BOARD)
    page.wait_for_selector("[data-kanban][data-keyed]")

    # the board, by keys: the arrows go from card to card, Escape puts back, the refusal is told and the card returns
    page.locator(f"#card-{deal.pk}").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    assert lane_of(page, deal) == "初步接触" or lane_of(page, second) == "初步接触"
    page.keyboard.press("Escape")
    assert (lane_of(page, deal), lane_of(page, second)) == ("项目立项", "项目立项")
    carry(page, deal)
    for words in WANTED:
        expect(page.locator("#lc-dialog")).to_contain_text(words)
    page.keyboard.press("Escape")
    assert lane_of(page, deal) == "项目立项"

    # the button on the page
    desk.open(f"/opportunities/{deal.pk}/")
    expect(page.locator(".lc-best")).to_contain_text(WANTED[0])
    page.locator(".lc-acts form button", has_text="初步接触").click()
    for words in WANTED:
        expect(page.locator("#lc-dialog")).to_contain_text(words)

    # the API and the import
    refused = api("wang").post(f"/api/v1/opportunities/{deal.pk}/stage/", {"stage": a_stage(2).pk})
    assert (refused.status_code, [one["what"] for one in refused.json()["missing"]]) == (409, list(WANTED))
    carried_out(act, f"商机编号,商机,阶段\n{deal.number},{deal.name},初步接触\n", kind="opportunities.opportunity")
    assert Opportunity.objects.get(pk=deal.pk).stage.position == 1

    # what was missing is supplied: the same card goes through; before the third stage it becomes a review
    act = cast.act("wang", timezone.now())
    deal = actions.change_opportunity(deal, {"need": "要能扩展到 64 路"}, act=act)
    actions.confirm(deal, Criterion.objects.get(text="找到教练"), note="张工每周报信", act=act)
    Stage.objects.filter(pk=a_stage(3).pk).update(review=True)
    desk.open(BOARD)
    carry(page, deal)
    assert Opportunity.objects.get(pk=deal.pk).stage.position == 2
    carry(page, deal)
    expect(page.locator("#lc-toasts")).to_contain_text("李强")
    settled(page)
    assert lane_of(page, deal) == "初步接触"
    assert StageReview.objects.get().state == "pending"
    desk.close()
