"""Processes: the newest version of each as the BPMN file it is, compared step by step in words.

Decision tables stand inside the process's file; the comparison shows their rows as sentences.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leadtocash.foundation.authority import spelling
from leadtocash.foundation.designer.steptable import Row, process_rows, rows
from leadtocash.foundation.designer.wording import Known
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.packs.registry import HIDDEN, Content, Difference, Files, Item, Part, Trouble
from leadtocash.foundation.workflow import bpmn, nesting
from leadtocash.foundation.workflow.actions.publishing import publish, shipped_files
from leadtocash.foundation.workflow.definitions import checked
from leadtocash.foundation.workflow.graph import Graph, Node
from leadtocash.foundation.workflow.models import ProcessDefinition

FOLDER, SUFFIX = "processes/", ".bpmn"


def current() -> Content:
    """The newest version of every process."""
    found = ProcessDefinition.objects.order_by("key", "-version").distinct("key")
    return read({f"{FOLDER}{row.key}{SUFFIX}": row.bpmn for row in found})


def shipped() -> Content:
    """The areas' own files."""
    texts = (xml.decode() for _name, xml in shipped_files())
    return read({f"{FOLDER}{bpmn.parse(text.encode()).key}{SUFFIX}": text for text in texts})


def read(files: Files) -> Content:
    """Each file as a process. What cannot be read at all is a trouble; the lint comes with `check`."""
    items: dict[str, Item] = {}
    troubles: list[Trouble] = []
    known = Known()
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
        label = own_language(graph.name, graph.name_en)
        fields = in_words(graph, files[path], known)
        items[graph.key] = Item(key=graph.key, label=label, fields=fields, value=files[path])
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


def in_words(graph: Graph, text: str, known: Known | None = None) -> dict[str, str]:
    """The process as sentences, by the designer's words: each step with all that is set for it, each question with its
    ways, each table with its rows."""
    nested = nesting.nested(graph)
    fields = {_("Name"): graph.name, _("English name"): graph.name_en}
    fields |= dict(process_rows(nested, known))
    for row in rows(text, nested, known):
        words = "\n".join(part for part in _row(row, nested.nodes[row.id]) if part)
        name = _named(row)
        if words:
            fields[name if name not in fields else f"{name} ({row.id})"] = words
    for node in nested.nodes.values():
        if node.table is not None:
            fields[_("Table “%(name)s”") % {"name": node.label}] = "\n".join(_table(node))
    fields[HIDDEN + _("Drawing or spelling of the file")] = hashlib.sha256(text.encode()).hexdigest()[:12]
    return fields


def _named(row: Row) -> str:
    return (_("Step “%(name)s”") if row.is_step else "“%(name)s”") % {"name": row.name or row.id}


def _row(row: Row, node: Node) -> Iterator[str]:
    # a list no published process uses yet has no name of its own; the process says whom it means
    unnamed = node.assign.startswith("each:") and node.assign.removeprefix("each:") in row.who
    who = own_language(node.who, node.who_en) if unnamed and node.who else row.who
    yield ", ".join(part for part in (who, row.signing, _limit(row.limit)) if part)
    yield "; ".join(row.timers)
    yield row.standard
    yield ", ".join((*row.documents, row.clause)) if row.clause or row.documents else ""
    yield "; ".join(row.settings)
    for way in row.ways:
        yield f"{way['when']} → {way['target']}"


def _table(node: Node) -> Iterator[str]:
    labels: Mapping[str, str] = {}
    for box, values in node.table.rows if node.table else ():
        then = ", ".join(f"{name} = {value}" for name, value in values.items())
        yield f"{spelling.box(box, labels)} → {then}"


def _limit(days: int) -> str:
    return ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days} if days else ""


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
