"""Comments as a tab, the star beside the title, who hears of what, the menu entry."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.collaboration import actions, following, mentions, queries, seeing
from leadtocash.foundation.collaboration.forms import CommentForm
from leadtocash.foundation.collaboration.models import Comment, Follow, Presence
from leadtocash.foundation.documents.cards import paste_to
from leadtocash.foundation.journal import timeline
from leadtocash.foundation.journal.events import Journalled
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.kernel.references import Reference, references
from leadtocash.foundation.web import numbers
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.web.panels import Panel, panels


def _comments(request: HttpRequest, record: Any) -> dict[str, Any]:
    before = request.GET.get("before", "")
    place = int(before) if before.isdecimal() and len(before) < 18 else None
    found, earlier = queries.comments_of(record, place)
    person, now = person_of(request), act_of(request).at
    return {
        "comments": [_shown(one, own=one.by_id == person.pk, fresh=now - one.at <= actions.EDITABLE) for one in found],
        "form": CommentForm(record=record),
        "post_url": reverse("collaboration:comment", args=[kind_of(record), record.pk]),
        "earlier_url": f"?tab=comments&before={earlier}" if earlier else "",
        "is_first": place is None,
        "paste_to": paste_to(person, record),
        "draft_key": f"comment:{kind_of(record)}:{record.pk}:{person.pk}",
    }


def _shown(one: Comment, *, own: bool, fresh: bool) -> dict[str, Any]:
    stands = one.withdrawn_at is None
    return {
        "comment": one,
        "parts": list(mentions.parts(one.text, one.mentioned.all())),
        "change_url": reverse("collaboration:change", args=[one.pk]) if own and stands and fresh else "",
        "withdraw_url": reverse("collaboration:withdrawal", args=[one.pk]) if own and stands else "",
    }


def _star(request: HttpRequest, record: Any) -> dict[str, Any]:
    kind = kind_of(record)
    return {
        "follows": bool(numbers.of_page(request, record, ["follows"])["follows"][0]),
        "follow_url": reverse("collaboration:follow", args=[kind, record.pk]),
        "here": record.get_absolute_url(),
    }


listen(Journalled, following.heard)
numbers.numbers.add("comments", queries.COUNT)
numbers.numbers.add("follows", following.FOLLOWS)
panels.add(
    "comments",
    Panel(
        kind="*", place="tab", label=_("Comments"), template="collaboration/_comments.html", context=_comments,
        order=95, number="comments", applies=seeing.takes_part,
    ),
)  # fmt: skip
panels.add(
    "follow",
    Panel(
        kind="*", place="head", label=_("Follow"), template="collaboration/_star.html", context=_star,
        number="follows", applies=seeing.takes_part,
    ),
)  # fmt: skip
timeline.parts.add(
    "comments",
    timeline.Part(
        label=_("Comments"), where=Q(verb__startswith="collaboration.") | Q(verb="workflow.commented"), order=30
    ),
)
entries.add(
    "following", Entry(group="top", label=_("Followed"), icon="star", url_name="collaboration:followed", order=60)
)
references.add("collaboration.comment", Reference(model=Comment, label=_("Comments")))
references.add("collaboration.follow", Reference(model=Follow, label=_("Followers")))
references.add("collaboration.presence", Reference(model=Presence, merged="drop"))
