"""A record's comments."""

from __future__ import annotations

from typing import Any

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.collaboration.models import Comment
from leadtocash.foundation.web.numbers import Number

PAGE = 50


def comments_of(record: Any, before: int | None = None, size: int = PAGE) -> tuple[list[Comment], int | None]:
    """The newest comments behind a place, with people at hand, and the place where the next ones begin, if any."""
    rows = Comment.objects.filter(kind=kind_of(record), record_id=record.pk).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.select_related("by").prefetch_related("mentioned")[: size + 1])
    return found[:size], (found[size - 1].pk if len(found) > size else None)


#: how many comments stand (those taken back do not count)
COUNT = Number(
    sql="SELECT count(*) FROM collaboration_comment WHERE kind = %(kind)s AND record_id = %(record)s "
    "AND withdrawn_at IS NULL",
    of_record=True,
)
