"""WeCom: a group's robot, and messages of the company's own application to a person."""

from __future__ import annotations

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
from leadtocash.foundation.notices.channels.text import as_markdown, as_plain

_OVER_LIMIT = {45009, 45033, 45047}
_STALE_TOKEN = {40014, 42001, 41001}
_SENTENCES = {
    93000: gettext_lazy("This robot does not exist (any more): check its webhook key."),
    40001: gettext_lazy("WeCom does not accept the secret of the application."),
    40013: gettext_lazy("WeCom does not know this company id (corpid)."),
    40056: gettext_lazy("WeCom does not know this application (agentid)."),
    60020: gettext_lazy("WeCom refuses this server's address: enter it among the application's trusted IPs."),
    301002: gettext_lazy("The secret does not belong to this application (agentid)."),
    48002: gettext_lazy("The application may not send messages."),
}
_PERSON = {60111, 81013, 82001, 40031}


class WecomRobot(Kind):
    code = "wecom_robot"
    label = gettext_lazy("WeCom group robot")
    pace = (20, 60)
    fields = (
        Field(
            name="key", label=gettext_lazy("Webhook key"), secret=True,
            help=gettext_lazy("Group › group robots › add: the whole webhook address, or what stands behind key="),
        ),
    )  # fmt: skip

    def tidy(self, config: dict[str, str]) -> dict[str, str]:
        key = config.get("key", "")
        if "://" in key:
            config = {**config, "key": (parse_qs(urlsplit(key).query).get("key") or [""])[0]}
            if not config["key"]:
                raise ValueError(_("There is no key in this address."))
        return config

    def send(self, message: Message, address: str, config: Config) -> str:
        body = {"msgtype": "markdown", "markdown": {"content": cut(as_markdown(message), 4096)}}
        reply = call("POST", f"{base_of('wecom')}/cgi-bin/webhook/send", query={"key": config["key"]}, body=body)
        _check(reply)
        return ""


class WecomApp(Kind):
    code = "wecom_app"
    label = gettext_lazy("WeCom application")
    way = "wecom"
    repeatable = True
    fields = (
        Field(name="corpid", label=gettext_lazy("Company id (corpid)")),
        Field(name="agentid", label=gettext_lazy("Application id (agentid)")),
        Field(name="secret", label=gettext_lazy("Application secret"), secret=True),
    )

    def tidy(self, config: dict[str, str]) -> dict[str, str]:
        if not config.get("agentid", "").isdigit():
            raise ValueError(_("The application id (agentid) is a whole number."))
        return config

    def send(self, message: Message, address: str, config: Config) -> str:
        try:
            return self._send(message, address, config)
        except Expired:
            tokens.forget(f"wecom {config['corpid']}", config["secret"])
        try:
            return self._send(message, address, config)
        except Expired as error:
            raise Temporary(_("WeCom does not accept the access token it has just given.")) from error

    def _send(self, message: Message, address: str, config: Config) -> str:
        token = tokens.token(f"wecom {config['corpid']}", config["secret"], lambda: _fetch(config))
        card = {
            "title": cut(message.heading or message.title, 128),
            "description": cut(as_plain(message), 512),
            "url": message.url,
            "btntxt": cut(message.button, 12),
        }
        body = {
            "touser": address, "msgtype": "textcard", "agentid": int(config["agentid"]), "textcard": card,
            "enable_duplicate_check": 1, "duplicate_check_interval": 14400,
        }  # fmt: skip
        reply = call("POST", f"{base_of('wecom')}/cgi-bin/message/send", query={"access_token": token}, body=body)
        _check(reply)
        if address.lower() in reply.text("invaliduser").lower().split("|"):
            raise Refused(_("WeCom does not know this person, or he may not use the application."))
        return reply.text("msgid")


def _fetch(config: Config) -> tuple[str, int]:
    query = {"corpid": config["corpid"], "corpsecret": config["secret"]}
    reply = call("GET", f"{base_of('wecom')}/cgi-bin/gettoken", query=query)
    _check(reply)
    token = reply.text("access_token")
    if not token:
        raise Temporary(_("WeCom gave no access token."))
    return token, reply.number("expires_in") or 7200


def _check(reply: Reply) -> None:
    code = reply.number("errcode")
    if code == 0:
        return
    if code in _STALE_TOKEN:
        raise Expired
    if code in _OVER_LIMIT:
        raise Temporary(_("Too many messages at once; the platform asks to wait."), wait=60)
    if code == -1 or code is None:
        raise Temporary(_("WeCom is busy."))
    if code in _PERSON:
        raise Refused(_("WeCom does not know this person, or he may not use the application."))
    sentence = str(_SENTENCES.get(code, "")) or reply.text("errmsg")[:160]
    raise Refused(_("WeCom %(code)s: %(what)s") % {"code": code, "what": sentence}, ours=code in _SENTENCES)
