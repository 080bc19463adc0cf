"""Compare ourselves with the rivals by what the customer will look at (OPP-6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning import events, queries, rules
from leadtocash.areas.winning.actions.people import open_deal
from leadtocash.areas.winning.models import Rival, RivalScore, Yardstick
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import clean_line


@transaction.atomic
def compare(opportunity: Opportunity, rows: Sequence[Mapping[str, Any]], *, act: Act) -> None:
    """Put these criteria in the place of those before: text, weight, ours, theirs (rival -> points 0 to 10).

    Raises RuleError, NotAllowed, ValidationError for points out of range, a rival of another deal or too many rows.
    """
    opportunity = open_deal(opportunity, act=act)
    if len(rows) > rules.MOST_YARDSTICKS:
        raise ValidationError({"rows": _("At most %(most)s lines.") % {"most": rules.MOST_YARDSTICKS}})
    own = {one.pk for one in queries.rivals_of(opportunity)}
    made, scores = [], []
    for place, row in enumerate(rows, start=1):
        yardstick = Yardstick(
            opportunity=opportunity, position=place, text=clean_line(row["text"]), weight=row["weight"],
            ours=row["ours"],
        )  # fmt: skip
        yardstick.clean_fields(exclude=["opportunity"])
        made.append(yardstick)
        scores += [_score(yardstick, rival, points, own) for rival, points in row["theirs"].items()]
    Yardstick.objects.filter(opportunity=opportunity).delete()
    Yardstick.objects.bulk_create(made)
    RivalScore.objects.bulk_create(scores)
    recording.write(opportunity, events.COMPARED, act=act, data={"n": len(made)})


def _score(yardstick: Yardstick, rival: Rival, points: int, own: set[int]) -> RivalScore:
    if rival.pk not in own:
        raise ValidationError({"theirs": _("Choose a rival of the same opportunity.")})
    score = RivalScore(yardstick=yardstick, rival=rival, points=points)
    score.clean_fields(exclude=["yardstick", "rival"])
    return score
