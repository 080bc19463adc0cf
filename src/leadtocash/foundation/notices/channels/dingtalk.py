"""DingTalk: a group's robot (signed), and work notifications of the company's own application to a person."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.notices.channels import tokens
from leadtocash.foundation.notices.channels.base import (
    Config,
    Expired,
    Field,
    Kind,
    Message,
    Refused,
    Temporary,
    cut,
)
from leadtocash.foundation.notices.channels.calling import Reply, base_of, call
from leadtocash.foundation.notices.channels.text import as_markdown

#: an address that sign-in has found: DingTalk tells it as unionid, messages want the userid
UNION = "unionid:"
_userids: dict[str, str] = {}
_OVER_LIMIT = {130101, 410100, 90018, 90006, 43008}
_STALE_TOKEN = {40014, 42001, 40001}
_SENTENCES = {
    300001: gettext_lazy("This robot does not exist (any more): check its access token."),
    400101: gettext_lazy("This robot does not exist (any more): check its access token."),
    400102: gettext_lazy("The robot is switched off in its group."),
    400013: gettext_lazy("The group has been dissolved."),
    400106: gettext_lazy("The robot is not in the group (any more)."),
    310000: gettext_lazy("The robot's safety settings refuse it: check secret, keywords and allowed addresses."),
    40089: gettext_lazy("DingTalk does not accept this AppKey and AppSecret."),
    40096: gettext_lazy("DingTalk does not accept this AppKey and AppSecret."),
    400002: gettext_lazy("DingTalk does not know this AgentId."),
    88: gettext_lazy("The application lacks the right to send work notifications."),
}
_PERSON = {33012, 60121, 400042, 143104, 143103}


class DingtalkRobot(Kind):
    code = "dingtalk_robot"
    label = gettext_lazy("DingTalk group robot")
    pace = (20, 60)
    fields = (
        Field(
            name="access_token", label=gettext_lazy("Access token"), secret=True,
            help=gettext_lazy("Group settings › robots › custom: the whole webhook address, or its access_token"),
        ),
        Field(
            name="secret", label=gettext_lazy("Signing secret"), secret=True, required=False,
            help=gettext_lazy("Begins with SEC; empty where the robot is protected by a keyword instead."),
        ),
    )  # fmt: skip

    def tidy(self, config: dict[str, str]) -> dict[str, str]:
        token = config.get("access_token", "")
        if "://" in token:
            config = {**config, "access_token": (parse_qs(urlsplit(token).query).get("access_token") or [""])[0]}
            if not config["access_token"]:
                raise ValueError(_("There is no access_token in this address."))
        return config

    def send(self, message: Message, address: str, config: Config) -> str:
        query = {"access_token": config["access_token"]}
        if config.get("secret"):
            query |= signature(config["secret"], int(time.time() * 1000))
        text = cut(as_markdown(message), 18000)
        body = {"msgtype": "markdown", "markdown": {"title": cut(message.title, 120), "text": text}}
        _check(call("POST", f"{base_of('dingtalk')}/robot/send", query=query, body=body))
        return ""


class DingtalkApp(Kind):
    code = "dingtalk_app"
    label = gettext_lazy("DingTalk work notification")
    way = "dingtalk"
    repeatable = True
    fields = (
        Field(name="appkey", label=gettext_lazy("AppKey (Client ID)")),
        Field(name="agent_id", label=gettext_lazy("AgentId")),
        Field(name="appsecret", label=gettext_lazy("AppSecret (Client Secret)"), secret=True),
    )

    def tidy(self, config: dict[str, str]) -> dict[str, str]:
        if not config.get("agent_id", "").isdigit():
            raise ValueError(_("The AgentId is a whole number."))
        return config

    def send(self, message: Message, address: str, config: Config) -> str:
        try:
            return self._send(message, address, config)
        except Expired:
            tokens.forget(f"dingtalk {config['appkey']}", config["appsecret"])
        try:
            return self._send(message, address, config)
        except Expired as error:
            raise Temporary(_("DingTalk does not accept the access token it has just given.")) from error

    def _send(self, message: Message, address: str, config: Config) -> str:
        token = tokens.token(f"dingtalk {config['appkey']}", config["appsecret"], lambda: _fetch(config))
        card = {
            "title": cut(message.title, 120),
            "markdown": cut(as_markdown(message, with_link=False), 1000),
            "single_title": cut(message.button, 20),
            "single_url": message.url,
        }
        body = {
            "agent_id": int(config["agent_id"]), "userid_list": _userid(address, token),
            "msg": {"msgtype": "action_card", "action_card": card},
        }  # fmt: skip
        path = "/topapi/message/corpconversation/asyncsend_v2"
        reply = call("POST", base_of("dingtalk") + path, query={"access_token": token}, body=body)
        _check(reply)
        return reply.text("task_id")


def signature(secret: str, moment: int) -> dict[str, str]:
    """What a signed robot asks for: the moment in milliseconds and the HMAC of it (query parameters, unescaped)."""
    digest = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    return {"timestamp": str(moment), "sign": base64.b64encode(digest).decode()}


def _userid(address: str, token: str) -> str:
    """The userid of an address; one known by unionid is asked for once."""
    if not address.startswith(UNION):
        return address
    if address not in _userids:
        body = {"unionid": address.removeprefix(UNION)}
        reply = call(
            "POST", f"{base_of('dingtalk')}/topapi/user/getbyunionid", query={"access_token": token}, body=body
        )
        _check(reply)
        result = reply.body.get("result")
        _userids[address] = str(result.get("userid", "")) if isinstance(result, dict) else ""
    if not _userids[address]:
        raise Refused(_("DingTalk does not know this person, or he may not use the application."))
    return _userids[address]


def _fetch(config: Config) -> tuple[str, int]:
    query = {"appkey": config["appkey"], "appsecret": config["appsecret"]}
    reply = call("GET", f"{base_of('dingtalk')}/gettoken", query=query)
    try:
        _check(reply)
    except Expired as error:
        raise Refused(str(_SENTENCES[40089]), ours=True) from error
    token = reply.text("access_token")
    if not token:
        raise Temporary(_("DingTalk gave no access token."))
    return token, reply.number("expires_in") or 7200


def _check(reply: Reply) -> None:
    code = reply.number("errcode")
    if code == 0:
        return
    if code in _STALE_TOKEN or (code == 88 and reply.text("sub_code") in {"40014", "42001"}):
        raise Expired
    if code in _OVER_LIMIT or (code == 88 and reply.text("sub_code").startswith("9001")):
        raise Temporary(_("Too many messages at once; the platform asks to wait."), wait=600)
    if code == -1 or code is None:
        raise Temporary(_("DingTalk is busy."))
    if code in _PERSON:
        raise Refused(_("DingTalk does not know this person, or he may not use the application."))
    sentence = str(_SENTENCES.get(code, "")) or (reply.text("sub_msg") or reply.text("errmsg"))[:160]
    raise Refused(_("DingTalk %(code)s: %(what)s") % {"code": code, "what": sentence}, ours=code in _SENTENCES)
