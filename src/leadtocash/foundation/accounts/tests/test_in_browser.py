"""Signing in with a real browser: second factor, passkey, without scripts (PLT-6)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.journeys.browser import launch

from leadtocash.foundation.accounts.models import Passkey, SignInEvent

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.req("PLT-6")]


@pytest.fixture
def browser(cast: Any) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


def password(page: Page, url: str, name: str = "wang") -> None:
    page.goto(f"{url}/sign-in/?next=/customers/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", "demo-password")
    page.keyboard.press("Enter")


def test_a_second_factor_is_set_up_and_asked_from_then_on(browser: Browser, live_server: Any) -> None:
    page = browser.new_page()
    password(page, live_server.url)
    page.wait_for_url(f"{live_server.url}/customers/")
    page.goto(f"{live_server.url}/me/security/authenticator/")
    secret = page.text_content("code.lc-key") or ""
    page.fill("[name=code]", pyotp.TOTP(secret).at(time.time() - 30))
    page.click("main button.primary")
    page.wait_for_selector(".lc-codes li")
    codes = page.locator(".lc-codes li").all_inner_texts()
    assert len(codes) == 10

    other = browser.new_context().new_page()
    password(other, live_server.url)
    other.wait_for_url("**/sign-in/code/", timeout=10_000)
    other.fill("[name=code]", "000000")
    other.click("form button.primary")
    other.wait_for_selector(".lc-err")
    other.fill("[name=code]", pyotp.TOTP(secret).now())
    other.check("[name=trust]")
    other.click("form button.primary")
    other.wait_for_url(f"{live_server.url}/customers/")
    other.request.post(f"{live_server.url}/sign-out/")

    third = browser.new_context(java_script_enabled=False).new_page()
    password(third, live_server.url)
    third.wait_for_url("**/sign-in/code/", timeout=10_000)
    third.fill("[name=code]", codes[0])
    third.click("form button.primary")
    third.wait_for_url(f"{live_server.url}/customers/")


def test_a_passkey_is_added_and_signs_in_by_itself(browser: Browser, live_server: Any) -> None:
    url = live_server.url.replace("127.0.0.1", "localhost")
    context = browser.new_context()
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    password(page, url)
    page.wait_for_url(f"{url}/customers/")
    page.goto(f"{url}/me/security/")
    page.fill("[name=label]", "office")
    page.click("form[data-new] button")
    page.wait_for_selector(".lc-codes li")
    assert Passkey.objects.get().label == "office"

    context.clear_cookies()
    page.goto(f"{url}/sign-in/?next=/customers/")
    page.click("form[data-passkey] button")
    page.wait_for_url(f"{url}/customers/")
    assert SignInEvent.objects.filter(what="signed_in", how="passkey").count() == 1
    before = Passkey.objects.get().sign_count

    context.clear_cookies()
    password(page, url)
    page.wait_for_url("**/sign-in/code/", timeout=10_000)
    page.click("form[data-passkey] button")
    page.wait_for_url(f"{url}/customers/")
    assert Passkey.objects.get().sign_count > before


def test_caps_lock_is_said_while_typing(browser: Browser, live_server: Any) -> None:
    page = browser.new_page()
    page.goto(f"{live_server.url}/sign-in/")
    field = page.locator("[name=password]")
    field.evaluate("e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'A', modifierCapsLock: true}))")
    page.wait_for_selector(".lc-field .lc-help:not([hidden])")
