"""The chain of reports upwards: who hears of late work, and which chains a definition may draw (WFL-4).

A step's timers that escalate are its chain: day 11 the sales manager, day 15 the business-unit manager, or the
superior, then his superior. Every one only reports; a decision is never made by time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from leadtocash.foundation.accounts import people
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.workflow.graph import Node

ADMINISTRATORS = "system_admin"
HIGHEST = 5


@dataclass(frozen=True)
class Target:
    """To whom is reported: a role nearest to the record, or the superior so many levels above who is late."""

    role: str = ""
    level: int = 0


def target(does: str) -> Target | None:
    """Read "escalate:role:<role>", "escalate:superior" or "escalate:superior:2"; None for anything else."""
    kind, _colon, rest = does.partition(":")
    if kind != "escalate" or not rest:
        return None
    if rest == "superior":
        return Target(level=1)
    if rest.startswith("superior:"):
        level = rest.removeprefix("superior:")
        return Target(level=int(level)) if level.isdigit() and 1 <= int(level) <= HIGHEST else None
    return Target(role=rest.removeprefix("role:"))


def problems(node: Node, roles: set[str]) -> Iterator[str]:
    """What is wrong with a step's timers as a chain. Interrupting timers are looked at elsewhere."""
    reports = []
    for boundary in sorted(node.boundaries, key=lambda one: one.after):
        if boundary.does in ("", "remind"):
            continue
        found = target(boundary.does)
        if found is None or (found.role and found.role not in roles):
            yield _(
                "a timer cannot do “%(does)s”; it can remind, escalate:superior, escalate:superior:2 or escalate:role:…"
            ) % {"does": boundary.does}
            continue
        reports.append((boundary.after, found))
    yield from _chain(node, reports)


def _chain(node: Node, reports: Sequence[tuple[int, Target]]) -> Iterator[str]:
    seen: dict[Target, int] = {}
    highest = 0
    for after, found in reports:
        if node.limit and after <= node.limit:
            yield _("it reports upwards on day %(day)d, before its limit of %(limit)d days is over") % {
                "day": after,
                "limit": node.limit,
            }
        if seen.get(found) == after:
            yield _("it reports twice to the same people on day %(day)d") % {"day": after}
        if 0 < found.level < highest:
            yield _("on day %(day)d it reports to a lower superior than before; the chain goes upwards") % {
                "day": after
            }
        seen[found], highest = after, max(highest, found.level)


def told(does: str, late: Iterable[User], department: Department | None) -> list[User]:
    """Who hears of it. Where nobody is that high, the highest there is; nobody at all: the administrators."""
    found = target(does)
    if found is None:
        return []
    if found.role:
        hearing = people.with_role(found.role, department=department)
    else:
        hearing = [person for one in late if (person := _superior(one, found.level))]
    return list({one.pk: one for one in hearing}.values()) or people.with_role(ADMINISTRATORS)


def _superior(person: User, level: int) -> User | None:
    above, seen = None, {person.pk}
    for _step in range(level):
        higher = people.superior_of(above or person)
        if higher is None or higher.pk in seen:
            break
        above = higher
        seen.add(higher.pk)
    return above
