"""What people can be told of: each topic is declared once, with its sentence and when it is worth disturbing for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.notices.models import Mode, Way

Words = Promise | str
#: todo: work for the reader · alarm: something is late or refused · news: good to know · copy: for the files
Weight = Literal["todo", "alarm", "news", "copy"]


@dataclass(frozen=True)
class Topic:
    """sentence: English msgid with named holes, filled from the notice's data in the reader's language.

    outside: the sentence for mail and messengers where the other one names money. label: its row among the
    preferences. urgent: told at night and on free days too. still: is it worth sending
    now, by its data and the reader's id.
    """

    code: str
    sentence: Words
    tone: str = "info"
    label: Words = ""
    outside: Words = ""
    weight: Weight = "news"
    urgent: bool = False
    still: Callable[[Mapping[str, Any], int], bool] | None = None

    @property
    def group(self) -> str:
        """The area it belongs to: the code up to the dot."""
        return self.code.partition(".")[0]


topics: Registry[Topic] = Registry("notice topic")
groups: Registry[Words] = Registry("group of notice topics")
_LABELS: tuple[tuple[str, Words], ...] = (
    ("workflow", _("Approvals and to-dos")),
    ("customers", _("Customers")),
    ("market", _("Market")),
    ("opportunities", _("Opportunities")),
    ("leads", _("Leads")),
    ("visits", _("Visits")),
    ("winning", _("Winning")),
    ("presales", _("Pre-sales projects")),
    ("bids", _("Bids")),
    ("forecast", _("Forecast")),
    ("contracts", _("Contracts")),
    ("projects", _("Projects")),
    ("receivables", _("Receivables")),
    ("after_sales", _("After-sales service")),
    ("designer", _("Process drafts")),
)
for _name, _label in _LABELS:
    groups.add(_name, _label)

_HOLE = re.compile(r"%\(\w+\)s")
_BY_TONE: dict[str, Weight] = {"late": "alarm", "wait": "todo"}
_DEFAULTS: dict[Weight, tuple[Mode, Mode]] = {
    # for messengers, for mail
    "todo": (Mode.NOW, Mode.DIGEST),
    "alarm": (Mode.NOW, Mode.NOW),
    "news": (Mode.DIGEST, Mode.DIGEST),
    "copy": (Mode.DIGEST, Mode.DIGEST),
}


def topic(
    code: str,
    sentence: Words,
    *,
    tone: str = "info",
    label: Words = "",
    outside: Words = "",
    weight: Weight | None = None,
    urgent: bool = False,
    still: Callable[[Mapping[str, Any], int], bool] | None = None,
) -> str:
    """Declare a topic and give its code. Without `weight` the tone says how much it matters."""
    chosen = weight or _BY_TONE.get(tone, "news")
    topics.add(code, Topic(code, sentence, tone, label, outside, chosen, urgent, still))
    return code


def default_mode(one: Topic, way: str) -> Mode:
    """When a topic is told on a way as long as nobody has chosen: the page always, the rest by its weight."""
    if way == Way.PAGE:
        return Mode.NOW
    messenger, mail = _DEFAULTS[one.weight]
    return mail if way == Way.MAIL else messenger


def in_group(group: str) -> list[str]:
    """The codes of a group's topics."""
    return [one.code for one in topics.values() if one.group == group]


def label_of(one: Topic) -> str:
    """Its row among the preferences; a topic without a label shows its sentence without the holes."""
    return str(one.label) or _HOLE.sub("\u2026", str(one.sentence))


def group_names() -> list[str]:
    """The groups that hold any topic, in order."""
    used = {one.group for one in topics.values()}
    return [name for name, _words in groups.items() if name in used]


def group_label(group: str) -> str:
    known = groups.find(group)
    return str(known) if known is not None else group
