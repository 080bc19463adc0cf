"""WeCom: QR code in the browser, silent sign-in inside the WeCom app."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.providers.base import Claims, Failed, Provider, Round, call, plain_phone

#: the application's access token by (address, company, agent): (token, good until)
_tokens: dict[tuple[str, str, str], tuple[str, datetime]] = {}


@dataclass(frozen=True)
class WeCom(Provider):
    """Only members of the company get in: the platform itself names nobody else by userid.

    The company gives the userid, the mobile number and the company's mail address.
    """

    key: ClassVar[str] = "wecom"
    title: ClassVar[Promise | str] = _("WeCom")
    needed: ClassVar[tuple[str, ...]] = ("corp_id", "agent_id", "secret")
    optional: ClassVar[Mapping[str, str]] = {
        "label": "", "login_url": "https://login.work.weixin.qq.com", "api_url": "https://qyapi.weixin.qq.com",
        "in_app_url": "https://open.weixin.qq.com",
    }  # fmt: skip

    def where_to(self, way: Round) -> str:
        corp, agent = self.settings["corp_id"], self.settings["agent_id"]
        if "wxwork" in way.agent.lower():
            inside = {
                "appid": corp, "redirect_uri": way.redirect_uri, "response_type": "code",
                "scope": "snsapi_privateinfo", "state": way.state, "agentid": agent,
            }  # fmt: skip
            return f"{self.settings['in_app_url']}/connect/oauth2/authorize?{urlencode(inside)}#wechat_redirect"
        query = {
            "login_type": "CorpApp", "appid": corp, "agentid": agent, "redirect_uri": way.redirect_uri,
            "state": way.state,
        }  # fmt: skip
        return f"{self.settings['login_url']}/wwlogin/sso/login?{urlencode(query)}"

    def who(self, code: str, way: Round, *, at: datetime) -> Claims:
        token = self._token(at=at)
        me = self._ask("GET", "/cgi-bin/auth/getuserinfo", token, params={"code": code})
        userid = str(me.get("userid") or me.get("UserId") or "")
        if not userid:
            raise Failed("not a member of the company")
        more: dict[str, Any] = {}
        if me.get("user_ticket"):
            more = self._ask("POST", "/cgi-bin/auth/getuserdetail", token, json={"user_ticket": me["user_ticket"]})
        phone = plain_phone(str(more.get("mobile") or ""))
        return Claims(userid, str(more.get("name") or userid), str(more.get("biz_mail") or ""), phone, userid)

    def _token(self, *, at: datetime) -> str:
        """The application's token, kept for as long as it is good (the platform limits how often one asks)."""
        kept = (self.settings["api_url"], self.settings["corp_id"], self.settings["agent_id"])
        token, until = _tokens.get(kept, ("", at))
        if until > at:
            return token
        given = call(
            "GET", f"{self.settings['api_url']}/cgi-bin/gettoken",
            params={"corpid": self.settings["corp_id"], "corpsecret": self.settings["secret"]},
        )  # fmt: skip
        if given.get("errcode") or not given.get("access_token"):
            raise Failed(f"gettoken: {given.get('errcode')}")
        token = str(given["access_token"])
        _tokens[kept] = (token, at + timedelta(seconds=max(int(given.get("expires_in", 7200)) - 300, 0)))
        return token

    def _ask(self, method: str, path: str, token: str, *, params: Any = None, json: Any = None) -> dict[str, Any]:
        query = {"access_token": token, **(params or {})}
        given = call(method, f"{self.settings['api_url']}{path}", params=query, json=json)
        if given.get("errcode"):
            _tokens.clear()  # an outdated application token is asked for anew next time
            raise Failed(f"{path}: {given['errcode']}")
        return given
