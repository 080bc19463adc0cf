"""Everything of a process in words for people, never in codes: who, how, when, conditions; and the menus to choose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.authority.matrix import shipped as documents
from leadtocash.foundation.designer.rules import conditions
from leadtocash.foundation.designer.rules.conditions import Field
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.graph import Graph, Kind, Node
from leadtocash.foundation.workflow.models import Activity, ProcessDefinition
from leadtocash.foundation.workflow.registry import list_names, lists, subjects

Option = tuple[str, Any]
LABELS: dict[str, Any] = {
    "name": gettext_lazy("Name"), "name_en": gettext_lazy("English name"), "assign": gettext_lazy("Who"),
    "who": gettext_lazy("Who, as the picture says it"), "mode": gettext_lazy("Way of signing"),
    "reject": gettext_lazy("A rejection counts"), "work": gettext_lazy("What is done"),
    "comment": gettext_lazy("Comment"), "limit": gettext_lazy("Limit, working days"),
    "standard": gettext_lazy("Standard"), "documents": gettext_lazy("Documents"), "clause": gettext_lazy("Clause"),
    "service": gettext_lazy("What the system does"), "matrix": gettext_lazy("Asks the authority table"),
    "event": gettext_lazy("Waits for"), "outcome": gettext_lazy("Ends as"),
    "repeat": gettext_lazy("The same person again"), "own": gettext_lazy("The applicant would approve himself"),
    "nobody": gettext_lazy("Nobody is found"), "bulk": gettext_lazy("Approve several at once"),
    "copy": gettext_lazy("Copy to"), "cancel": gettext_lazy("Giving the process up"),
    "edit": gettext_lazy("Changing the document under approval"), "table": gettext_lazy("Decision table"),
    "timers": gettext_lazy("Reminders and reports"),
}  # fmt: skip
CHOICES: dict[str, dict[str, Promise]] = {
    "mode": {
        "any": gettext_lazy("One is enough"), "all": gettext_lazy("All sign"),
        "in_order": gettext_lazy("One after the other"),
    },
    "reject": {
        "at_once": gettext_lazy("as soon as one rejects"), "after_all": gettext_lazy("when all have spoken"),
    },
    "work": {"decide": gettext_lazy("Approve or reject"), "do": gettext_lazy("Do something on the record's page")},
    "comment": {
        "on_reject": gettext_lazy("needed for a rejection"), "always": gettext_lazy("always needed"),
        "never": gettext_lazy("never needed"),
    },
    "repeat": {
        "each": gettext_lazy("asked each time"), "once": gettext_lazy("asked only once in the process"),
        "in_a_row": gettext_lazy("asked once when the steps follow each other"),
    },
    "own": {
        "self": gettext_lazy("he approves himself"), "skip": gettext_lazy("the step is passed by"),
        "superior": gettext_lazy("his superior approves"),
    },
    "nobody": {
        "administrator": gettext_lazy("given to the administrators"),
        "superior": gettext_lazy("given to the superior"), "skip": gettext_lazy("the step is passed by"),
    },
    "bulk": {"yes": gettext_lazy("allowed"), "no": gettext_lazy("not allowed")},
    "cancel": {
        "untouched": gettext_lazy("by the applicant until somebody has acted"),
        "starter": gettext_lazy("by the applicant at any time"), "nobody": gettext_lazy("by nobody"),
    },
    "edit": {"refuse": gettext_lazy("is refused"), "restart": gettext_lazy("starts the round anew")},
}  # fmt: skip
OUTCOMES = ("approved", "rejected", "done", "returned", "received", "timed_out")


class Known:
    """What the words for every kind of record share: roles and published processes, asked for once."""

    @cached_property
    def roles(self) -> dict[str, str]:
        return {role.code: str(role) for role in Role.objects.order_by("pk")}

    @cached_property
    def graphs(self) -> list[Graph]:
        rows = ProcessDefinition.objects.order_by("key", "version").distinct("key")
        return [graph_of(pk) for pk in rows.values_list("pk", flat=True)]


class Wording:
    """The words for one kind of record; made once for a page. known: shared by the words for several kinds."""

    def __init__(self, record_kind: str, known: Known | None = None) -> None:
        self.record_kind = record_kind
        self.known = known or Known()
        self.subject = subjects.find(record_kind)

    # ---- differences.Speller
    def label(self, attribute: str) -> str:
        return str(LABELS.get(attribute, attribute))

    def value(self, attribute: str, value: object, node: Node | None) -> str:
        if isinstance(value, tuple):
            return joined(self.whom(one) if attribute == "copy" else str(one) for one in value)
        text = str(value)
        own = {"assign": self.whom, "does": self.does, "matrix": self.document, "mode": self.mode}.get(attribute)
        if own is not None:
            return own(text)
        if attribute == "limit":
            return text if text != "0" else ""
        if attribute in ("service", "event"):
            return (self.services if attribute == "service" else self.events).get(text, text)
        return str(CHOICES.get(attribute, {}).get(text, text))

    def condition(self, text: str, graph: Graph) -> str:
        return conditions.words(text, self.fields(graph))

    # ---- words
    def whom(self, assign: str) -> str:
        """Who gets a step: "role:finance" as "Finance department", never the code."""
        kind, _colon, name = assign.partition(":")
        match kind:
            case "role":
                return self.roles.get(name, name)
            case "person":
                return self.people.get(name, name)
            case "superior":
                return _("Superior of: %(who)s") % {"who": self.people.get(name, name)}
            case "each":
                return _("Each of: %(list)s") % {"list": self.lists.get(name, name)}
            case "matrix":
                return _("By the authority table: %(document)s") % {"document": self.document(name)}
        return assign

    def does(self, text: str) -> str:
        """What a timer does."""
        if text == "remind":
            return _("remind")
        target = text.removeprefix("escalate:")
        if target == "superior":
            return _("report to the superior")
        if text.startswith("escalate:role:"):
            return _("report to: %(who)s") % {"who": self.roles.get(target.removeprefix("role:"), target)}
        return _("end the step")

    def mode(self, mode: str) -> str:
        """A way of signing."""
        if not mode.startswith("ratio:"):
            return str(CHOICES["mode"].get(mode, mode))
        share = mode.removeprefix("ratio:")
        try:
            return _("%(n)s %% of them are enough") % {"n": f"{float(share) * 100:g}"}
        except ValueError:
            return mode

    def document(self, name: str) -> str:
        found = documents.find(name)
        return str(found.label) if found else name

    def fields(self, graph: Graph) -> dict[str, Field]:
        """What a condition of this process may ask for."""
        found: dict[str, Field] = {}
        for name, fact in (self.subject.fact_types if self.subject else {}).items():
            found[name] = Field(name=name, label=str(fact.label), type=fact.type, choices=fact.choices or None)
        outcomes = {code: str(Activity.Outcome(code).label) for code in OUTCOMES}
        for node in graph.nodes.values():
            if node.waits:
                label = _("Result of “%(step)s”") % {"step": node.label}
                found[f"{node.id}_outcome"] = Field(
                    name=f"{node.id}_outcome", label=label, type="choice", choices=outcomes
                )
            result = _("Result of “%(step)s”") % {"step": node.label}
            for output in node.table.outputs if node.table else ():
                label = result if output == f"{node.id}_result" else f"{node.label}: {output}"
                found[output] = Field(name=output, label=label, type=_type_of(node, output))
            if node.matrix:
                label = _("Approvers by “%(step)s”") % {"step": node.label}
                found[f"{node.id}_roles"] = Field(
                    name=f"{node.id}_roles", label=label, type="list", choices=dict(self.roles)
                )
                found[f"{node.id}_row"] = Field(
                    name=f"{node.id}_row", label=_("Row by “%(step)s”") % {"step": node.label}
                )
        return found

    # ---- menus
    def assign_menu(self) -> list[tuple[Any, list[Option]]]:
        """Who can get a step, in groups."""
        area = self.record_kind.partition(".")[0]
        near = [name for name, _list in lists.items() if name.startswith(f"{area}.")]
        papers = sorted(
            (name for name, _document in documents.items()), key=lambda name: not name.startswith(f"{area}.")
        )
        return [
            (_("Role, nearest to the record's department"), [(f"role:{c}", n) for c, n in self.roles.items()]),
            (_("Person of the record"), [(f"person:{c}", n) for c, n in self.people.items()]),
            (_("Superior"), [(f"superior:{c}", self.whom(f"superior:{c}")) for c in self.people]),
            (_("Each of a list"), [(f"each:{name}", self.lists.get(name, name)) for name in near]),
            (_("Authority table"), [(f"matrix:{name}", self.document(name)) for name in papers]),
        ]

    def copy_menu(self) -> list[Option]:
        return [
            *[(f"person:{code}", name) for code, name in self.people.items()],
            *[(f"role:{code}", name) for code, name in self.roles.items()],
        ]

    def timer_menu(self) -> list[Option]:
        return [
            ("remind", _("Remind")),
            ("escalate:superior", _("Report to the superior")),
            *[(f"escalate:role:{code}", _("Report to: %(who)s") % {"who": n}) for code, n in self.roles.items()],
        ]

    # ---- what is known
    @property
    def roles(self) -> dict[str, str]:
        return self.known.roles

    @cached_property
    def people(self) -> dict[str, str]:
        known = {"owner": _("Owner"), "starter": _("Applicant")}
        said = {n.assign.partition(":")[2]: own_language(n.who, n.who_en) for n in self._steps if n.who}
        for name in self.subject.people if self.subject else ():
            known[name] = said.get(name, name)
        return known

    @cached_property
    def lists(self) -> dict[str, str]:
        """Lists of signers by the words that processes say of them."""
        found: dict[str, str] = {}
        for node in self._steps:
            kind, _colon, name = node.assign.partition(":")
            if kind == "each" and name not in found:
                found[name] = own_language(node.who, node.who_en) or node.label
        return {**{name: str(label) for name, label in list_names.items()}, **found}

    @cached_property
    def services(self) -> dict[str, str]:
        return {
            n.service: n.label for graph in self.known.graphs for n in graph.nodes.values() if n.kind == Kind.SERVICE
        }

    @cached_property
    def events(self) -> dict[str, str]:
        return {n.event: n.label for graph in self.known.graphs for n in graph.nodes.values() if n.kind == Kind.RECEIVE}

    @property
    def _steps(self) -> Iterable[Node]:
        return (node for graph in self.known.graphs for node in graph.steps())


def record_kinds() -> list[Option]:
    """The kinds of records processes can run on, by their names."""
    found: dict[str, str] = {}
    for kind in dict(subjects.items()):
        try:
            found[kind] = str(apps.get_model(kind)._meta.verbose_name)
        except LookupError:
            continue
    return sorted(found.items(), key=lambda pair: pair[1])


def kind_label(kind: str) -> str:
    return dict(record_kinds()).get(kind, kind)


def settings_of(allowed: Mapping[str, Iterable[str]]) -> dict[str, list[Option]]:
    """Settings with those of their values that the engine knows, in words."""
    return {
        name: [(value, CHOICES.get(name, {}).get(value, value)) for value in values] for name, values in allowed.items()
    }


def _type_of(node: Node, output: str) -> str:
    values = [row[1].get(output) for row in (node.table.rows if node.table else ())]
    if values and all(isinstance(value, bool) for value in values):
        return "flag"
    numeric = values and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    return "number" if numeric else "text"
