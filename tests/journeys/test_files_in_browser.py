"""In a real browser: files are chosen, dropped, pasted; refused by a sentence each; looked at, one after the other."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect, sync_playwright

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.foundation.documents.actions import attachments_of
from leadtocash.foundation.documents.tests.samples import letter, photo, workbook
from tests.journeys.browser import Desk, launch
from tests.journeys.shared import PDF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.req("PLT-7")]
#: a paste or a drop as the browser makes it, with files of these names and contents (base64)
HAPPENS = """([kind, where, files]) => {
  const held = new DataTransfer();
  for (const [name, type, content] of files) {
    held.items.add(new File([Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))], name, { type }));
  }
  const about = { bubbles: true, cancelable: true };
  const event = kind === "paste" ? new ClipboardEvent(kind, { ...about, clipboardData: held })
    : new DragEvent(kind, { ...about, dataTransfer: held });
  document.querySelector(where).dispatchEvent(event);
}"""
DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
OTHER = base64.b64encode(base64.b64decode(DOT) + b" ").decode()


@pytest.fixture
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.mark.parametrize("size", ["1440", "390"])
def test_files_come_in_by_every_way_and_are_looked_at(cast: Any, live_server: Any, browser: Any, size: str) -> None:
    customer = a_customer(cast.act("wang"))
    desk = Desk(browser, live_server.url, "wang", "demo-password", size)
    page = desk.open(f"/customers/{customer.pk}/?tab=files")
    expect(page.locator("label:has(> [data-photo])")).to_be_visible() if size == "390" else None
    page.set_input_files(
        "form[data-uploads] input[name=file]",
        [
            {"name": "合同.pdf", "mimeType": "application/pdf", "buffer": PDF},
            {"name": "程序.exe", "mimeType": "application/octet-stream", "buffer": b"MZ00"},
            {"name": "函.docx", "mimeType": "", "buffer": letter("尊敬的客户", picture=photo())},
            {"name": "价格.xlsx", "mimeType": "", "buffer": workbook({"价格": [["型号", 1]], "备注": [["含税"]]})},
        ],
    )
    expect(page.locator("[data-sends] li.lc-late")).to_contain_text("不收 程序.exe 这种文件")
    expect(page.locator("[data-files-count]")).to_have_text("3")
    expect(page.locator('.lc-tabs a[href="?tab=files"] small')).to_have_text("3")
    page.evaluate(HAPPENS, ["drop", ".lc-main", [["图.png", "image/png", DOT]]])
    expect(page.locator("[data-files-count]")).to_have_text("4")
    page.evaluate(HAPPENS, ["paste", "body", [["image.png", "image/png", OTHER]]])
    expect(page.locator("[data-files-count]")).to_have_text("5")
    assert [one.name[:2] for one in attachments_of(customer)] == ["合同", "函.", "价格", "图.", "截图"]
    expect(page.locator(".lc-thumb img").first).to_be_visible()
    desk.picture("files", size)
    assert desk.barriers("files") == []
    page.get_by_text("合同.pdf", exact=True).click()
    expect(page.locator("iframe.lc-pdf")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lc-paper")).to_contain_text("尊敬的客户")
    desk.picture("file", size)
    assert desk.barriers("file") == []
    page.locator('[data-turn="1"]').click()
    page.get_by_role("link", name="备注").click()
    expect(page.locator(".lc-cells td")).to_have_text("含税")
    desk.close()


def test_a_screenshot_pasted_into_a_comment_goes_to_the_files(cast: Any, live_server: Any, browser: Any) -> None:
    customer = a_customer(cast.act("wang"))
    desk = Desk(browser, live_server.url, "wang", "demo-password")
    desk.open(f"/customers/{customer.pk}/?tab=comments")
    field = desk.page.locator("textarea[data-mentions]")
    field.fill("见")
    desk.page.evaluate(HAPPENS, ["paste", "textarea[data-mentions]", [["image.png", "image/png", DOT]]])
    expect(field).to_have_value(re.compile("截图"))
    assert field.input_value().endswith(f"[{attachments_of(customer).get().name}] ")
    desk.close()
