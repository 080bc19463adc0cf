"""What people are reminded of every morning: planned actions, risks and talks that are overdue, and what was refused
and is to be looked at again today."""

from __future__ import annotations

from datetime import date
from typing import Any

from leadtocash.areas.presales import events, limits, queries
from leadtocash.areas.presales.models import Communication, ElementAction, Risk
from leadtocash.foundation.calendar import days
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.packs.limits import number

CHUNK = 500


def remind(*, act: Act) -> int:
    """Tell of what is overdue; gives how many things that are. On a free day nobody is disturbed.

    Whoever does it hears of it on the first working day after, then once a week; the project director once, when it
    has been overdue for some days (limit presales.late_days).
    """
    if not days.is_working(act.today):
        return 0
    count = _watched(act=act)
    for rows, field, topic in (
        (queries.open_actions(), "due_on", events.TOLD_ACTION),
        (queries.open_risks(), "due_on", events.TOLD_RISK),
        (queries.open_talks(), "next_on", events.TOLD_TALK),
    ):
        for part in queries.due(rows, act.today, field).iterator(CHUNK):
            _tell(part, getattr(part, field), topic, act=act)
            count += 1
    return count


def _tell(part: ElementAction | Risk | Communication, day: date, topic: str, *, act: Act) -> None:
    project: Any = part.project
    key = f"{topic}.{part.pk}.{day}"
    shown: dict[str, Any] = {"about": project, "act": act, "url": f"{project.get_absolute_url()}?tab=plan"}
    name = part.with_whom if isinstance(part, Communication) else part.what
    facts: dict[str, Any] = {**_facts(project), "part": name, "day": day.isoformat()}
    week = (act.today - day).days // 7
    notify([part.owner], topic, key=f"{key}.{week}", **shown, **facts)
    directors = [one.person for one in project.directors if one.person != part.owner]
    if days.between(day, act.today) >= number(limits.LATE):
        notify(directors, events.TOLD_LATE, key=f"{key}.late", name=part.owner.name, **shown, **facts)


def _watched(*, act: Act) -> int:
    """The account manager, on the day he wanted to look at a refused deal again."""
    count = 0
    for project in queries.watched_until(act.today).iterator():
        notify(
            [project.opportunity.owner], events.TOLD_WATCH, act=act, url=project.get_absolute_url(), about=project,
            key=f"presales.watch.{project.pk}.{project.watch_on}", **_facts(project),
        )  # fmt: skip
        count += 1
    return count


def _facts(project: Any) -> dict[str, str]:
    return {"number": project.number, "what": project.opportunity.name}
