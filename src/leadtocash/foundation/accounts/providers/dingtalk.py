"""DingTalk: sign-in on third-party websites (OAuth 2.0, api.dingtalk.com v1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.providers.base import Claims, Failed, Provider, Round, call, plain_phone


@dataclass(frozen=True)
class DingTalk(Provider):
    """corp_id, where it is set, lets in members of that company only. The mobile number is the platform's own; the
    mail address is what the member wrote himself, so nobody is found by it."""

    key: ClassVar[str] = "dingtalk"
    title: ClassVar[Promise | str] = _("DingTalk")
    needed: ClassVar[tuple[str, ...]] = ("client_id", "client_secret")
    optional: ClassVar[Mapping[str, str]] = {
        "label": "", "corp_id": "", "login_url": "https://login.dingtalk.com", "api_url": "https://api.dingtalk.com",
    }  # fmt: skip
    code_names: ClassVar[tuple[str, ...]] = ("authCode", "code")

    def where_to(self, way: Round) -> str:
        query = {
            "redirect_uri": way.redirect_uri, "response_type": "code", "client_id": self.settings["client_id"],
            "scope": "openid corpid" if self.settings.get("corp_id") else "openid", "state": way.state,
            "prompt": "consent",
        }  # fmt: skip
        return f"{self.settings['login_url']}/oauth2/auth?{urlencode(query)}"

    def who(self, code: str, way: Round, *, at: datetime) -> Claims:
        base = self.settings["api_url"]
        given = call(
            "POST", f"{base}/v1.0/oauth2/userAccessToken",
            json={
                "clientId": self.settings["client_id"], "clientSecret": self.settings["client_secret"], "code": code,
                "grantType": "authorization_code",
            },
        )  # fmt: skip
        corp = self.settings.get("corp_id", "")
        if corp and given.get("corpId") != corp:
            raise Failed("another company's member")
        header = {"x-acs-dingtalk-access-token": str(given.get("accessToken", ""))}
        me = call("GET", f"{base}/v1.0/contact/users/me", headers=header)
        subject = str(me.get("unionId") or "")
        if not subject:
            raise Failed("no unionId")
        country = str(me.get("stateCode") or "86").lstrip("+")
        mobile = str(me.get("mobile") or "")
        phone = plain_phone(country + mobile) if mobile else ""
        return Claims(subject, str(me.get("nick") or ""), "", phone, subject)
