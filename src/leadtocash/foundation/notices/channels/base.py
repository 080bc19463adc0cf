"""What every channel offers: its fields of configuration and one way to send one message to one address."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import Words

Config = Mapping[str, str]


class ChannelError(Exception):
    """A message did not go out. `sentence` says why, for the log and the administrator."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Temporary(ChannelError):
    """It certainly did not arrive and may later: tried again, after `wait` seconds where the platform says so."""

    def __init__(self, sentence: str, *, wait: int | None = None) -> None:
        super().__init__(sentence)
        self.wait = wait


class Refused(ChannelError):
    """It will not arrive however often it is tried: a wrong key, an unknown person. `ours`: the configuration is."""

    def __init__(self, sentence: str, *, ours: bool = False) -> None:
        super().__init__(sentence)
        self.ours = ours


class Unclear(ChannelError):
    """The line broke after the message was handed over: it may have arrived."""


class Expired(Exception):
    """The access token is no longer good; a fresh one is fetched and the message sent with it."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is said, in the reader's language. lines: a digest's rows (text, address); url: where it leads.

    key: the same for every attempt; thread: what belongs together in a mail program; settings_url: one's choices.
    """

    title: str
    text: str
    url: str
    button: str
    key: str
    tone: str = "info"
    thread: str = ""
    settings_url: str = ""
    heading: str = ""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Block:
    """A part of a digest: a heading and rows of (text, address, remark)."""

    title: str
    rows: tuple[tuple[str, str, str], ...]
    more: str = ""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a channel's form. secret: kept encrypted and never shown again. choices: (value, words)."""

    name: str
    label: Words
    help: Words = ""
    secret: bool = False
    required: bool = True
    default: str = ""
    choices: tuple[tuple[str, Words], ...] = ()


class Kind(ABC):
    """A sort of channel. way: on which way it reaches a person, "" for a group's robot.

    pace: at most so many messages in so many seconds. repeatable: the platform itself drops a message it has
    already got, so that an unclear one may be sent again.
    """

    code: ClassVar[str]
    label: ClassVar[Words]
    way: ClassVar[str] = ""
    fields: ClassVar[tuple[Field, ...]] = ()
    pace: ClassVar[tuple[int, int] | None] = None
    repeatable: ClassVar[bool] = False

    @property
    def to_group(self) -> bool:
        return not self.way

    @property
    def secret_names(self) -> set[str]:
        return {field.name for field in self.fields if field.secret}

    @abstractmethod
    def send(self, message: Message, address: str, config: Config) -> str:
        """Send one message; give the platform's receipt. Raises Temporary, Refused or Unclear."""

    def tidy(self, config: dict[str, str]) -> dict[str, str]:
        """The configuration as it is kept: a whole webhook address becomes its key. Raises ValueError (a sentence)."""
        return config


kinds: Registry[Kind] = Registry("channel kind")


def cut(text: str, most: int) -> str:
    """Text of at most so many UTF-8 bytes, ended with an ellipsis where something is left out."""
    raw = text.encode()
    if len(raw) <= most:
        return text
    return raw[: most - 3].decode(errors="ignore") + "\u2026"
