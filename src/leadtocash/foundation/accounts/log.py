"""The sign-in log: each try and each change of an account, in words for those who read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts import events
from leadtocash.foundation.accounts.models import SignInEvent, User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.web.acting import address_of

WORDS: dict[str, Any] = {
    "signed_in": _("Signed in"),
    "refused": _("Refused"),
    "signed_out": _("Signed out"),
    "session_ended": _("Session ended"),
    "locked": _("Locked after wrong tries"),
    "unlocked": _("Unlocked by an administrator"),
    "password_changed": _("Password changed"),
    "password_reset": _("Password set by a link"),
    "link_made": _("Link to set the password made"),
    "totp_on": _("Authenticator app set up"),
    "totp_off": _("Authenticator app removed"),
    "passkey_added": _("Passkey added"),
    "passkey_removed": _("Passkey removed"),
    "codes_made": _("Recovery codes made"),
    "factors_reset": _("Second factor taken off by an administrator"),
    "linked": _("Platform linked"),
    "unlinked": _("Platform unlinked"),
    "token_made": _("API token made"),
    "token_withdrawn": _("API token withdrawn"),
    "device_trusted": _("Device remembered"),
}
HOW: dict[str, Any] = {
    "password": _("Password"),
    "totp": _("Authenticator app"),
    "recovery": _("Recovery code"),
    "passkey": _("Passkey"),
    "oidc": _("Single sign-on"),
    "dingtalk": _("DingTalk"),
    "feishu": _("Feishu"),
    "wecom": _("WeCom"),
    "link": _("Link"),
    "token": _("API token"),
}
WHY: dict[str, Any] = {
    "wrong": _("user name or password wrong"),
    "inactive": _("account not active"),
    "locked": _("locked"),
    "code": _("code wrong"),
    "passkey": _("passkey not accepted"),
    "platform": _("platform's answer not accepted"),
    "unknown_person": _("nobody here belongs to this account"),
    "factor_needed": _("second factor missing"),
    "password_due": _("password must be changed first"),
}


@dataclass(frozen=True)
class Where:
    """address: network address; agent: what the browser calls itself."""

    address: str = ""
    agent: str = ""


def where_of(request: HttpRequest) -> Where:
    return Where(address_of(request), str(request.headers.get("User-Agent", ""))[:200])


def write(
    what: str, *, at: datetime, where: Where, person: User | None = None, name: str = "", how: str = "", why: str = "",
    detail: str = "",
) -> None:  # fmt: skip
    """Write one line. What was typed for a person nobody knows is kept as its first two signs only: people type
    passwords into the wrong field."""
    shown = person.username if person else (name[:2] + "…" if name else "")
    SignInEvent.objects.create(
        person=person, name=shown, at=at, what=what, how=how, why=why, detail=detail[:120], address=where.address,
        agent=where.agent,
    )  # fmt: skip


def changed(person: User, what: str, *, act: Act, where: Where, detail: str = "") -> None:
    """Write that somebody's account was changed, and say it to those who listen (the journal)."""
    write(what, at=act.at, where=where, person=person, detail=detail)
    publish(events.AccountChanged(person=person, what=what, detail=detail, act=act))


def device_of(agent: str) -> str:
    """A browser's long name as people say it: "Chrome · Windows"."""
    browsers = [
        ("wxwork", "WeCom"), ("DingTalk", "DingTalk"), ("Lark", "Feishu"), ("Feishu", "Feishu"), ("Edg", "Edge"),
        ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"), ("curl", "curl"),
        ("python", "Python"),
    ]  # fmt: skip
    systems = [
        ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"), ("iPhone", "iPhone"), ("iPad", "iPad"),
        ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
    ]  # fmt: skip
    browser = next((name for mark, name in browsers if mark in agent), "")
    system = next((name for mark, name in systems if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part) or agent[:40]
