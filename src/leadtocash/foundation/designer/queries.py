"""Drafts, what is wrong with them, and the past cases of a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.db.models import Max
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts import people
from leadtocash.foundation.designer import verbs
from leadtocash.foundation.designer.models import DraftRevision, ProcessDraft
from leadtocash.foundation.designer.rules.document import Document
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.workflow import bpmn, lint
from leadtocash.foundation.workflow.actions.publishing import shipped_files
from leadtocash.foundation.workflow.definitions import graph_of, newest
from leadtocash.foundation.workflow.graph import Graph, Node
from leadtocash.foundation.workflow.models import ProcessDefinition


@dataclass(frozen=True)
class Finding:
    """One thing the checks say: `problem` stops the publication, `hint` does not. step: the element it concerns."""

    level: Literal["problem", "hint"]
    text: str
    step: str = ""


def open_draft(key: str) -> ProcessDraft | None:
    """The draft of a process that is being worked on."""
    rows = ProcessDraft.objects.filter(process=key, state__in=ProcessDraft.OPEN)
    return rows.select_related("base", "created_by", "submitted_by").first()


def given_back(draft: ProcessDraft) -> Entry | None:
    """Who gave the draft back last and why; None while it is submitted, or when its author took it back."""
    if draft.state != ProcessDraft.State.DRAFT:
        return None
    rows = Entry.objects.filter(kind=kind_of(draft), record_id=draft.pk, verb=verbs.RETURNED)
    last = rows.select_related("actor").order_by("-pk").first()
    return last if last and last.reason else None


def open_drafts() -> list[ProcessDraft]:
    """Every draft that is being worked on."""
    rows = ProcessDraft.objects.filter(state__in=ProcessDraft.OPEN).order_by("-updated_at")
    return list(rows.select_related("base", "created_by", "submitted_by", "published"))


def fetch_draft(key: str) -> ProcessDraft:
    """The open draft of a process, else 404."""
    draft = open_draft(key)
    if draft is None:
        raise Http404
    return draft


def draft_by_id(pk: int) -> ProcessDraft:
    """A draft, whatever became of it, else 404."""
    draft = ProcessDraft.objects.select_related("base", "created_by", "published").filter(pk=pk).first()
    if draft is None:
        raise Http404
    return draft


def definition(key: str, version: str = "") -> ProcessDefinition:
    """A version of a process, the newest without a number, else 404."""
    rows = ProcessDefinition.objects.filter(key=key).select_related("published_by").order_by("-version")
    found = rows.filter(version=int(version)).first() if version.isdigit() and len(version) < 7 else rows.first()
    if found is None or (version and not version.isdigit()):
        raise Http404
    return found


@cache
def shipped_keys() -> frozenset[str]:
    """The processes that the product brings along and starts itself."""
    return frozenset(Document(xml.decode("utf-8")).process.get("id") for _name, xml in shipped_files())


def own_processes(kind: str) -> list[ProcessDefinition]:
    """The processes a company has made itself for a kind of record, newest version of each."""
    rows = ProcessDefinition.objects.filter(record_kind=kind).exclude(key__in=shipped_keys())
    return list(rows.order_by("key", "-version").distinct("key").defer("bpmn"))


def drafted_graph(text: str) -> Graph | None:
    """The process of a draft; None while it cannot be read."""
    try:
        return Document(text).graph()
    except bpmn.Refused:
        return None


def problems(text: str) -> list[str]:
    """Everything that keeps a text from being published."""
    try:
        return lint.problems(Document(text).graph())
    except bpmn.Refused as refused:
        return refused.problems


def findings(text: str) -> list[Finding]:
    """The checks of a draft: what stops it, then what is worth a thought."""
    graph = drafted_graph(text)
    wrong = [Finding("problem", sentence, _step_in(sentence, graph)) for sentence in problems(text)]
    return [*wrong, *(hints(graph) if graph else [])]


def hints(graph: Graph) -> list[Finding]:
    """What can be published, but may not be meant."""
    found = []
    for node in graph.steps():
        found += [Finding("hint", _("“%(step)s”: %(what)s.") % {"step": node.label, "what": w}, node.id)
                  for w in _thoughts(node)]  # fmt: skip
    return found


def taken_ids(draft: ProcessDraft) -> frozenset[str]:
    """Ids that versions of the process or revisions of the draft have used: a new step never takes one of them."""
    ids: set[str] = set()
    for row in ProcessDefinition.objects.filter(key=draft.process).only("id"):
        graph = graph_of(row.pk)
        ids |= {*graph.nodes, *(flow.id for node in graph.nodes.values() for flow in graph.flows_from(node))}
    for text in DraftRevision.objects.filter(draft=draft).values_list("bpmn", flat=True):
        ids |= {element.get("id") for element in Document(text).process if element.get("id")}
    return frozenset(ids)


def writers(draft: ProcessDraft) -> set[int | None]:
    """Who has written on a draft: none of them may publish it."""
    rows = DraftRevision.objects.filter(draft=draft, is_aside=False).values_list("by_id", flat=True)
    return {draft.created_by_id, draft.submitted_by_id, *rows} - {None}


def next_number(draft: ProcessDraft) -> int:
    last = DraftRevision.objects.filter(draft=draft).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def base_is_old(draft: ProcessDraft) -> ProcessDefinition | None:
    """The version that was published after the draft began; None when there is none."""
    latest = newest(draft.process)
    return latest if latest is not None and latest.pk != draft.base_id else None


def _thoughts(node: Node) -> list[str]:
    found = []
    role = node.assign.removeprefix("role:")
    if node.assign.startswith("role:") and not people.with_role(role):
        found.append(_("nobody holds this role now, so it would go to the administrators"))
    if not node.limit:
        found.append(_("it has no limit, so it is never late"))
    late = [one.after for one in node.boundaries if one.does == "remind" and node.limit and one.after > node.limit]
    if late:
        found.append(
            ngettext(
                "it reminds on day %(day)s, after the limit of %(limit)s working day",
                "it reminds on day %(day)s, after the limit of %(limit)s working days",
                node.limit,
            )
            % {"day": min(late), "limit": node.limit}
        )
    return found


def _step_in(sentence: str, graph: Graph | None) -> str:
    """The element a sentence of the checks speaks of."""
    if graph is None:
        return ""
    named = [node for node in graph.nodes.values() if _quoted(sentence, node)]
    return max(named, key=lambda node: len(node.label)).id if named else ""


def _quoted(sentence: str, node: Node) -> bool:
    quotes = (("“", "”"), ("「", "」"))
    return (
        any(f"{begin}{node.label}{end}" in sentence for begin, end in quotes)
        or sentence.startswith((f"{node.id}:", f"{node.id}："))
        or f"({node.id})" in sentence
        or f"（{node.id}）" in sentence
    )
