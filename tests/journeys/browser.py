"""A real Chromium at the product's own pages: signing in, forms, screenshots in Chinese at desk and phone width."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

# Playwright's synchronous API runs an event loop in this thread; the tests' own queries are safe beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
SCREENSHOTS = Path(__file__).resolve().parents[2] / "docs/screenshots"
SIZES = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--force-color-profile=srgb"]  # fmt: skip


def launch(playwright: Playwright) -> Browser:
    """The Chromium that `dev.py test` found ($CHROMIUM), else one on the PATH, else Playwright's own."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    return playwright.chromium.launch(executable_path=found or None, args=QUIET)


class Desk:
    """One person at one browser window; faults of scripts and pages are kept and fail the test."""

    def __init__(self, browser: Browser, base: str, who: str, password: str, size: str = "1440") -> None:
        self.base = base
        self.faults: list[str] = []
        self.context = browser.new_context(viewport=SIZES[size], locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("response", self._answered)
        self.open("/sign-in/")
        self.page.fill("[name=username]", who)
        self.page.fill("[name=password]", password)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_selector(".lc-main h1")

    def _heard(self, message: Any) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _answered(self, response: Any) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def picture(self, name: str, size: str, *, whole: bool = False) -> None:
        """Keep a screenshot where LEADTOCASH_SCREENSHOTS asks for it; the width never overflows."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} at {size}: {wide} px too wide"
        if os.environ.get("LEADTOCASH_SCREENSHOTS"):
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SCREENSHOTS / f"{name}-{size}.png", full_page=whole)

    def close(self) -> None:
        self.context.close()
        assert self.faults == []
