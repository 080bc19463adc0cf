"""The process as the policies draw it: flow, who, standard and limit, documents; what is done green, where it is amber.

Scalable vector graphics without style or script, so that the strict content policy and the printer take it as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from leadtocash.foundation.workflow.graph import Graph, Kind, Node
from leadtocash.foundation.workflow.picture.layout import Arrow, Layout, lay_out
from leadtocash.foundation.workflow.picture.words import width_of, wrapped

State = Literal["past", "now", "next"]
Palette = Mapping[str, str]

SCREEN: Palette = {
    "paper": "var(--lc-surface)", "head": "var(--lc-surface-2)", "line": "var(--lc-line)",
    "arrow": "var(--lc-ink-3)", "ink": "var(--lc-ink)", "ink2": "var(--lc-ink-2)", "ink3": "var(--lc-ink-3)",
    "past": "var(--lc-done-bg)", "past-line": "var(--lc-done-solid)", "past-ink": "var(--lc-done)",
    "now": "var(--lc-wait-bg)", "now-line": "var(--lc-wait-solid)", "now-ink": "var(--lc-wait)",
    "next": "var(--lc-surface)", "next-line": "var(--lc-line-strong)", "next-ink": "var(--lc-ink-2)",
    "late": "var(--lc-late)",
}  # fmt: skip
PRINT: Palette = {
    "paper": "#ffffff", "head": "#f5f6f8", "line": "#d5d9e0", "arrow": "#626d7d", "ink": "#1a2230",
    "ink2": "#475264", "ink3": "#626d7d", "past": "#e7f5ed", "past-line": "#1f8653", "past-ink": "#17693f",
    "now": "#fdf3e0", "now-line": "#b96f00", "now-ink": "#875000", "next": "#ffffff", "next-line": "#c9cfd9",
    "next-ink": "#475264", "late": "#b3261e",
}  # fmt: skip

COLUMN, BOX, TRACK, PAD = 176, 148, 14, 12
WHO, STANDARD, DOCUMENTS = 160, 270, 180
LINE, HEAD = 16, 30
FONT = "'Noto Sans SC','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"


@dataclass(frozen=True)
class Shown:
    """What the picture says of one node: its state, a line under its name, and the three columns beside it.

    foretold: it will come as things stand now; drawn dashed.
    """

    state: State = "next"
    under: str = ""
    who: Sequence[str] = ()
    standard: Sequence[str] = ()
    documents: Sequence[str] = ()
    late: str = ""
    foretold: bool = False


def draw(graph: Graph, shown: Mapping[str, Shown], *, palette: Palette = SCREEN) -> SafeString:
    """The picture; `shown` says for each node what stands beside it and how far it is."""
    return mark_safe("".join(_Picture(graph, shown, palette).parts()))  # noqa: S308 - every text is escaped


class _Picture:
    def __init__(self, graph: Graph, shown: Mapping[str, Shown], palette: Palette) -> None:
        self.graph, self.shown, self.palette = graph, shown, palette
        self.layout: Layout = lay_out(graph)
        self.begin = PAD + TRACK * self.layout.left
        self.texts = self.begin + COLUMN * self.layout.width + TRACK * self.layout.right + PAD
        self.width = self.texts + WHO + STANDARD + DOCUMENTS
        self.tops: dict[str, int] = {}
        top = HEAD
        for name in self.layout.rows:
            self.tops[name] = top
            top += self._height(name)
        self.height = top + PAD

    def parts(self) -> Iterator[str]:
        label = escape(_("Process picture: %(name)s") % {"name": self.graph.label})
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="lc-policy-svg" role="img" aria-label="{label}" '
            f'width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}" '
            f'font-family="{FONT}" font-size="12">'
        )
        yield f"<title>{label}</title>"
        yield self._rect(0, 0, self.width, self.height, fill="paper")
        yield from self._heads()
        for arrow in self.layout.arrows:
            yield from self._arrow(arrow)
        for name in self.layout.rows:
            yield from self._node(self.graph.nodes[name])
        yield "</svg>"

    # ---- measures
    def _height(self, name: str) -> int:
        node = self.graph.nodes[name]
        if node.kind in (Kind.FORK, Kind.JOIN):
            return 30
        lines = max(len(self._wrapped(column)) for column in self._columns(name))
        least = {Kind.STEP: 60, Kind.EXCLUSIVE: 58}.get(node.kind, 46)
        return max(least, lines * LINE + 18)

    def _columns(self, name: str) -> list[tuple[Sequence[str], int]]:
        one = self._of(name)
        standard = [*one.standard, *([one.late] if one.late else [])]
        return [(one.who, WHO), (standard, STANDARD), (one.documents, DOCUMENTS)]

    def _wrapped(self, column: tuple[Sequence[str], int]) -> list[str]:
        texts, width = column
        return [line for text in texts for line in wrapped(text, width - 2 * PAD)]

    def _of(self, name: str) -> Shown:
        return self.shown.get(name, Shown())

    def _middle(self, name: str) -> tuple[float, float]:
        column = self.layout.columns[name]
        return self.begin + (column + 0.5) * COLUMN, self.tops[name] + self._height(name) / 2

    def _half(self, name: str) -> tuple[float, float]:
        match self.graph.nodes[name].kind:
            case Kind.EXCLUSIVE:
                return 24, 16
            case Kind.FORK | Kind.JOIN:
                return 44, 3
            case Kind.START | Kind.END:
                return min(BOX / 2, max(36, width_of(self.graph.nodes[name].label) / 2 + 14)), 14
            case Kind.STEP:
                return BOX / 2, 22
            case _:
                return BOX / 2, 16

    # ---- shapes
    def _heads(self) -> Iterator[str]:
        yield self._rect(0, 0, self.width, HEAD, fill="head")
        heads = (_("Process"), _("Responsible"), _("Standard and limit"), _("Documents"))
        edges = (0, self.texts, self.texts + WHO, self.texts + WHO + STANDARD)
        for text, x in zip(heads, edges, strict=True):
            yield self._text(x + PAD, 20, text, "ink3", weight=600)
        for x in edges[1:]:
            yield self._line(f"M{x},0V{self.height}", "line")
        for name in self.layout.rows:
            top, node = self.tops[name], self.graph.nodes[name]
            if self._of(name).state == "now" and node.waits:
                yield self._rect(self.texts, top, self.width - self.texts, self._height(name), fill="now")
            if any(texts for texts, _width in self._columns(name)):
                yield self._line(f"M{self.texts},{top}H{self.width}", "line")
                yield self._line(f"M{self.texts},{top + self._height(name)}H{self.width}", "line")

    def _arrow(self, arrow: Arrow) -> Iterator[str]:
        (x1, y1), (x2, y2) = self._middle(arrow.source), self._middle(arrow.target)
        (w1, h1), (w2, h2) = self._half(arrow.source), self._half(arrow.target)
        if arrow.track == 0:
            kind = self.graph.nodes[arrow.source].kind
            if x1 == x2:
                path = f"M{x1},{y1 + h1}V{y2 - h2}"
            elif kind == Kind.FORK:  # along the bar, then down the branch's own column
                path = f"M{x1 + (w1 if x2 > x1 else -w1)},{y1}H{x2}V{y2 - h2}"
            else:  # down its own column, then along to the middle
                path = f"M{x1},{y1 + h1}V{y2}H{x2 + (-w2 if x2 > x1 else w2)}"
            label = (x1 + 6, y1 + h1 + 13)
        elif arrow.track > 0:
            x = self.begin + COLUMN * self.layout.width + TRACK * (arrow.track - 1) + TRACK / 2
            path, label = f"M{x1 + w1},{y1}H{x}V{y2}H{x2 + w2}", (x1 + w1 + 4, y1 - 5)
        else:
            x = self.begin + TRACK * arrow.track + TRACK / 2
            path, label = f"M{x1 - w1},{y1}H{x}V{y2}H{x2 - w2}", (x1 - w1 - 4, y1 - 5)
        yield self._line(path, "arrow")
        yield self._tip(arrow, x2, y2, w2, h2)
        if text := arrow.flow.label:
            anchor = "end" if arrow.track < 0 else "start"
            yield self._text(*label, text, "ink3", size=11, anchor=anchor)

    def _tip(self, arrow: Arrow, x: float, y: float, w: float, h: float) -> str:
        start = self._middle(arrow.source)[0]
        sideways = arrow.track == 0 and start != x and self.graph.nodes[arrow.source].kind != Kind.FORK
        if arrow.track > 0 or (sideways and start > x):
            points = f"{x + w},{y} {x + w + 7},{y - 4} {x + w + 7},{y + 4}"
        elif arrow.track < 0 or sideways:
            points = f"{x - w},{y} {x - w - 7},{y - 4} {x - w - 7},{y + 4}"
        else:
            points = f"{x},{y - h} {x - 4},{y - h - 7} {x + 4},{y - h - 7}"
        return f'<polygon points="{points}" fill="{self.palette["arrow"]}"/>'

    def _node(self, node: Node) -> Iterator[str]:
        one = self._of(node.id)
        x, y = self._middle(node.id)
        w, h = self._half(node.id)
        yield f'<g class="lc-node {one.state}" data-node="{escape(node.id)}">'
        yield self._shape(node, one.state, x, y, w, h)
        name = "" if node.kind in (Kind.FORK, Kind.JOIN) else node.label if node.name else ""
        if node.kind == Kind.EXCLUSIVE:
            yield self._text(x - w / 2 - 4, y + h + 2, name, "ink3", size=11, anchor="end")
        elif name:
            lines = wrapped(name, 2 * w - 10)[:2]
            lift = (len(lines) - 1) * 7 + (7 if one.under else 0)
            for number, line in enumerate(lines):
                yield self._text(x, y + 4.5 - lift + number * 14, line, f"{one.state}-ink", anchor="middle", weight=600)
            if one.under:
                yield self._text(x, y + h - 6, one.under, f"{one.state}-ink", size=11, anchor="middle")
        yield from self._beside(node)
        yield "</g>"

    def _shape(self, node: Node, state: State, x: float, y: float, w: float, h: float) -> str:
        paint = f'fill="{self.palette[state]}" stroke="{self.palette[f"{state}-line"]}"'
        paint += ' stroke-width="1.5"' if state == "now" else ""
        if node.kind == Kind.EXCLUSIVE:
            return f'<polygon points="{x - w},{y} {x},{y - h} {x + w},{y} {x},{y + h}" {paint}/>'
        if node.kind in (Kind.FORK, Kind.JOIN):
            return self._rect(x - w, y - h, 2 * w, 2 * h, fill=f"{state}-line")
        quiet = node.kind in (Kind.SERVICE, Kind.RULE, Kind.RECEIVE) or self._of(node.id).foretold
        radius = h if node.kind in (Kind.START, Kind.END) else 6
        dash = ' stroke-dasharray="4 3"' if quiet else ""
        return f'<rect x="{x - w}" y="{y - h}" width="{2 * w}" height="{2 * h}" rx="{radius}" {paint}{dash}/>'

    def _beside(self, node: Node) -> Iterator[str]:
        left, late = self.texts, self._of(node.id).late
        for texts, width in self._columns(node.id):
            lines = [(line, text == late and bool(late)) for text in texts for line in wrapped(text, width - 2 * PAD)]
            top = self.tops[node.id] + self._height(node.id) / 2 - (len(lines) - 1) * LINE / 2 + 4
            for number, (line, is_late) in enumerate(lines):
                yield self._text(left + PAD, top + number * LINE, line, "late" if is_late else "ink2")
            left += width

    # ---- primitives
    def _rect(self, x: float, y: float, width: float, height: float, *, fill: str) -> str:
        return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{self.palette[fill]}"/>'

    def _line(self, path: str, colour: str) -> str:
        return f'<path d="{path}" fill="none" stroke="{self.palette[colour]}"/>'

    def _text(
        self, x: float, y: float, text: str, colour: str, *, size: int = 12, anchor: str = "start", weight: int = 400
    ) -> str:
        more = f' font-size="{size}"' if size != 12 else ""
        more += f' text-anchor="{anchor}"' if anchor != "start" else ""
        more += f' font-weight="{weight}"' if weight != 400 else ""
        return f'<text x="{x}" y="{y}" fill="{self.palette[colour]}"{more}>{escape(text)}</text>'
