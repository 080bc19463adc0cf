"""Retire a process: nothing starts by it any more, what runs goes on; and take it into use again."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.definitions import newest
from leadtocash.foundation.workflow.models import ProcessDefinition, Retirement
from leadtocash.foundation.workflow.permissions import ADMINISTER


@transaction.atomic
def retire(key: str, *, reason: str, act: Act) -> Retirement:
    """Let nobody start this process any more. Its running instances end in their version.

    Raises RuleError without a reason or when it is retired already; LookupError for an unknown process.
    """
    require(act.person, ADMINISTER)
    definition, words = _known(key), _needed(reason)
    try:
        with transaction.atomic():
            row = Retirement.objects.create(process=key, reason=words, at=act.at, by=act.person)
    except IntegrityError:
        raise RuleError(_("This process is retired already."), code="retired_already") from None
    recording.write(definition, verbs.RETIRED, act=act, reason=words)
    return row


@transaction.atomic
def reinstate(key: str, *, reason: str, act: Act) -> ProcessDefinition:
    """Take a retired process into use again. Raises RuleError without a reason or when it is not retired."""
    require(act.person, ADMINISTER)
    definition, words = _known(key), _needed(reason)
    if not Retirement.objects.filter(process=key).delete()[0]:
        raise RuleError(_("This process is not retired."), code="not_retired")
    recording.write(definition, verbs.REINSTATED, act=act, reason=words)
    return definition


def check_in_use(definition: ProcessDefinition) -> None:
    """Raise RuleError, with whom to ask, when the process is retired."""
    row = Retirement.objects.select_related("by").filter(process=definition.key).first()
    if row is None:
        return
    since = timezone.localdate(row.at)
    raise RuleError(
        _("“%(process)s” is retired since %(day)s (%(reason)s) and is not started any more. Ask %(who)s.")
        % {"process": definition.label, "day": since, "reason": row.reason, "who": row.by.name},
        code="process_retired",
        missing=[Missing(what=_("The process, in use again"), who=row.by.name, since=since)],
    )


def _known(key: str) -> ProcessDefinition:
    found = newest(key)
    if found is None:
        raise LookupError(f"no process {key!r} is published")
    return found


def _needed(reason: str) -> str:
    words = reason.strip()[:300]
    if not words:
        raise RuleError(_("Say why: a comment is needed here."), code="comment_missing")
    return words
