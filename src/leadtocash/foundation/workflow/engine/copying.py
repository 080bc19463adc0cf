"""Give a process to people to read: by a colleague, or because the definition says so when a step is decided."""

from __future__ import annotations

from collections.abc import Sequence

from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.accounts import people
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.engine.inboxes import let_read
from leadtocash.foundation.workflow.engine.run import Run
from leadtocash.foundation.workflow.events import ProcessCopied
from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models import Copy


def give_copies(
    run: Run, persons: Sequence[User], *, node: Node | None = None, comment: str = "", by: User | None = None
) -> list[Copy]:
    """Write the copies, open the record to the readers, journal and tell it."""
    rows = [
        Copy(
            instance=run.instance,
            person=person,
            by=by,
            step=node.id if node else "",
            comment=comment,
            at=run.act.at,
        )
        for person in persons
    ]
    Copy.objects.bulk_create(rows)
    let_read(run, [person.pk for person in persons], why=Participation.Why.COPIED)
    names = joined(person.name for person in persons)
    run.journal(verbs.COPIED, node, reason=comment, system=by is None, who=names)
    ids = tuple(row.pk for row in rows)
    told = tuple(person.pk for person in persons)
    run.publish(ProcessCopied(act=run.act, instance_id=run.instance.pk, copy_ids=ids, person_ids=told))
    return rows


def copy_by_rule(run: Run, node: Node) -> None:
    """The step was decided: those whom the definition names get a copy."""
    found: dict[int, User] = {}
    for whom in node.copy:
        for person in named(run, whom):
            if person.is_active:
                found.setdefault(person.pk, person)
    if found:
        give_copies(run, list(found.values()), node=node)


def named(run: Run, whom: str) -> list[User]:
    """The people behind role:… (nearest to the record) or person:…"""
    kind, _colon, name = whom.partition(":")
    if kind == "role":
        return people.with_role(name, department=run.subject.department(run.record))
    person = person_of_record(run, name)
    return [person] if person is not None else []


def person_of_record(run: Run, name: str) -> User | None:
    """The record's owner, the process's starter, or another person the record knows by name."""
    if name == "owner":
        return run.subject.owner(run.record)
    if name == "starter":
        return run.instance.started_by
    return run.subject.people[name](run.record)
