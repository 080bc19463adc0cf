"""Try a draft on past cases: which of them would have gone another way, and who would have been asked (WFL-1).

Only the routing is walked again; nothing is written, no service runs. Results of steps, arrows taken at questions
that the draft leaves as they are, and results of tables are those of that day. Facts that are fields of the record are
put back by its journal to what they were when the case began. Other facts are those of today, for their old values are
not kept: a case that depends on them says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.foundation.access.scoping import visible_q
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.authority import matrix
from leadtocash.foundation.authority.tables import NoRow
from leadtocash.foundation.designer.rules import walking
from leadtocash.foundation.designer.rules.walking import Trail, Visit
from leadtocash.foundation.designer.wording import Wording
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.engine.assignment import shares
from leadtocash.foundation.workflow.engine.run import Run, base_rows
from leadtocash.foundation.workflow.graph import Graph, Kind, Node
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.registry import Subject, subjects

FEW, MANY = 40, 200


@dataclass(frozen=True)
class Asked:
    """A step and the people it would be with."""

    step: str
    who: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """One past case: both ways in words, what is different of it.

    url, title: empty where the reader may not see the record. followed: the old definition gives what really
    happened; where it does not, nothing is claimed. assumed: facts of today that the new way depends on.
    """

    instance: int
    title: str
    url: str
    version: int
    running: bool
    followed: bool
    differs: bool = False
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    more: list[Asked] = field(default_factory=list)
    fewer: list[Asked] = field(default_factory=list)
    other: list[Asked] = field(default_factory=list)
    days: int = 0
    assumed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """What the trial says: the cases, those that differ first."""

    cases: list[Case]

    @property
    def differing(self) -> list[Case]:
        return [one for one in self.cases if one.differs]

    @property
    def lost(self) -> list[Case]:
        return [one for one in self.cases if not one.followed]

    @property
    def same(self) -> int:
        return len(self.cases) - len(self.differing) - len(self.lost)

    @property
    def assuming(self) -> int:
        return sum(bool(one.assumed) for one in self.cases)


def simulate(key: str, new: Graph, reader: User, *, most: int = FEW) -> Result:
    """Walk the newest `most` cases of a process by their own definition and by the new one."""
    rows = ProcessInstance.objects.filter(process=key).exclude(state=ProcessInstance.State.WITHDRAWN)
    instances = list(rows.select_related("definition", "started_by").order_by("-started_at", "-pk")[:most])
    subject = subjects.find(new.record_kind)
    if subject is None:
        return Result([])
    ids = [one.record_id for one in instances]
    records = base_rows(new.record_kind).in_bulk(ids)
    model: type[models.Model] = apps.get_model(new.record_kind)
    seen = model._default_manager.filter(visible_q(model, reader), pk__in=ids) if hasattr(model, "access") else []
    trial = _Trial(
        new,
        subject,
        {row.pk for row in seen},
        _visits(instances),
        _people(instances),
        _changes(new.record_kind, instances),
    )
    cases = [trial.case(one, records[one.record_id]) for one in instances if one.record_id in records]
    return Result(sorted(cases, key=lambda one: (not one.differs, one.followed, -one.instance)))


class _Trial:
    def __init__(
        self, new: Graph, subject: Subject, seen: set[int], visits: Mapping[int, list[Visit]],
        people: Mapping[tuple[int, str], str], changes: Mapping[int, list[Entry]],
    ) -> None:  # fmt: skip
        self.changes = changes
        self.new, self.subject, self.seen, self.visits, self.people = new, subject, seen, visits, people
        self.wording = Wording(new.record_kind)

    def case(self, instance: ProcessInstance, record: Any) -> Case:
        old, visits = graph_of(instance.definition_id), self.visits.get(instance.pk, [])
        facts, certain = self._facts_then(instance, record)
        ruling = _Ruling(instance, self.subject.department(record), old)
        known = {"started_at": instance.started_at, "ruling": ruling, "certain": certain}
        was = walking.walk(old, visits, facts, as_recorded=True, **known)  # type: ignore[arg-type]
        can_see = record.pk in self.seen
        about: dict[str, Any] = {
            "instance": instance.pk,
            "title": instance.title if can_see else _("Case %(n)s") % {"n": instance.pk},
            "url": instance.get_absolute_url() if can_see else "",
            "version": instance.definition.version,
            "running": instance.state == ProcessInstance.State.RUNNING,
        }
        if was.lost or Counter(n for n in was.path if old.nodes[n].waits) != Counter(v.node for v in visits):
            return Case(**about, followed=False, before=[_label(old, v.node) for v in visits])
        chosen = {name: taken for name, taken in was.choices.items() if _same_question(old, self.new, name)}
        will = walking.walk(self.new, visits, facts, as_recorded=False, chosen=chosen, **known)  # type: ignore[arg-type]
        run = Run(instance, record, system_act(instance.started_at))
        return self._compared(about, old, was, will, run)

    def _facts_then(self, instance: ProcessInstance, record: Any) -> tuple[dict[str, Any], set[str]]:
        """The facts of the record when the case began, and which of them are certainly those."""
        facts = dict(self.subject.facts(record))
        certain = {name for name in facts if _is_field(record, name) and getattr(record, name) == facts[name]}
        for name in certain:
            for entry in self.changes.get(record.pk, ()):  # the first change after the beginning says what was before
                if entry.at > instance.started_at and name in entry.changes:
                    facts[name] = _as(facts[name], entry.changes[name][0])
                    break
        return facts, certain

    def _compared(self, about: dict[str, Any], old: Graph, was: Trail, will: Trail, run: Run) -> Case:
        steps = {n: _reached(graph, trail) for n, graph, trail in (("old", old, was), ("new", self.new, will))}
        added, gone = Counter(steps["new"]) - Counter(steps["old"]), Counter(steps["old"]) - Counter(steps["new"])
        other = [name for name in dict.fromkeys(steps["new"]) if name not in added and self._others(old, name)]
        assumed = sorted(will.assumed | will.unknown)
        fields = self.wording.fields(self.new)
        return Case(
            **about,
            followed=not will.lost,
            differs=(was.path, was.end) != (will.path, will.end) or bool(other),
            before=_said(old, was),
            after=_said(self.new, will),
            more=[Asked(_label(self.new, name), self._would_be(run, name)) for name in added],
            fewer=[Asked(_label(old, name), self.people.get((about["instance"], name), "")) for name in gone],
            other=[Asked(_label(self.new, name), self._would_be(run, name)) for name in other],
            days=will.days - was.days,
            assumed=[fields[name].label if name in fields else name for name in assumed],
        )

    def _others(self, old: Graph, name: str) -> bool:
        """Is the step with other people now?"""
        before, after = old.nodes.get(name), self.new.nodes[name]
        return before is not None and (before.assign, before.mode) != (after.assign, after.mode)

    def _would_be(self, run: Run, name: str) -> str:
        node = self.new.nodes[name]
        if node.kind != Kind.STEP:
            return _("System")
        try:
            found = dict.fromkeys(share.person.name for share in shares(run, node) if not share.is_fallback)
        except (RuleError, LookupError):
            found = {}
        return joined(found) or self.wording.whom(node.assign)


class _Ruling:
    """What tables say: that of the day where the process has kept it, else for the record as it is."""

    def __init__(self, instance: ProcessInstance, department: Any, old: Graph) -> None:
        self.instance, self.department, self.old = instance, department, old

    def __call__(self, node: Node, known: Mapping[str, Any]) -> Mapping[str, Any]:
        kept = self._kept(node)
        if kept is not None:
            return kept
        try:
            if node.table is not None:
                return node.table.decide(known)[1]
            on = timezone.localdate(self.instance.started_at)
            ruling = matrix.approvers(node.matrix, known, self.department, on=on)
        except (NoRow, RuleError):
            return {}
        return {f"{node.id}_roles": list(ruling.roles), f"{node.id}_row": ruling.row.code}

    def _kept(self, node: Node) -> dict[str, Any] | None:
        before = self.old.nodes.get(node.id)
        if before is None or (before.table, before.matrix) != (node.table, node.matrix):
            return None
        names = node.table.outputs if node.table else (f"{node.id}_roles", f"{node.id}_row")
        found = {name: self.instance.values[name] for name in names if name in self.instance.values}
        return found if len(found) == len(names) else None


def _changes(kind: str, instances: Sequence[ProcessInstance]) -> dict[int, list[Entry]]:
    """What was changed of the records since the first of these cases began, oldest first."""
    if not instances:
        return {}
    since = min(one.started_at for one in instances)
    rows = Entry.objects.filter(kind=kind, record_id__in={one.record_id for one in instances}, at__gt=since)
    found: dict[int, list[Entry]] = {}
    for entry in rows.exclude(changes={}).order_by("seq").only("record_id", "at", "changes"):
        found.setdefault(entry.record_id, []).append(entry)
    return found


def _is_field(record: Any, name: str) -> bool:
    return any(field.name == name for field in record._meta.concrete_fields)


def _as(now: Any, then: Any) -> Any:
    """A journaled value with the type of today's."""
    return Decimal(str(then)) if isinstance(now, Decimal) and then is not None else then


def _visits(instances: Sequence[ProcessInstance]) -> dict[int, list[Visit]]:
    rows = Activity.objects.filter(instance__in=instances).exclude(outcome=Activity.Outcome.RECALLED).order_by("pk")
    found: dict[int, list[Visit]] = {}
    for one in rows:
        visit = Visit(one.pk, one.node, one.outcome, one.opened_at, one.closed_at, one.resume_to)
        found.setdefault(one.instance_id, []).append(visit)
    return found


def _people(instances: Sequence[ProcessInstance]) -> dict[tuple[int, str], str]:
    """Who really had each step."""
    rows = WorkItem.objects.filter(instance__in=instances).exclude(state=WorkItem.State.TRANSFERRED).order_by("pk")
    found: dict[tuple[int, str], dict[str, None]] = {}
    for pk, node, name in rows.values_list("instance_id", "activity__node", "assignee__name"):
        found.setdefault((pk, node), {})[name] = None
    return {key: joined(names) for key, names in found.items()}


def _same_question(old: Graph, new: Graph, name: str) -> bool:
    one, other = old.nodes.get(name), new.nodes.get(name)
    if one is None or other is None:
        return False
    plain: Any = lambda node: [(flow.id, flow.condition) for flow in node.flows]  # noqa: E731
    return plain(one) == plain(other) and one.default == other.default


def _reached(graph: Graph, trail: Trail) -> list[str]:
    return [name for name in trail.path if graph.nodes[name].kind in (Kind.STEP, Kind.RECEIVE, Kind.SERVICE)]


def _said(graph: Graph, trail: Trail) -> list[str]:
    """The way in words; services are left out, the end is last."""
    words = [_label(graph, name) for name in trail.path if graph.nodes[name].waits]
    return [*words, *([_label(graph, trail.end)] if trail.end else [_("not ended yet")])]


def _label(graph: Graph, name: str) -> str:
    return graph.nodes[name].label if name in graph.nodes else name
