"""Feishu (and Lark by another address): web sign-in with OAuth 2.0 and PKCE."""

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
class Feishu(Provider):
    """tenant_key, where it is set, lets in members of that company only. The company's own mail address and the
    mobile number are vouched for; the private mail address is not."""

    key: ClassVar[str] = "feishu"
    title: ClassVar[Promise | str] = _("Feishu")
    needed: ClassVar[tuple[str, ...]] = ("client_id", "client_secret")
    optional: ClassVar[Mapping[str, str]] = {
        "label": "", "tenant_key": "", "login_url": "https://accounts.feishu.cn", "api_url": "https://open.feishu.cn",
    }  # fmt: skip

    def where_to(self, way: Round) -> str:
        query = {
            "client_id": self.settings["client_id"], "redirect_uri": way.redirect_uri, "response_type": "code",
            "state": way.state, "code_challenge": way.challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return f"{self.settings['login_url']}/open-apis/authen/v1/authorize?{urlencode(query)}"

    def who(self, code: str, way: Round, *, at: datetime) -> Claims:
        base = self.settings["api_url"]
        given = call(
            "POST", f"{base}/open-apis/authen/v2/oauth/token",
            json={
                "grant_type": "authorization_code", "client_id": self.settings["client_id"],
                "client_secret": self.settings["client_secret"], "code": code, "redirect_uri": way.redirect_uri,
                "code_verifier": way.verifier,
            },
        )  # fmt: skip
        if given.get("code") not in (0, "0") or not given.get("access_token"):
            raise Failed(f"token: {given.get('code')} {given.get('error', '')}")
        header = {"Authorization": f"Bearer {given['access_token']}"}
        answer = call("GET", f"{base}/open-apis/authen/v1/user_info", headers=header)
        if answer.get("code") != 0:
            raise Failed(f"user_info: {answer.get('code')}")
        me = answer.get("data") or {}
        tenant = self.settings.get("tenant_key", "")
        if tenant and me.get("tenant_key") != tenant:
            raise Failed("another company's member")
        subject = str(me.get("union_id") or me.get("open_id") or "")
        if not subject:
            raise Failed("no union_id")
        phone = plain_phone(str(me.get("mobile") or ""))
        return Claims(
            subject, str(me.get("name") or ""), str(me.get("enterprise_email") or ""), phone,
            str(me.get("open_id") or subject),
        )  # fmt: skip
