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

from leadtocash.foundation.notices.channels.base import Config, Field, Kind, Message, cut
from leadtocash.foundation.notices.channels.messengers import Application, Messenger
from leadtocash.foundation.notices.channels.text import as_markdown

_COLOURS = {"late": "red", "wait": "orange", "done": "green"}
_ID_TYPES = (("open_id", "open_id"), ("user_id", "user_id"))

FEISHU = Messenger(
    key="feishu",
    name=gettext_lazy("Feishu"),
    over_limit={11232, 230020, 99991400, 9499001},
    stale_token={99991663, 99991661, 99991664, 99991665},
    no_person={230013, 230001, 230034, 230099},
    no_person_words=gettext_lazy("Feishu does not know this person, or he may not use the application."),
    sentences={
        19001: gettext_lazy("This robot does not exist (any more): check its webhook address."),
        19021: gettext_lazy("The signature was not accepted: check the secret, and this server's clock."),
        19022: gettext_lazy("The robot refuses this server's address."),
        19024: gettext_lazy("The robot asks for a keyword that is not in the message."),
        10003: gettext_lazy("Feishu does not know this application (App ID)."),
        10014: gettext_lazy("Feishu does not accept the secret of the application."),
        10015: gettext_lazy("Feishu does not accept the secret of the application."),
        230006: gettext_lazy("The application has no robot: switch it on and publish a version."),
        99991672: gettext_lazy("The application lacks the right to send messages (im:message)."),
    },
    busy=(),
    codes=("code", "StatusCode"),
    words=("msg",),
)


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
        FEISHU.call("POST", f"/open-apis/bot/v2/hook/{config['hook']}", body=body)
        return ""


class FeishuApp(Application):
    code = "feishu_app"
    label = gettext_lazy("Feishu application")
    messenger = FEISHU
    way = FEISHU.key
    account = ("app_id", "app_secret")
    fields = (
        Field(name="app_id", label=gettext_lazy("App ID")),
        Field(name="app_secret", label=gettext_lazy("App Secret"), secret=True),
        Field(name="id_type", label=gettext_lazy("People are addressed by"), default="open_id", choices=_ID_TYPES),
    )

    def hand_over(self, message: Message, address: str, config: Config, token: str) -> str:
        body = {
            "receive_id": address, "msg_type": "interactive", "content": json.dumps(_card(message), ensure_ascii=False),
            "uuid": hashlib.sha256(message.key.encode()).hexdigest()[:40],
        }  # fmt: skip
        query = {"receive_id_type": config.get("id_type") or "open_id"}
        headers = {"Authorization": f"Bearer {token}"}
        reply = FEISHU.call("POST", "/open-apis/im/v1/messages", query=query, body=body, headers=headers)
        data = reply.body.get("data")
        return str(data.get("message_id", "")) if isinstance(data, dict) else ""

    def fetch(self, config: Config) -> tuple[str, int | None]:
        body = {"app_id": config["app_id"], "app_secret": config["app_secret"]}
        reply = FEISHU.call("POST", "/open-apis/auth/v3/tenant_access_token/internal", body=body)
        return reply.text("tenant_access_token"), reply.number("expire")


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
