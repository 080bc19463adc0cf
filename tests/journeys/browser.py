"""A real Chromium at the product's own pages: signing in, forms, screenshots in Chinese at desk and phone width."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Playwright, Response

# Playwright's synchronous API runs an event loop in this thread; the tests' own queries are safe beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
SIZES = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)
PATIENCE = 90_000  # milliseconds: a busy machine is no fault of the page
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--force-color-profile=srgb"]  # fmt: skip


def launch(playwright: Playwright) -> Browser:
    """The Chromium that `dev.py test` found ($CHROMIUM), else one on the PATH, else Playwright's own."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    return playwright.chromium.launch(executable_path=found or None, args=QUIET)


IDLE = """() => {
  const idle = document.readyState === "complete" && !document.documentElement.dataset.busy
    && !document.querySelector("button[data-sending], [aria-busy=true]");
  window.lcIdle = idle ? (window.lcIdle ?? 0) + 1 : 0;
  return window.lcIdle > 6;
}"""


ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "docs/screenshots"
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
# What is found in each theme: in the dark one colours only, the rest does not depend on it.
SOUGHT = {"dark": ["color-contrast"], "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
AUDIT = """async ([runOnly, whole]) => {
  const found = await axe.run(whole ? document : "main", { runOnly, resultTypes: ["violations"] });
  const words = (one, node) => `${one.id}: ${node.html.slice(0, 160)}`;
  return found.violations.flatMap((one) => one.nodes.slice(0, 3).map((node) => words(one, node)));
}"""
THEME = """async theme => {
  document.documentElement.dataset.bsTheme = theme;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  for (const animation of document.getAnimations()) animation.finish();
}"""


# Where a button sends its form; null for one that answers a question of the script's ("really?").
ADDRESS = """button => {
  const said = [button, button.form].map((at) => at?.getAttribute("hx-post")).find(Boolean);
  const own = button.form?.method === "post" ? button.form.action : null;
  const address = said ?? button.getAttribute("formaction") ?? own;
  return address === null ? null : new URL(address, location.href).pathname;
}"""


def settled(page: Page) -> None:
    """Wait until the page is there whole and none of its own requests is under way, for six frames on end."""
    page.evaluate("window.lcIdle = 0")
    page.wait_for_function(IDLE)


def press(page: Page, button: str) -> None:
    """Press a button that sends its form, and wait until the answer stands on the page.

    Small questions a page asks by itself (checks of a cell, live numbers) are not taken for the answer.
    """
    settled(page)
    place = page.locator(button).first
    address = place.evaluate(ADDRESS)

    def answers(response: Response) -> bool:
        return response.request.method == "POST" and address in (None, urlsplit(response.url).path)

    page.evaluate("window.lcHere = true")
    with page.expect_response(answers) as answer:
        place.click()
    leaves = answer.value.request.is_navigation_request() or "hx-redirect" in answer.value.headers
    if leaves:
        page.wait_for_function("() => !window.lcHere")
    settled(page)


class Desk:
    """One person at one browser window; faults of scripts and pages are kept and fail the test."""

    def __init__(self, browser: Browser, base: str, who: str, password: str, size: str = "1440") -> None:
        """size: as in SIZES; 390 is a phone: touched, with the phone's own calendar."""
        self.base, self.who, self.password = base, who, password
        self.faults: list[str] = []
        self.framed = False  # whether the frame has been looked at for barriers
        phone = {"has_touch": True, "is_mobile": True, "user_agent": PHONE} if size == "390" else {}
        self.context = browser.new_context(viewport=SIZES[size], locale="zh-CN", timezone_id="Asia/Shanghai", **phone)  # type: ignore[arg-type]
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("response", self._answered)
        self.open("/sign-in/")
        self.sign_in()

    def sign_in(self) -> None:
        """On the page that asks who one is."""
        self.page.fill("[name=username]", self.who)
        self.page.fill("[name=password]", self.password)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_selector(".lc-main h1", state="attached")

    def touch(self, way: Sequence[tuple[float, float]], *, hold: int = 0) -> None:
        """A finger put down at the first of these points, held (milliseconds), led over the others and taken away."""
        wire = self.context.new_cdp_session(self.page)
        for number, (x, y) in enumerate(way):
            kind = "touchMove" if number else "touchStart"
            wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
            self.page.wait_for_timeout(20 if number else hold)
        wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        wire.detach()

    def _heard(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _answered(self, response: Any) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        settled(self.page)
        return self.page

    def picture(self, name: str, size: str, *, whole: bool = False) -> None:
        """Keep a screenshot where LEADTOCASH_SCREENSHOTS asks for it; the width never overflows."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} at {size}: {wide} px too wide"
        if os.environ.get("LEADTOCASH_SCREENSHOTS"):
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SCREENSHOTS / f"{name}-{size}.png", full_page=whole)

    def pictures(self, name: str) -> None:
        """The same at every size, as if the window were drawn smaller."""
        for size, pixels in SIZES.items():
            self.page.set_viewport_size(pixels)  # type: ignore[arg-type]
            settled(self.page)
            self.picture(name, size)
        self.page.set_viewport_size(SIZES["1440"])  # type: ignore[arg-type]

    def barriers(self, name: str) -> list[str]:
        """What keeps people out of this page by WCAG 2.1 A and AA, in the light theme and in the dark one; the frame
        round the page, the same on all, is looked at on the first."""
        self.page.evaluate(AXE.read_text("utf-8"))
        whole, self.framed = not self.framed, True
        found = []
        for theme, sought in SOUGHT.items():
            self.page.evaluate(THEME, theme)
            found += [f"{name}, {theme}: {one}" for one in self.page.evaluate(AUDIT, [sought, whole])]
        return found

    def close(self) -> None:
        self.context.close()
        assert self.faults == [], self.faults
