"""Who wants what when: the company's fixed rules, then the person's choice, then the topic's default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.calendar import days
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.notices import events, permissions, rules
from leadtocash.foundation.notices.models import ForcedMode, Mode, Preference, QuietHours, Way
from leadtocash.foundation.notices.topics import Topic, default_mode, label_of, topics

Choice = tuple[str, str]  # topic, way
HABITS = {"on", "starts", "ends", "digest"}


@dataclass(frozen=True)
class Choices:
    """What holds for some people, read once: forced (topic, way) -> mode; chosen (person, topic, way) -> mode."""

    forced: Mapping[Choice, str]
    chosen: Mapping[tuple[int, str, str], str]
    quiet: Mapping[int, QuietHours]

    def mode(self, person_id: int, topic: Topic, way: str) -> str:
        """When this person is told of the topic on this way."""
        forced = self.forced.get((topic.code, way))
        if forced is not None:
            return forced
        return self.chosen.get((person_id, topic.code, way)) or default_mode(topic, way)

    def habits(self, person: User) -> QuietHours:
        """The person's quiet hours, the usual ones as long as he has said nothing."""
        return self.quiet.get(person.pk) or QuietHours(person=person)

    def moment(self, person: User, topic: Topic, at: datetime) -> datetime:
        """When a message of this topic may reach the person: now, or after his quiet hours."""
        return loud_moment(self.habits(person), topic, at)


def loud_moment(habits: QuietHours, topic: Topic, at: datetime) -> datetime:
    """When a message may be sent to whom these quiet hours are kept: now, or after them; an urgent one now."""
    if topic.urgent or not habits.on:
        return at
    return rules.next_loud(timezone.localtime(at), habits.starts, habits.ends, days.is_working)


def choices_of(people: Iterable[User], codes: Iterable[str] | None = None) -> Choices:
    """Everything that decides about these people (and topics); three queries."""
    ids = [person.pk for person in people]
    forced, chosen = ForcedMode.objects.all(), Preference.objects.filter(person__in=ids)
    if codes is not None:
        forced, chosen = forced.filter(topic__in=list(codes)), chosen.filter(topic__in=list(codes))
    return Choices(
        {(topic, way): mode for topic, way, mode in forced.values_list("topic", "way", "mode")},
        {(p, t, w): m for p, t, w, m in chosen.values_list("person_id", "topic", "way", "mode")},
        {row.person_id: row for row in QuietHours.objects.filter(person__in=ids)},
    )


def allowed_modes(way: str) -> list[str]:
    """The page has no digest: a notice is there or not."""
    return [Mode.NOW, Mode.OFF] if way == Way.PAGE else list(Mode.values)


@transaction.atomic
def choose(person: User, wanted: Mapping[Choice, str], *, act: Act) -> int:
    """Keep the person's choices; gives how many changed. What the company has fixed is refused with a RuleError.

    Unknown topics, ways and modes are refused too; choosing the default forgets the choice.
    """
    choices = choices_of([person])
    refused = [one for one, mode in wanted.items() if choices.forced.get(one, mode) != mode]
    if refused:
        raise RuleError(
            _("The company has fixed some of these; they stay as they are."),
            code="mode_fixed",
            missing=[Missing(what=label_of(topics.get(topic)), who=str(Way(way).label)) for topic, way in refused],
        )
    changed = 0
    for (code, way), mode in wanted.items():
        topic = _known(code, way, mode)
        if choices.forced.get((code, way)) or choices.mode(person.pk, topic, way) == mode:
            continue
        changed += 1
        if default_mode(topic, way) == mode:
            Preference.objects.filter(person=person, topic=code, way=way).delete()
        else:
            key: dict[str, Any] = {"person": person, "topic": code, "way": way}
            Preference.objects.update_or_create(**key, defaults={"mode": mode})
    return changed


def habits_of(person: User) -> QuietHours:
    """The person's quiet hours and digest, the usual ones as long as he has said nothing."""
    return choices_of([person]).habits(person)


@transaction.atomic
def keep_habits(person: User, values: Mapping[str, Any]) -> QuietHours:
    """Keep when one wants to be left in peace and how the digest comes; only what is given changes (one's own)."""
    row = QuietHours.objects.select_for_update().filter(person=person).first() or QuietHours(person=person)
    for name in HABITS & values.keys():
        setattr(row, name, values[name])
    row.full_clean(exclude=["person"])
    row.save()
    return row


@transaction.atomic
def fix(wanted: Mapping[Choice, str], *, act: Act) -> int:
    """Fix topics for everybody, or (mode "") leave them to the people again. Gives how many changed."""
    require(act.person, permissions.CHANNELS)
    now = {(row.topic, row.way): row for row in ForcedMode.objects.select_for_update()}
    changed = 0
    for (code, way), mode in wanted.items():
        before = now.get((code, way))
        if (before.mode if before else "") == mode:
            continue
        changed += 1
        if not mode and before:
            _journal(before, mode, act=act)
            before.delete()
            continue
        _known(code, way, mode)
        row, _made = ForcedMode.objects.update_or_create(topic=code, way=way, defaults={"mode": mode})
        _journal(row, mode, act=act, before=before.mode if before else "")
    return changed


def _journal(row: ForcedMode, mode: str, *, act: Act, before: str | None = None) -> None:
    old = row.mode if before is None else before
    changes = {f"{row.topic} \u00b7 {row.way}": [old, mode]}
    recording.write(row, events.RULE_SET, act=act, changes=changes)


def _known(code: str, way: str, mode: str) -> Topic:
    topic = topics.find(code)
    if topic is None or way not in Way.values or mode not in allowed_modes(way):
        raise RuleError(_("There is no such topic, way or time."), code="unknown_choice")
    return topic
