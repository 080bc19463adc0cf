"""WeCom: a group's robot, and messages of the company's own application to a person."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.notices.channels.base import Config, Field, Kind, Message, cut
from leadtocash.foundation.notices.channels.messengers import Application, Messenger, from_address
from leadtocash.foundation.notices.channels.text import as_markdown, as_plain

WECOM = Messenger(
    key="wecom",
    name=gettext_lazy("WeCom"),
    over_limit={45009, 45033, 45047},
    stale_token={40014, 42001, 41001},
    no_person={60111, 81013, 82001, 40031},
    no_person_words=gettext_lazy("WeCom does not know this person, or he may not use the application."),
    sentences={
        93000: gettext_lazy("This robot does not exist (any more): check its webhook key."),
        40001: gettext_lazy("WeCom does not accept the secret of the application."),
        40013: gettext_lazy("WeCom does not know this company id (corpid)."),
        40056: gettext_lazy("WeCom does not know this application (agentid)."),
        60020: gettext_lazy("WeCom refuses this server's address: enter it among the application's trusted IPs."),
        301002: gettext_lazy("The secret does not belong to this application (agentid)."),
        48002: gettext_lazy("The application may not send messages."),
    },
)


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
        return from_address(config, "key")

    def send(self, message: Message, address: str, config: Config) -> str:
        body = {"msgtype": "markdown", "markdown": {"content": cut(as_markdown(message), 4096)}}
        WECOM.call("POST", "/cgi-bin/webhook/send", query={"key": config["key"]}, body=body)
        return ""


class WecomApp(Application):
    code = "wecom_app"
    label = gettext_lazy("WeCom application")
    messenger = WECOM
    way = WECOM.key
    account = ("corpid", "secret")
    fields = (
        Field(name="corpid", label=gettext_lazy("Company id (corpid)")),
        Field(name="agentid", label=gettext_lazy("Application id (agentid)")),
        Field(name="secret", label=gettext_lazy("Application secret"), secret=True),
    )

    def tidy(self, config: dict[str, str]) -> dict[str, str]:
        if not config.get("agentid", "").isdigit():
            raise ValueError(_("The application id (agentid) is a whole number."))
        return config

    def hand_over(self, message: Message, address: str, config: Config, token: str) -> str:
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
        reply = WECOM.call("POST", "/cgi-bin/message/send", query={"access_token": token}, body=body)
        if address.lower() in reply.text("invaliduser").lower().split("|"):
            raise WECOM.nobody()
        return reply.text("msgid")

    def fetch(self, config: Config) -> tuple[str, int | None]:
        query = {"corpid": config["corpid"], "corpsecret": config["secret"]}
        reply = WECOM.call("GET", "/cgi-bin/gettoken", query=query)
        return reply.text("access_token"), reply.number("expires_in")
