"""The process picture with its figures and its heat: the hotter a step, the more working days it costs altogether."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from leadtocash.foundation.web import formats
from leadtocash.foundation.workflow.graph import Graph
from leadtocash.foundation.workflow.picture import drawing, telling
from leadtocash.foundation.workflow.picture.drawing import Palette, Shown
from leadtocash.insight.process_mining.queries import Step
from leadtocash.insight.process_mining.rules import heat, share

_HOT = {1: "#fff4dc", 2: "#ffdf9e", 3: "#ffb866", 4: "#f5824a"}
_EDGE = {1: "#d9b25c", 2: "#c98f2a", 3: "#b9670f", 4: "#9c3d10"}
_HEAT: Palette = {
    name: colour
    for level in _HOT
    for name, colour in (
        (f"heat{level}", _HOT[level]), (f"heat{level}-line", _EDGE[level]), (f"heat{level}-ink", "#3a1d05"),
    )
}  # fmt: skip
SCREEN: Palette = {**drawing.SCREEN, **_HEAT}
PRINT: Palette = {**drawing.PRINT, **_HEAT}


def draw(graph: Graph, steps: Mapping[str, Step], *, palette: Palette = SCREEN) -> SafeString:
    """The picture of a definition with what each step took in the period."""
    plain = telling.of_definition(graph)
    levels = heat({name: step.total for name, step in steps.items()})
    shown = {name: _hot(one, steps.get(name), levels.get(name, 0)) for name, one in plain.items()}
    return drawing.draw(graph, shown, palette=palette)


def _hot(plain: Shown, step: Step | None, level: int) -> Shown:
    if step is None:
        return Shown(who=plain.who)
    late = share(step.late, step.limited)
    lines = []
    if step.count:
        values = {"count": step.count, "median": step.median, "total": step.total}
        lines.append(_("%(count)s times, median %(median)s working days, %(total)s in all") % values)
    if step.reworked:
        lines.append(_("again: %(share)s") % {"share": formats.pct(share(step.reworked, step.count), 0)})
    if step.open:
        lines.append(_("open now: %(count)s") % {"count": step.open})
    state: Any = f"heat{level}" if level else "next"
    return Shown(
        state=cast("drawing.State", state),
        who=plain.who,
        standard=lines,
        late=_("late: %(share)s") % {"share": formats.pct(late, 0)} if late else "",
    )
