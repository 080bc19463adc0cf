"""What the company messengers share: one judge of their answers, and applications that send with an access token."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.text import Words
from leadtocash.foundation.notices.channels import tokens
from leadtocash.foundation.notices.channels.base import Config, Expired, Kind, Message, Refused, Temporary
from leadtocash.foundation.notices.channels.calling import Reply, base_of, call


@dataclass(frozen=True, kw_only=True)
class Messenger:
    """A platform, and what the codes of its answers mean; `wait`: so many seconds after too many messages.

    sentences: codes for which the channel's configuration is at fault. codes, words: the fields of an answer's code
    and explanation, of which the first that is there counts.
    """

    key: str
    name: Words
    over_limit: Collection[int]
    stale_token: Collection[int]
    no_person: Collection[int]
    no_person_words: Words
    sentences: Mapping[int, Words]
    busy: Collection[int] = (-1,)
    wait: int = 60
    codes: tuple[str, ...] = ("errcode",)
    words: tuple[str, ...] = ("errmsg",)

    def call(self, method: str, path: str, **sent: Any) -> Reply:
        """The platform's answer, when it is a clear yes. Raises Expired and all that `calling.call` raises."""
        reply = call(method, base_of(self.key) + path, **sent)
        code = self.code_of(reply)
        if code == 0:
            return reply
        if code is None or code in self.busy:
            raise Temporary(self.say(_("%(platform)s is busy.")))
        if code in self.stale_token:
            raise Expired
        if code in self.over_limit:
            raise Temporary(_("Too many messages at once; the platform asks to wait."), wait=self.wait)
        if code in self.no_person:
            raise self.nobody()
        what = self.sentences.get(code) or next(filter(None, map(reply.text, self.words)), "")[:160]
        raise Refused(self.say(_("%(platform)s %(code)s: %(what)s"), code=code, what=what), ours=code in self.sentences)

    def code_of(self, reply: Reply) -> int | None:
        """The answer's code: 0 is yes, None an answer without one."""
        return next((code for code in map(reply.number, self.codes) if code is not None), None)

    def nobody(self) -> Refused:
        """The platform knows no such person."""
        return Refused(str(self.no_person_words))

    def say(self, sentence: str, **more: object) -> str:
        """A sentence with the platform's name."""
        return sentence % {"platform": self.name, **more}


class Application(Kind):
    """The company's own application, which writes to a person. account: the fields of its id and of its secret."""

    messenger: ClassVar[Messenger]
    account: ClassVar[tuple[str, str]]
    repeatable = True

    def send(self, message: Message, address: str, config: Config) -> str:
        try:
            return self.hand_over(message, address, config, self._token(config))
        except Expired:
            tokens.forget(*self._account(config))
        try:
            return self.hand_over(message, address, config, self._token(config))
        except Expired as error:
            sentence = _("%(platform)s does not accept the access token it has just given.")
            raise Temporary(self.messenger.say(sentence)) from error

    @abstractmethod
    def hand_over(self, message: Message, address: str, config: Config, token: str) -> str:
        """Send one message with this token; give the platform's receipt. Raises Expired besides."""

    @abstractmethod
    def fetch(self, config: Config) -> tuple[str, int | None]:
        """A fresh access token and its life in seconds."""

    def _account(self, config: Config) -> tuple[str, str]:
        name, secret = self.account
        return f"{self.messenger.key} {config[name]}", config[secret]

    def _token(self, config: Config) -> str:
        def fetch() -> tuple[str, int]:
            token, life = self.fetch(config)
            if not token:
                raise Temporary(self.messenger.say(_("%(platform)s gave no access token.")))
            return token, life or 7200

        return tokens.token(*self._account(config), fetch)


def from_address(config: dict[str, str], name: str) -> dict[str, str]:
    """A whole webhook address becomes what stands behind this name in it. Raises ValueError (a sentence)."""
    if "://" not in config.get(name, ""):
        return config
    found = parse_qs(urlsplit(config[name]).query).get(name)
    if not found:
        raise ValueError(_("There is no %(name)s in this address.") % {"name": name})
    return {**config, name: found[0]}
