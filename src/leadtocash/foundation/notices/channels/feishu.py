"""Feishu (Lark): a group's robot (signed), and messages of the company's own application to a person."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlsplit

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

_OVER_LIMIT = {11232, 230020, 99991400, 9499001}
_STALE_TOKEN = {99991663, 99991661, 99991664, 99991665}
_SENTENCES = {
    19001: gettext_lazy("This robot does not exist (any more): check its webhook address."),
    19021: gettext_lazy("The signature was not accepted: check the secret, and this server's clock."),
    19022: gettext_lazy("The robot refuses this server's address."),
    19024: gettext_lazy("The robot asks for a keyword that is not in the message."),
    10003: gettext_lazy("Feishu does not know this application (App ID)."),
    10014: gettext_lazy("Feishu does not accept the secret of the application."),
    10015: gettext_lazy("Feishu does not accept the secret of the application."),
    230006: gettext_lazy("The application has no robot: switch it on and publish a version."),
    99991672: gettext_lazy("The application lacks the right to send messages (im:message)."),
}
_PERSON = {230013, 230001, 230034, 230099}
_COLOURS = {"late": "red", "wait": "orange", "done": "green"}
_ID_TYPES = (("open_id", "open_id"), ("user_id", "user_id"))


class FeishuRobot(Kind):
    code = "feishu_robot"
    label = gettext_lazy("Feishu group robot")
    pace = (90, 60)
    fields = (
        Field(
            name="hook", label=gettext_lazy("Webhook"), secret=True,
            help=gettext_lazy("Group settings › robots › custom robot: the whole webhook address, or its last part"),
        ),
        Field(name="secret", label=gettext_lazy("Signing secret"), secret=True, required=False),
    )  # fmt: skip

    def tidy(self, config: dict[str, str]) -> dict[str, str]:
        hook = config.get("hook", "")
        if "://" in hook:
            hook = urlsplit(hook).path.rstrip("/").rpartition("/")[2]
        if hook and not hook.replace("-", "").isalnum():
            raise ValueError(_("This is not a webhook of Feishu."))
        return {**config, "hook": hook}

    def send(self, message: Message, address: str, config: Config) -> str:
        body: dict[str, Any] = {"msg_type": "interactive", "card": _card(message)}
        if config.get("secret"):
            body |= signature(config["secret"], int(time.time()))
        _check(call("POST", f"{base_of('feishu')}/open-apis/bot/v2/hook/{config['hook']}", body=body))
        return ""


class FeishuApp(Kind):
    code = "feishu_app"
    label = gettext_lazy("Feishu application")
    way = "feishu"
    repeatable = True
    fields = (
        Field(name="app_id", label=gettext_lazy("App ID")),
        Field(name="app_secret", label=gettext_lazy("App Secret"), secret=True),
        Field(name="id_type", label=gettext_lazy("People are addressed by"), default="open_id", choices=_ID_TYPES),
    )

    def send(self, message: Message, address: str, config: Config) -> str:
        try:
            return self._send(message, address, config)
        except Expired:
            tokens.forget(f"feishu {config['app_id']}", config["app_secret"])
        try:
            return self._send(message, address, config)
        except Expired as error:
            raise Temporary(_("Feishu does not accept the access token it has just given.")) from error

    def _send(self, message: Message, address: str, config: Config) -> str:
        token = tokens.token(f"feishu {config['app_id']}", config["app_secret"], lambda: _fetch(config))
        body = {
            "receive_id": address, "msg_type": "interactive", "content": json.dumps(_card(message), ensure_ascii=False),
            "uuid": hashlib.sha256(message.key.encode()).hexdigest()[:40],
        }  # fmt: skip
        reply = call(
            "POST", f"{base_of('feishu')}/open-apis/im/v1/messages", body=body,
            query={"receive_id_type": config.get("id_type") or "open_id"}, headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
        _check(reply)
        data = reply.body.get("data")
        return str(data.get("message_id", "")) if isinstance(data, dict) else ""


def signature(secret: str, moment: int) -> dict[str, str]:
    """What a signed robot asks for: the moment in seconds, and the HMAC of nothing keyed with moment and secret."""
    digest = hmac.new(f"{moment}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return {"timestamp": str(moment), "sign": base64.b64encode(digest).decode()}


def _card(message: Message) -> dict[str, Any]:
    button = {"tag": "button", "text": {"tag": "plain_text", "content": message.button}, "type": "primary",
              "url": message.url}  # fmt: skip
    return {
        "config": {"wide_screen_mode": True},
        "header": {
            "title": {"tag": "plain_text", "content": cut(message.heading or message.title, 200)},
            "template": _COLOURS.get(message.tone, "blue"),
        },
        "elements": [
            {"tag": "markdown", "content": cut(as_markdown(message, with_link=False, with_title=False), 12000)},
            {"tag": "action", "actions": [button]},
        ],
    }


def _fetch(config: Config) -> tuple[str, int]:
    body = {"app_id": config["app_id"], "app_secret": config["app_secret"]}
    reply = call("POST", f"{base_of('feishu')}/open-apis/auth/v3/tenant_access_token/internal", body=body)
    _check(reply)
    token = reply.text("tenant_access_token")
    if not token:
        raise Temporary(_("Feishu gave no access token."))
    return token, reply.number("expire") or 7200


def _check(reply: Reply) -> None:
    code = reply.number("code")
    if code is None:
        code = reply.number("StatusCode")
    if code == 0:
        return
    if code in _STALE_TOKEN:
        raise Expired
    if code in _OVER_LIMIT:
        raise Temporary(_("Too many messages at once; the platform asks to wait."), wait=60)
    if code is None:
        raise Temporary(_("Feishu is busy."))
    if code in _PERSON:
        raise Refused(_("Feishu does not know this person, or he may not use the application."))
    sentence = str(_SENTENCES.get(code, "")) or reply.text("msg")[:160]
    raise Refused(_("Feishu %(code)s: %(what)s") % {"code": code, "what": sentence}, ours=code in _SENTENCES)
