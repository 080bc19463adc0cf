"""The rules of a process in words: every step with who, standard, limit, papers, clause, and what is set for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow.graph import Boundary, Graph, Kind, Node
from leadtocash.foundation.workflow.papers import paper
from leadtocash.foundation.workflow.picture import telling


def steps_of(graph: Graph) -> list[dict[str, Any]]:
    """The steps at which somebody works or something is waited for, in the order of the file."""
    roles = {role.code: str(role) for role in Role.objects.all()}
    shown = telling.of_definition(graph)
    return [
        {
            "id": node.id,
            "label": node.label,
            "is_decision": node.work == "decide" and node.kind == Kind.STEP,
            "who": shown[node.id].who,
            "standard": own_language(node.standard, node.standard_en),
            "limit": node.limit,
            "papers": [paper(code) for code in node.documents],
            "clause": node.clause if policy.known(node.clause) else "",
            "settings": list(settings_of(graph, node, roles)),
        }
        for node in graph.nodes.values()
        if node.waits
    ]


def rules_of(graph: Graph) -> list[str]:
    """What holds for the process as a whole."""
    cancel = {
        "untouched": _("Who started it can give it up until somebody else has acted."),
        "starter": _("Who started it can give it up at any time."),
        "nobody": _("Nobody gives it up half-way, save an administrator."),
    }
    edit = {
        "refuse": _("While somebody decides, the document cannot be changed; take it back first."),
        "restart": _("If the document is changed while somebody decides, the process begins again."),
    }
    return [words for words in (cancel.get(graph.cancel), edit.get(graph.edit)) if words]


def settings_of(graph: Graph, node: Node, roles: Mapping[str, str]) -> Iterator[str]:
    """What is set for a step, one sentence each."""
    if node.kind != Kind.STEP:
        yield _("Goes on when it has happened; nobody has to press anything.")
        return
    yield from _signing(node)
    if node.work == "decide":
        yield from _deciding(graph, node)
    nobody = {
        "administrator": _("Nobody found: an administrator hands it on."),
        "superior": _("Nobody found: the superior decides."),
        "skip": _("Nobody found: the step is passed over."),
    }
    yield nobody.get(graph.rule(node, "nobody"), "")
    for boundary in node.boundaries:
        yield _timer(boundary, roles)
    if node.copy:
        yield _("A copy goes to: %(whom)s.") % {"whom": joined(_whom(one, roles) for one in node.copy)}


def _signing(node: Node) -> Iterator[str]:
    if node.mode == "all":
        yield _("All of them have to agree.")
    elif node.mode == "in_order":
        yield _("They sign one after the other.")
    elif node.mode.startswith("ratio:"):
        share = round(float(node.mode.partition(":")[2]) * 100)
        yield _("%(n)d%% of them have to agree.") % {"n": share}
    elif node.assign.startswith("role:"):
        yield _("Of several, the first to act acts for all.")
    if node.mode != "any" and node.work == "decide":
        late = _("A rejection counts when all have spoken.")
        yield late if node.reject == "after_all" else _("One rejection is enough.")


def _deciding(graph: Graph, node: Node) -> Iterator[str]:
    comment = {
        "on_reject": _("A comment is needed to reject or send back."),
        "always": _("A comment is always needed."),
        "never": _("A comment is needed only to send back."),
    }
    repeat = {
        "once": _("Who has approved before is not asked again."),
        "in_a_row": _("Who approved the step before is not asked twice in a row."),
    }
    own = {
        "skip": _("If the applicant would decide himself, the step is passed over."),
        "superior": _("If the applicant would decide himself, his superior does."),
    }
    yield comment.get(node.comment, "")
    for words in (repeat.get(graph.rule(node, "repeat")), own.get(graph.rule(node, "own"))):
        if words:
            yield words
    if graph.rule(node, "bulk") == "yes":
        yield _("Several can be decided together.")


def _timer(boundary: Boundary, roles: Mapping[str, str]) -> str:
    day = ngettext("After %(n)d working day", "After %(n)d working days", boundary.after) % {"n": boundary.after}
    if boundary.flow is not None:
        return _("%(when)s: the step is ended by time.") % {"when": day}
    if boundary.does == "remind":
        return _("%(when)s: a reminder.") % {"when": day}
    target = boundary.does.partition(":")[2]
    whom = _("superior") if target == "superior" else roles.get(target.removeprefix("role:"), target)
    return _("%(when)s: reported to %(whom)s.") % {"when": day, "whom": whom}


def _whom(target: str, roles: Mapping[str, str]) -> str:
    kind, _colon, name = target.partition(":")
    if kind == "role":
        return roles.get(name, name)
    return {"owner": _("Owner"), "starter": _("Applicant")}.get(name, name)
