"""Start a process that the company has made itself on one of its records."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.designer import queries
from leadtocash.foundation.designer.permissions import DESIGN
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.registry import subjects


def start(key: str, record: Any, *, act: Act) -> ProcessInstance:
    """Start a process of the company's own on a record: its owner, or whoever designs processes.

    Raises RuleError for a process that the product itself starts, for records of another kind, and when it is
    already running there.
    """
    found = {one.key: one for one in queries.own_processes(kind_of(record))}
    if key not in found:
        raise RuleError(_("This process is not started by hand on such a record."), code="not_by_hand")
    if not may_start(act.person, record):
        require(act.person, DESIGN)
    return workflow.start(key, record, act=act)


def may_start(person: Any, record: Any) -> bool:
    """Its owner may, and who designs processes."""
    subject = subjects.find(kind_of(record))
    return subject is not None and (subject.owner(record) == person or allowed(person, DESIGN))
