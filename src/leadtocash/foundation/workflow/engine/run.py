"""One act on one running process.

Everything is gathered here and written once, under the record's and its own lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.journal.recording import entry
from leadtocash.foundation.kernel import events
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import Activity, ProcessInstance, Timer, Token, WorkItem
from leadtocash.foundation.workflow.registry import subjects

MOST_MOVES = 500
_MOVE = """
UPDATE workflow_token t SET node = moved.node, state = moved.state, activity_id = moved.activity_id
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[]) AS moved (id, node, state, activity_id)
WHERE t.id = moved.id
"""


@dataclass(frozen=True)
class Opening:
    """A step that a token has come to and that opens when the act is written."""

    token: Token
    node: Node
    resume_to: str = ""


class Run:
    """The state of one instance during one act.

    just_approved: who has approved the step that was finished last; shortened: steps at which this act has
    already spared somebody an approval.

    Make it with `lock`, move it, `finish` it: inside one transaction.

    Locks: first the record, then the instance, always in this order, so that an area that has locked its
    record may call the engine.
    """

    def __init__(self, instance: ProcessInstance, record: models.Model, act: Act) -> None:
        self.instance, self.act = instance, act
        self.graph = graph_of(instance.definition_id)
        self.subject = subjects.get(instance.record_kind)
        self.openings: list[Opening] = []
        self.opened: list[WorkItem] = []
        self.can_be_undone = True
        self._record: models.Model | None = record
        self._known: dict[str, Any] | None = None
        self._tokens: dict[int, Token] | None = None
        self._changed: dict[int, Token] = {}
        self._gone: list[int] = []
        self._closing: dict[str, list[tuple[int, Node, bool]]] = {}
        self._journal: list[Entry] = []
        self._events: list[object] = []
        self._moves = 0
        self._approved: set[int] | None = None
        self.just_approved: set[int] = set()
        self.shortened: set[str] = set()

    # ---- the record
    @property
    def record(self) -> Any:
        """The locked record, read again after a service may have changed it."""
        if self._record is None:
            self._record = read_record(self.instance)
        return self._record

    def record_changed(self) -> None:
        """Somebody may have written the record: read it and its facts again."""
        self._record = self._known = None

    @property
    def known(self) -> Mapping[str, Any]:
        """What conditions and tables see: the record's published facts, outcomes and results."""
        if self._known is None:
            self._known = {**self.subject.facts(self.record), **self.instance.values}
        return self._known

    def remember(self, values: Mapping[str, Any]) -> None:
        """Keep routing values for later conditions."""
        self.instance.values.update(values)
        self._known = None

    @property
    def applicant(self) -> User | None:
        """Who asks for the approval: who started the process; where the system did, the record's owner."""
        return self.instance.started_by or self.subject.owner(self.record)

    # ---- tokens
    @property
    def tokens(self) -> dict[int, Token]:
        """The live tokens by id."""
        if self._tokens is None:
            self._tokens = {token.pk: token for token in self.instance.tokens.order_by("pk")}
        return self._tokens

    def begin(self) -> Token:
        """The first token of a process just made, at its start."""
        self._tokens = {}
        return self.add_tokens([Token(instance=self.instance, node=self.graph.start)])[0]

    def add_tokens(self, tokens: list[Token]) -> list[Token]:
        """Store new tokens (their ids are needed at once)."""
        known = self.tokens
        for token in Token.objects.bulk_create(tokens):
            known[token.pk] = token
        return tokens

    def put(self, token: Token, node: str, state: Token.State = Token.State.ACTIVE) -> None:
        """Move a token to a node."""
        token.node, token.state, token.activity_id = node, state, None
        self._changed[token.pk] = token

    def remove(self, tokens: Iterable[Token]) -> None:
        """Take tokens out of the process; their open activities must have been closed."""
        for token in list(tokens):
            del self.tokens[token.pk]
            self._changed.pop(token.pk, None)
            self._gone.append(token.pk)
            self.openings = [opening for opening in self.openings if opening.token is not token]

    def lineage(self, token: Token) -> list[Token]:
        """The token and those around it, outermost first."""
        line = [token]
        while line[0].parent_id is not None:
            line.insert(0, self.tokens[line[0].parent_id])
        return line

    def count_move(self) -> None:
        """Raise RuntimeError when a process turns without end (publishing refuses what could)."""
        self._moves += 1
        if self._moves > MOST_MOVES:
            raise RuntimeError(f"process {self.instance.process} {self.instance.pk} does not come to rest")

    # ---- activities
    def close(self, activity_id: int, node: Node, outcome: str, *, others: bool = True) -> None:
        """Close an open activity and its timers when the act is written; its open items too, if there are others."""
        self._closing.setdefault(outcome, []).append((activity_id, node, others and bool(node.assign)))

    def hand_out(self, items: Iterable[WorkItem]) -> None:
        """These items are in their inboxes now: told at the end of the act."""
        self.opened += items

    def new_round(self) -> None:
        """Something was rejected, sent back or begun again: what was approved so far stands for nothing more."""
        self.instance.round_at, self._approved, self.just_approved = self.act.at, set(), set()

    @property
    def approved(self) -> set[int]:
        """Ids of the people who have approved in this round, for themselves, the record as it is now."""
        if self._approved is None:
            rows = WorkItem.objects.filter(
                instance=self.instance,
                state=WorkItem.State.DONE,
                outcome=Activity.Outcome.APPROVED,
                on_behalf_of=None,
                closed_at__gt=self.instance.round_at,
            ).exclude(automatic__in=(WorkItem.Automatic.OWN, WorkItem.Automatic.NOBODY))
            revision = getattr(self.record, "revision", None)
            self._approved = set(rows.filter(revision=revision).values_list("assignee_id", flat=True))
        return self._approved

    def note_approval(self, person_id: int) -> None:
        """This person has just approved for himself."""
        self.just_approved = {person_id}
        if self._approved is not None:
            self._approved.add(person_id)

    # ---- what is told
    def journal(
        self, verb: str, node: Node | None = None, *, reason: str = "", system: bool = False, **data: Any
    ) -> None:
        """Note something in the record's journal."""
        about: dict[str, Any] = {"process": self.instance.process, "instance": self.instance.pk}
        if node is not None:
            about |= {"step": node.id, "name": node.name, "name_en": node.name_en}
            about["round"] = self.instance.rounds.get(node.id, 0)
        act = self.act.as_system() if system else self.act
        self._journal.append(entry(self.record, verb, act=act, reason=reason, data=about | data))

    def publish(self, event: object) -> None:
        """Tell an event when everything of this act is written."""
        self._events.append(event)

    def write_journal(self) -> None:
        """Write the notes so far (before a service writes its own)."""
        Entry.objects.bulk_create(self._journal)
        self._journal = []

    # ---- writing
    def write_closings(self) -> None:
        """Close activities, items and timers."""
        at = self.act.at
        for outcome, closed in self._closing.items():
            ids = [activity_id for activity_id, _node, _others in closed]
            Activity.objects.filter(pk__in=ids).update(is_open=False, outcome=outcome, closed_at=at)
            if any(others for _id, _node, others in closed):
                still = WorkItem.objects.filter(
                    activity_id__in=ids, state__in=(WorkItem.State.OPEN, WorkItem.State.WAITING)
                )
                still.update(state=WorkItem.State.CLOSED, closed_at=at)
            if timed := [activity_id for activity_id, node, _others in closed if node.timed]:
                Timer.objects.filter(activity_id__in=timed).delete()
        self._closing = {}

    def write_tokens(self) -> None:
        """Delete and move tokens."""
        if self._gone:
            Token.objects.filter(pk__in=self._gone).delete()
        if self._changed:
            moved = self._changed.values()
            columns: list[Any] = [[t.pk for t in moved], [t.node for t in moved], [str(t.state) for t in moved]]
            with connection.cursor() as cursor:
                cursor.execute(_MOVE, [*columns, [t.activity_id for t in moved]])
        self._gone, self._changed = [], {}

    def write_instance(self) -> None:
        """Write the instance's own row."""
        self.instance.save(
            update_fields=[
                "state", "outcome", "ended_at", "values", "rounds", "last_item", "recallable", "round_at", "restarts",
                "urged_at",
            ]
        )  # fmt: skip

    def tell(self) -> None:
        """Write the journal and publish the events, last."""
        self.write_journal()
        for event in self._events:
            events.publish(event)
        self._events = []


def base_rows(kind: str) -> models.QuerySet[Any]:
    """All records of a kind, whoever may see them."""
    return models.QuerySet(apps.get_model(kind))


def read_record(instance: ProcessInstance) -> models.Model:
    """The instance's record as it is in the database now."""
    return base_rows(instance.record_kind).get(pk=instance.record_id)


def lock_record(kind: str, record_id: int, *, skip_locked: bool = False) -> models.Model | None:
    """Read the record under its row lock; None when it is gone, or with `skip_locked` in other hands."""
    rows = base_rows(kind).select_for_update(of=("self",), skip_locked=skip_locked)
    return rows.filter(pk=record_id).first()


def lock(instance: ProcessInstance, *, act: Act, skip_locked: bool = False) -> Run | None:
    """Lock the record and then the instance, and read both anew. None: in other hands, or over already."""
    record = lock_record(instance.record_kind, instance.record_id, skip_locked=skip_locked)
    if record is None:
        return None
    fresh = ProcessInstance.objects.select_for_update().get(pk=instance.pk)
    return Run(fresh, record, act) if fresh.state == ProcessInstance.State.RUNNING else None


def lock_running(instance: ProcessInstance, *, act: Act) -> Run:
    """Like `lock`, where the act needs a running process. Raises RuleError when it is over."""
    run = lock(instance, act=act)
    if run is None:
        raise RuleError(_("This process is already over; nothing is left to do in it."), code="process_over")
    return run
