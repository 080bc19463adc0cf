"""Processes: the newest version of each as the BPMN file it is, compared step by step in words.

Decision tables stand inside the process's file; the comparison shows their rows as sentences.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leadtocash.foundation.authority import spelling
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.packs.registry import HIDDEN, Content, Difference, Files, Item, Part, Trouble
from leadtocash.foundation.workflow import bpmn
from leadtocash.foundation.workflow.actions.publishing import publish, shipped_files
from leadtocash.foundation.workflow.definitions import checked
from leadtocash.foundation.workflow.graph import Graph, Kind, Node
from leadtocash.foundation.workflow.models import ProcessDefinition
from leadtocash.foundation.workflow.picture.telling import of_definition

FOLDER, SUFFIX = "processes/", ".bpmn"


def current() -> Content:
    """The newest version of every process."""
    rows = ProcessDefinition.objects.order_by("key", "-version").distinct("key")
    return read({f"{FOLDER}{row.key}{SUFFIX}": row.bpmn for row in rows})


def shipped() -> Content:
    """The areas' own files."""
    texts = (xml.decode() for _name, xml in shipped_files())
    return read({f"{FOLDER}{bpmn.parse(text.encode()).key}{SUFFIX}": text for text in texts})


def read(files: Files) -> Content:
    """Each file as a process. What cannot be read at all is a trouble; the lint comes with `check`."""
    items: dict[str, Item] = {}
    troubles: list[Trouble] = []
    for path in sorted(files):
        try:
            graph = bpmn.parse(files[path].encode())
        except bpmn.Refused as refused:
            troubles += [Trouble(file=path, sentence=problem) for problem in refused.problems]
            continue
        if path != f"{FOLDER}{graph.key}{SUFFIX}":
            what = _("the process in it is called “%(key)s”; the file must be named so") % {"key": graph.key}
            troubles.append(Trouble(file=path, sentence=what))
            continue
        label = f"{graph.name} ({graph.key})"
        items[graph.key] = Item(key=graph.key, label=label, fields=in_words(graph, files[path]), value=files[path])
    return Content(items, tuple(troubles))


def check(content: Content) -> Sequence[Trouble]:
    """Everything that publishing would refuse."""
    troubles = []
    for key, item in content.items.items():
        try:
            checked(item.value.encode())
        except bpmn.Refused as refused:
            troubles += [Trouble(file=f"{FOLDER}{key}{SUFFIX}", sentence=problem) for problem in refused.problems]
    return troubles


def write(content: Content) -> dict[str, str]:
    """The files as they were published."""
    return {f"{FOLDER}{key}{SUFFIX}": item.value for key, item in content.items.items()}


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Publish each as the next version. Raises bpmn.Refused with what is wrong."""
    done = []
    for difference in differences:
        made = publish(xml=difference.item.value.encode(), act=act)
        done.append(_("%(process)s is published as version %(n)d.") % {"process": made.name, "n": made.version})
    return done


def in_words(graph: Graph, text: str) -> dict[str, str]:
    """The process as sentences: name, each step with who, limit and timers, each decision with its ways, tables."""
    shown = of_definition(graph)
    fields = {_("Name"): graph.name, _("English name"): graph.name_en, _("Kind of record"): graph.record_kind}
    for node in graph.nodes.values():
        if words := "; ".join(part for part in _node(graph, node, shown[node.id].who) if part):
            name = _named(node)
            fields[name if name not in fields else f"{name} ({node.id})"] = words
    fields[HIDDEN + _("Drawing or spelling of the file")] = hashlib.sha256(text.encode()).hexdigest()[:12]
    return fields


def _named(node: Node) -> str:
    words = {Kind.EXCLUSIVE: _("Decision “%(name)s”"), Kind.SERVICE: _("System step “%(name)s”"),
             Kind.RULE: _("Table “%(name)s”"), Kind.RECEIVE: _("Waiting “%(name)s”"), Kind.START: _("Start “%(name)s”"),
             Kind.END: _("End “%(name)s”")}  # fmt: skip
    return words.get(node.kind, _("Step “%(name)s”")) % {"name": node.label or node.id}


def _node(graph: Graph, node: Node, who: Sequence[str]) -> Iterator[str]:
    if node.kind == Kind.STEP:
        yield ", ".join(who)
        yield f"{node.assign}, {node.mode}"
        yield _("does it on the record's page") if node.work == "do" else ""
        yield _("a rejection counts when all have spoken") if node.reject == "after_all" else ""
    if node.limit:
        yield _limit(node.limit)
    for timer in node.boundaries:
        yield f"{_limit(timer.after)}: {timer.does or _('goes on another way')}"
    yield node.service
    yield node.event
    yield node.matrix
    yield node.clause
    yield node.standard
    if node.table is not None:
        yield from _rows(node)
    yield _ways(graph, node)


def _rows(node: Node) -> Iterator[str]:
    labels: Mapping[str, str] = {}
    for box, values in node.table.rows if node.table else ():
        then = ", ".join(f"{name} = {value}" for name, value in values.items())
        yield f"{spelling.box(box, labels)} → {then}"


def _ways(graph: Graph, node: Node) -> str:
    ways = []
    for flow in node.flows:
        target = graph.nodes[flow.target].label or flow.target
        ways.append(f"{flow.condition} → {target}" if flow.condition else f"→ {target}")
    return "; ".join(ways)


def _limit(days: int) -> str:
    return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}


PART = Part(
    name="processes",
    label=gettext_lazy("Processes"),
    order=40,
    text=gettext_lazy("Published as the next version after all checks; what is running keeps its version."),
    owns=lambda path: path.startswith(FOLDER) and path.endswith(SUFFIX),
    current=current,
    shipped=shipped,
    read=read,
    check=check,
    write=write,
    apply=apply,
)
