"""Giving a record to another person: the same for every kind that has an owner and a department."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import clean_line


def give(record: Any, to: User, verb: str, *, permission: str, unable: str, act: Act, reason: str) -> Any:
    """Make `to` the owner of a locked record, which moves to his department; journalled with both names.

    Raises RuleError when he has it already, or could not work on it: he lacks `permission`, and the sentence
    `unable` says so with his %(name)s.
    """
    if record.owner_id == to.pk:
        raise RuleError(_("%(name)s has it already.") % {"name": to.name}, code="owner_same")
    if not (to.is_active and allowed(to, permission)):
        raise RuleError(unable % {"name": to.name}, code="owner_unable")
    data = {"name": to.name, "before": record.owner.name if record.owner else ""}
    record.owner, record.department = to, main_department(to) or record.department
    return recording.save(record, verb, act=act, reason=clean_line(reason), data=data)
