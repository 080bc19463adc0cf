"""DingTalk: a group's robot (signed), and work notifications of the company's own application to a person."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.notices.channels.base import Config, Expired, Field, Kind, Message, Refused, cut
from leadtocash.foundation.notices.channels.calling import Reply
from leadtocash.foundation.notices.channels.messengers import Application, Messenger, from_address
from leadtocash.foundation.notices.channels.text import as_markdown

#: an address that sign-in has found: DingTalk tells it as unionid, messages want the userid
UNION = "unionid:"
_userids: dict[str, str] = {}


class _Dingtalk(Messenger):
    def code_of(self, reply: Reply) -> int | None:
        """88 has another code below it: that one counts for stale tokens and too many messages."""
        code, below = super().code_of(reply), reply.text("sub_code")
        if code == 88 and below in {"40014", "42001"}:
            return int(below)
        return 90018 if code == 88 and below.startswith("9001") else code


DINGTALK = _Dingtalk(
    key="dingtalk",
    name=gettext_lazy("DingTalk"),
    over_limit={130101, 410100, 90018, 90006, 43008},
    stale_token={40014, 42001, 40001},
    no_person={33012, 60121, 400042, 143104, 143103},
    no_person_words=gettext_lazy("DingTalk does not know this person, or he may not use the application."),
    sentences={
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
    },
    wait=600,
    words=("sub_msg", "errmsg"),
)


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
        return from_address(config, "access_token")

    def send(self, message: Message, address: str, config: Config) -> str:
        query = {"access_token": config["access_token"]}
        if config.get("secret"):
            query |= signature(config["secret"], int(time.time() * 1000))
        text = cut(as_markdown(message), 18000)
        body = {"msgtype": "markdown", "markdown": {"title": cut(message.title, 120), "text": text}}
        DINGTALK.call("POST", "/robot/send", query=query, body=body)
        return ""


class DingtalkApp(Application):
    code = "dingtalk_app"
    label = gettext_lazy("DingTalk work notification")
    messenger = DINGTALK
    way = DINGTALK.key
    account = ("appkey", "appsecret")
    fields = (
        Field(name="appkey", label=gettext_lazy("AppKey (Client ID)")),
        Field(name="agent_id", label=gettext_lazy("AgentId")),
        Field(name="appsecret", label=gettext_lazy("AppSecret (Client Secret)"), secret=True),
    )

    def tidy(self, config: dict[str, str]) -> dict[str, str]:
        if not config.get("agent_id", "").isdigit():
            raise ValueError(_("The AgentId is a whole number."))
        return config

    def hand_over(self, message: Message, address: str, config: Config, token: str) -> str:
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
        return DINGTALK.call("POST", path, query={"access_token": token}, body=body).text("task_id")

    def fetch(self, config: Config) -> tuple[str, int | None]:
        query = {"appkey": config["appkey"], "appsecret": config["appsecret"]}
        try:
            reply = DINGTALK.call("GET", "/gettoken", query=query)
        except Expired as error:
            raise Refused(str(DINGTALK.sentences[40089]), ours=True) from error
        return reply.text("access_token"), reply.number("expires_in")


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
        reply = DINGTALK.call("POST", "/topapi/user/getbyunionid", query={"access_token": token}, body=body)
        result = reply.body.get("result")
        _userids[address] = str(result.get("userid", "")) if isinstance(result, dict) else ""
    if not _userids[address]:
        raise DINGTALK.nobody()
    return _userids[address]
