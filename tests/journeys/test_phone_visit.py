"""After a visit, on the phone: minutes with a promise and somebody new; the session ends, the line is down, the button
is pressed twice; a card of the map and one of the board moved by a finger, evidence given with a photo."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect, sync_playwright

from leadtocash.areas.customers.tests.factories import a_contact
from leadtocash.areas.opportunities.models import Confirmation, Criterion, Opportunity, Stage
from leadtocash.areas.opportunities.tests.factories import a_stage, an_opportunity
from leadtocash.areas.visits.models import Visit
from leadtocash.areas.visits.tests.factories import a_plan
from leadtocash.areas.winning.models import Stakeholder
from leadtocash.areas.winning.tests.factories import a_stakeholder
from tests.journeys.browser import Desk, launch, press, settled

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SAVE = ".lc-sticky button.primary"
SAID = "预算１２３万元已批，要我们下周出方案"
WANTED = "钱、权、需三条都在"
#: buttons, fields and links that are pressed and lower than a finger needs; a line of text may be lower
SMALL = """() => [...document.querySelectorAll("main :is(button, select, textarea, input.lc-input, a.lc-btn)")]
  .filter((one) => one.checkVisibility() && one.clientHeight < 42 && !one.matches(".small"))
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def phone(live_server: Any, cast: Any) -> Iterator[Desk]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        desk = Desk(browser, live_server.url, "wang", "demo-password", size="390")
        yield desk
        desk.close()
        browser.close()


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def photo() -> bytes:
    """The smallest picture there is, as a camera would send it."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0\0\0\0")) + part(b"IEND", b"")


@pytest.mark.req("CRM-5", "PLT-5")
def test_minutes_are_written_on_the_phone_and_nothing_typed_is_lost(phone: Desk, cast: Any) -> None:
    act = cast.act("wang", timezone.now())
    deal = an_opportunity(act)
    a_contact(deal.customer, act, name="周启明")
    visit = a_plan(act, opportunity=deal)

    # from the desk over the route of the day to the minutes: two touches
    page = phone.open("/")
    page.locator("#desk-visits a", has_text="当日路线").tap()
    page.locator("a", has_text="谈完").tap()
    page.wait_for_url(f"**/visits/{visit.pk}/minutes/")
    settled(page)
    assert page.evaluate(SMALL) == []
    page.locator("label", has_text="周启明").tap()
    page.fill("[name=also_met]", "李工 设备科科长")
    page.fill("[name=said]", SAID)
    page.fill("[name=next_step]", "带方案再访")
    page.locator(".lc-field:has([name=next_step_on]) [type=date]").fill((act.today + timedelta(days=7)).isoformat())
    page.locator("[data-add-row]").tap()
    page.fill("[name=commitments-0-what]", "下周五前出方案")
    expect(page.locator("[data-draft-time]")).not_to_be_empty()
    page.wait_for_timeout(500)  # what is typed is kept after a moment

    # the session ends: after signing in what was typed is offered
    phone.context.clear_cookies(name="sessionid")
    page.locator(SAVE).tap()
    page.wait_for_url("**/sign-in/**")
    phone.sign_in()
    assert page.url.endswith(f"/visits/{visit.pk}/minutes/")
    page.locator(".lc-note.info button").first.tap()
    assert (page.input_value("[name=said]"), page.input_value("[name=commitments-0-what]")) == (SAID, "下周五前出方案")

    # the line is down for a moment, then the button is pressed twice
    phone.context.set_offline(True)
    page.locator(SAVE).tap()
    expect(page.locator("#lc-dialog")).to_contain_text("填的内容还在")
    phone.context.set_offline(False)
    phone.faults.clear()  # htmx writes down that the line was down
    page.locator("#lc-dialog [data-close]").tap()
    page.locator(SAVE).dblclick()
    page.wait_for_url(f"**/visits/{visit.pk}/")

    visit.refresh_from_db()
    deal.refresh_from_db()
    assert (visit.state, visit.said, deal.next_step) == (Visit.State.DONE, SAID, "带方案再访")
    assert {(one.name, one.position) for one in visit.contacts.all()} >= {("李工", "设备科科长")}
    assert [one.what for one in visit.commitments.all()] == ["下周五前出方案"]
    assert visit.customer.contacts.filter(name="李工").count() == 1


@pytest.mark.req("OPP-4", "OPP-5")
def test_map_and_board_are_moved_by_a_finger_and_a_photo_is_evidence(phone: Desk, cast: Any) -> None:
    act = cast.act("wang", timezone.now())
    Stage.objects.filter(method=a_stage(1).method).update(may_skip=False)
    wanted = Criterion.objects.create(stage=a_stage(1), position=1, text=WANTED)
    deal = an_opportunity(act)
    one = a_stakeholder(deal, act)

    page = phone.open(f"/opportunities/{deal.pk}/?tab=stakeholders")
    page.wait_for_selector("[data-map-edit]:visible")
    page.locator("[data-map-edit]").tap()
    node = page.locator(f"[data-node='{one.pk}']")
    node.scroll_into_view_if_needed()
    x, y = middle(node)
    with page.expect_response(lambda answer: "/place/" in answer.url):
        phone.touch([(x, y), *((x + 6 * step, y) for step in range(1, 11))])
    settled(page)
    before = one.place or 0
    assert (Stakeholder.objects.get(pk=one.pk).place or 0) > before

    def carry() -> None:
        page = phone.open("/opportunities/?as=board&method=milestone")
        page.wait_for_selector("[data-kanban][data-keyed]")
        x, y = middle(page.locator(f"#card-{deal.pk}"))
        with page.expect_response(lambda answer: "/stage/" in answer.url):
            phone.touch([(x, y), *((min(x + 15 * step, 372), y) for step in range(1, 26))], hold=400)
        settled(page)

    carry()
    expect(page.locator("#lc-dialog")).to_contain_text(WANTED)
    page.locator("#lc-dialog a", has_text="凭证据确认").tap()
    page.wait_for_url(f"**/criteria/{wanted.pk}/")
    page.fill("[name=note]", "年度计划里有预算")
    page.set_input_files("[name=file]", {"name": "IMG_0001.png", "mimeType": "image/png", "buffer": photo()})
    press(page, SAVE)
    held = Confirmation.objects.get(criterion=wanted)
    assert held.attachment is not None
    assert held.attachment.name == "IMG_0001.png"
    carry()
    assert Opportunity.objects.get(pk=deal.pk).stage.position == 2
