"""Say something about a record, correct it, take it back; follow a record or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.collaboration import events, mentions, seeing, topics
from leadtocash.foundation.collaboration.models import Comment, Follow
from leadtocash.foundation.documents.retention import check_kept
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.notices.sending import notify

LONGEST = 4000
EDITABLE = timedelta(minutes=15)
EXCERPT = 120


@transaction.atomic
def comment(record: Any, text: str, *, act: Act) -> Comment:
    """Say something about a record one may see; whoever is mentioned with @ is told, and one follows it from then on.

    Raises ValidationError at `text` when it is empty or too long; RuleError for somebody mentioned who may not see it.
    """
    text = _checked(text)
    people = mentions.mentioned(text, record)
    made = Comment.objects.create(kind=kind_of(record), record_id=record.pk, at=act.at, by=act.person, text=text)
    made.mentioned.set(people)
    follow(record, act=act)
    _tell(made, people, record, act=act)
    told = {"comment": made.pk, "told": [person.pk for person in people]}
    recording.write(record, events.COMMENTED, act=act, data=told)
    return made


@transaction.atomic
def change(found: Comment, text: str, record: Any, *, act: Act) -> Comment:
    """Correct one's own comment within 15 minutes; whoever is newly mentioned is told. Raises as `comment`."""
    found = Comment.objects.select_for_update().get(pk=found.pk)
    check_change(found, act=act)
    text = _checked(text)
    people = mentions.mentioned(text, record)
    before = set(found.mentioned.values_list("pk", flat=True))
    found.text, found.changed_at = text, act.at
    found.save(update_fields=["text", "changed_at"])
    found.mentioned.set(people)
    _tell(found, [person for person in people if person.pk not in before], record, act=act)
    return found


@transaction.atomic
def withdraw(found: Comment, record: Any, *, act: Act) -> Comment:
    """Take one's own comment back: its text is deleted, the mark and the journal stay; twice changes nothing."""
    found = Comment.objects.select_for_update().get(pk=found.pk)
    _check_own(found, act=act)
    if found.withdrawn_at is None:
        check_kept(record, today=act.today)
        found.text, found.withdrawn_at = "", act.at
        found.save(update_fields=["text", "withdrawn_at"])
        found.mentioned.clear()
        recording.write(record, events.WITHDRAWN, act=act, data={"comment": found.pk})
    return found


def check_change(found: Comment, *, act: Act) -> None:
    """Raise RuleError unless this person may still change this comment."""
    _check_own(found, act=act)
    if found.withdrawn_at is not None:
        raise RuleError(_("This comment was taken back."), code="comment_withdrawn")
    if act.at - found.at > EDITABLE:
        sentence = _("A comment can be changed for 15 minutes. Take it back, or write another one.")
        raise RuleError(sentence, code="comment_too_old")


@transaction.atomic
def follow(record: Any, *, act: Act) -> None:
    """Hear of this record from now on; doing it again changes nothing. It opens nothing to the person."""
    Follow.objects.get_or_create(
        kind=kind_of(record), record_id=record.pk, person=act.person, defaults={"since": act.at}
    )


@transaction.atomic
def unfollow(kind: str, record_id: int, *, act: Act) -> None:
    """Hear of it no more (also of a record one may not see any longer)."""
    Follow.objects.filter(kind=kind, record_id=record_id, person=act.person).delete()


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Write something first.")})
    if len(text) > LONGEST:
        sentence = _("At most %(most)s signs; these are %(count)s.") % {"most": LONGEST, "count": len(text)}
        raise ValidationError({"text": sentence})
    return text.replace("\r\n", "\n")


def _check_own(found: Comment, *, act: Act) -> None:
    if found.by_id != act.person.pk:
        sentence = _("Only %(name)s can change this comment or take it back.") % {"name": found.by.name}
        raise RuleError(sentence, code="comment_of_another")


def _tell(made: Comment, people: list[User], record: Any, *, act: Act) -> None:
    notify(
        [person for person in people if person.pk != act.person.pk],
        topics.MENTIONED,
        act=act,
        url=comments_url(record),
        key=f"mentioned {made.pk}",
        about=record,
        who=act.person.name,
        title=seeing.title_of(record),
        number=seeing.number_of(record),
        text=excerpt(made.text),
    )


def comments_url(record: Any) -> str:
    """Where a record's comments are read."""
    page: str = record.get_absolute_url()
    return f"{page.partition('?')[0]}?tab=comments"


def excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[:EXCERPT]}\u2026"
