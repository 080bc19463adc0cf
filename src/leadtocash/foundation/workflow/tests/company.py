"""A small company for the tests of processes; the subject is a department: no model for tests only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.access.permissions import Scope
from leadtocash.foundation.accounts.models import Department, Position, Role, User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.workflow import actions
from leadtocash.foundation.workflow.models import ProcessDefinition, ProcessInstance, WorkItem
from leadtocash.foundation.workflow.permissions import ADMINISTER
from leadtocash.foundation.workflow.registry import Fact, Signer, Subject

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ROLES = "account_manager sales_manager bu_manager sales_vp finance legal rd_manager planner system_admin"
REVIEWERS = ("rd_manager", "planner", "finance", "legal", "bu_manager")


@dataclass
class Facts:
    """What the subject publishes; tests set it."""

    values: dict[str, Any] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    owner: User | None = None
    reviewers: tuple[str, ...] = REVIEWERS


FACTS = Facts()
SUBJECT = Subject(
    title=lambda record: f"Review of {record.name}",
    owner=lambda record: FACTS.owner,
    department=lambda record: record,
    url=lambda record: f"/departments/{record.pk}/",
    facts=lambda record: dict(FACTS.values),
    fact_types={
        "amount": Fact("amount", "money"),
        "margin": Fact("margin", "number"),
        "credit": Fact("credit", "choice", {"A": "A", "B": "B", "C": "C"}),
        "virtual": Fact("virtual", "flag"),
        "note": Fact("note", "text"),
    },
)


def mark(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    """A service that leaves a trace."""
    FACTS.done.append(f"mark {record.pk}")


def rename(record: Any, *, act: Act, instance: ProcessInstance) -> None:
    """A service that writes the record and a fact."""
    type(record).objects.filter(pk=record.pk).update(name="renamed")
    FACTS.values["note"] = "renamed"


def reviewers(record: Any, instance: ProcessInstance) -> list[Signer]:
    """One signer per reviewing role."""
    return [Signer(slot=role, role=role, label=role) for role in FACTS.reviewers]


class Company:
    """Headquarters with one person per role, and the record under review."""

    def __init__(self) -> None:
        self.at = MONDAY
        Position.objects.all().delete()  # only these people hold roles here
        self.department = Department.objects.create(code="T", name="T", kind=Department.Kind.HEADQUARTERS)
        self.people: dict[str, User] = {}
        for code in ROLES.split():
            role, _made = Role.objects.get_or_create(code=code, defaults={"name": code})
            person = User.objects.create(username=code, name=code)
            Position.objects.create(person=person, department=self.department, role=role, is_main=True)
            self.people[code] = person
        administrator = Role.objects.get(code="system_admin")  # a test that commits empties what was shipped
        RolePermission.objects.get_or_create(role=administrator, permission=ADMINISTER, defaults={"scope": Scope.ALL})
        Position.objects.filter(person=self.people["account_manager"]).update(superior=self.people["sales_manager"])
        self.number = 0
        FACTS.values, FACTS.done, FACTS.owner = {"amount": 100}, [], self.people["account_manager"]
        FACTS.reviewers = REVIEWERS

    def second(self, role: str, username: str) -> User:
        """Another person with a role."""
        person = User.objects.create(username=username, name=username)
        Position.objects.create(
            person=person, department=self.department, role=Role.objects.get(code=role), is_main=True
        )
        self.people[username] = person
        return person

    def record(self) -> Department:
        """A fresh subject."""
        self.number += 1
        return Department.objects.create(code=f"R{self.number}", name=f"R{self.number}", parent=self.department)

    def act(self, who: str | User = "account_manager", **later: float) -> Act:
        """An act of this person; every act is a second later than the one before."""
        self.at += timedelta(seconds=1) + timedelta(**later)
        return Act(by=self.people[who] if isinstance(who, str) else who, at=self.at, door="web")

    def publish(self, xml: bytes) -> ProcessDefinition:
        return actions.publish(xml=xml, act=self.act())

    def start(self, key: str, who: str = "account_manager") -> ProcessInstance:
        return actions.start(key, self.record(), act=self.act(who))

    def submit(self) -> ProcessInstance:
        """A process "offer" whose first step, to submit it, is done."""
        instance = self.start("offer")
        self.decide(instance, "submit", "do")
        return instance

    def decide(
        self,
        instance: ProcessInstance,
        step: str,
        decision: Any = "approve",
        who: str = "",
        comment: str = "why",
    ) -> ProcessInstance:
        """Decide, or do, an open item of the step (of this person)."""
        item = self.item(instance, step, who)
        act = self.act(item.assignee)
        if decision == "do":
            record = Department.objects.get(pk=instance.record_id)
            return actions.finish_step(record, step, act=act)
        return actions.decide(item, decision, act=act, revision=None, comment=comment)

    def item(self, instance: ProcessInstance, step: str, who: str = "") -> WorkItem:
        """An open item of the step."""
        rows = WorkItem.objects.filter(instance=instance, state="open", activity__node=step)
        rows = rows.filter(assignee__username=who) if who else rows
        item = rows.select_related("assignee", "activity", "instance").order_by("place", "pk").first()
        assert item is not None, f"nothing open at {step} {who}: {self.standing(instance)}"
        return item

    def standing(self, instance: ProcessInstance) -> list[str]:
        """The steps at which there is something to do."""
        rows = WorkItem.objects.filter(instance=instance, state="open")
        return sorted(set(rows.values_list("activity__node", flat=True)))

    def holders(self, instance: ProcessInstance) -> list[str]:
        """Who has something to do, by user name."""
        rows = WorkItem.objects.filter(instance=instance, state="open")
        return sorted(rows.values_list("assignee__username", flat=True))
