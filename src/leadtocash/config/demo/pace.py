"""How long each sale of the demo company takes, and where a round had to be gone twice: different for every one."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

#: the steps of a sale in order, with the working days each usually takes after the one before
GAPS = {
    "opened": 0, "won": 22, "drafted": 2, "submitted": 1, "reviewed": 2, "authorised": 1.5, "registered": 0.5,
    "filled_in": 1.6, "checked": 0.5, "set_up": 1, "ordered": 2, "part_arrived": 8, "all_there": 4, "arrived": 0.5,
    "serials": 3, "handed_in": 2.5, "signed_off": 0.5, "closing": 2, "confirmed": 1.5, "closed": 1, "recognised": 1,
}  # fmt: skip
STEPS = list(GAPS)
#: what people do is quick or slow; goods travel with less surprise
_PEOPLE = (0.4, 0.5, 0.6, 0.75, 0.9, 1.0, 1.2, 1.5, 2.4)
_GOODS = (0.8, 0.9, 1.0, 1.1, 1.3)
_BY_GOODS = {"won", "ordered", "part_arrived", "all_there"}
#: of so many sales one goes round again before this step, and the working days that costs
_AGAIN = {"reviewed": (6, 2.5), "authorised": (11, 1.8), "checked": (7, 1.2), "signed_off": (8, 1.6)}


@dataclass(frozen=True)
class Pace:
    """One sale's: working days before each step, the steps before which a round is gone twice, and its own dice."""

    gaps: dict[str, float] = field(default_factory=lambda: dict(GAPS))
    again: frozenset[str] = frozenset()
    chance: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - no secret


def pace_of(number: int) -> Pace:
    """The pace of the sale of this number: always the same one."""
    chance = random.Random(number * 7919)  # noqa: S311 - the same company every time
    gaps = {step: gap * chance.choice(_GOODS if step in _BY_GOODS else _PEOPLE) for step, gap in GAPS.items()}
    again = {step for place, (step, (every, _cost)) in enumerate(_AGAIN.items()) if (number + 2 * place) % every == 1}
    for step in again:
        gaps[step] += _AGAIN[step][1]
    return Pace(gaps, frozenset(again), chance)
