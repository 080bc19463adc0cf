"""Begin a draft, change it step by step or as a whole, set it back, drop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.designer import queries, verbs
from leadtocash.foundation.designer.models import DraftRevision, ProcessDraft
from leadtocash.foundation.designer.permissions import DESIGN
from leadtocash.foundation.designer.rules import editing, templates
from leadtocash.foundation.designer.rules.document import Document, is_key
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, Offer, RuleError, Stale
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.workflow import bpmn
from leadtocash.foundation.workflow.bpmn import OWN
from leadtocash.foundation.workflow.models import ProcessDefinition
from leadtocash.foundation.workflow.registry import subjects

State = ProcessDraft.State


def begin(base: ProcessDefinition, *, title: str, reason: str, act: Act) -> ProcessDraft:
    """Begin a change of a process from its newest version. Raises RuleError while another draft of it is open."""
    require(act.person, DESIGN)
    return _store(base.key, base, base.bpmn, title=title, reason=reason, act=act)


def create(
    *, key: str, name: str, record_kind: str = "", copy_of: ProcessDefinition | None = None, reason: str, act: Act
) -> ProcessDraft:
    """Begin a new process: a copy of another, or an empty one for a kind of record.

    Raises RuleError for a key that is taken or badly formed, and for an unknown kind of record.
    """
    require(act.person, DESIGN)
    if not is_key(key):
        raise RuleError(
            _("A process is called by small Latin letters, digits and underscores, such as “lending”."), code="bad_key"
        )
    if ProcessDefinition.objects.filter(key=key).exists():
        raise RuleError(_("There is already a process “%(key)s”.") % {"key": key}, code="key_taken")
    if copy_of is not None:
        text = templates.copied(copy_of.bpmn, key=key, name=name)
    elif record_kind in subjects:
        text = templates.empty(key=key, name=name, record_kind=record_kind)
    else:
        raise RuleError(_("Choose for which kind of record the process is."), code="no_record_kind")
    return _store(key, None, text, title=name, reason=reason, act=act)


def edit(
    draft: ProcessDraft, change: Callable[[Document], Any], *, what: str, act: Act, revision: int | None
) -> tuple[ProcessDraft, Any]:
    """Change a draft by an edit of its rules; give it and the edit's answer.

    Raises Stale when somebody has changed it since `revision`, RuleError when the process would break by it.
    """
    require(act.person, DESIGN)
    with transaction.atomic():
        fresh = _editable(draft, revision)
        taken = queries.taken_ids(fresh)
        text, answer = editing.guarded(fresh.bpmn, change, taken=taken, check=queries.problems)
        if text != fresh.bpmn:
            _keep(fresh, text, what=what, act=act)
        return fresh, answer


def save_text(
    draft: ProcessDraft, text: str, *, what: str, act: Act, revision: int | None
) -> tuple[ProcessDraft, list[str]]:
    """Save a whole text (a drawing, an imported file) and give what the checks say of it.

    Anything that is one BPMN process of the same key may be saved, however wrong. When somebody else has saved since
    `revision`, the text is kept aside in the history and Stale raised: nothing is lost.
    """
    require(act.person, DESIGN)
    _check_same_process(draft, text)
    try:
        with transaction.atomic():
            fresh = _editable(draft, revision)
            if text != fresh.bpmn:
                _keep(fresh, text, what=what, act=act)
    except Stale:
        with transaction.atomic():
            number = queries.next_number(lock(draft))
            DraftRevision.objects.create(
                draft=draft, number=number, bpmn=text, what=what, at=act.at, by=act.by, is_aside=True
            )
        raise
    return fresh, queries.problems(text)


def restore(draft: ProcessDraft, number: int, *, act: Act, revision: int | None = None) -> ProcessDraft:
    """Set a draft back to one of its revisions; what came after stays in the history."""
    require(act.person, DESIGN)
    with transaction.atomic():
        fresh = _editable(draft, revision)
        chosen = DraftRevision.objects.filter(draft=fresh, number=number).first()
        if chosen is None:
            raise RuleError(_("There is no revision %(number)s.") % {"number": number}, code="no_such_revision")
        if chosen.bpmn != fresh.bpmn:
            what = _("Back to revision %(number)s") % {"number": number}
            _keep(fresh, chosen.bpmn, what=what, act=act, verb=verbs.RESTORED, data={"number": number})
        return fresh


def drop(draft: ProcessDraft, *, act: Act, reason: str = "") -> ProcessDraft:
    """Give a draft up; it stays in the history."""
    require(act.person, DESIGN)
    with transaction.atomic():
        fresh = lock(draft)
        if fresh.state not in ProcessDraft.OPEN:
            raise _closed(fresh)
        fresh.state = State.DROPPED
        return recording.save(fresh, verbs.DROPPED, act=act, reason=reason)


def _store(key: str, base: ProcessDefinition | None, text: str, *, title: str, reason: str, act: Act) -> ProcessDraft:
    missing = [
        Missing(what=words)
        for words, given in ((_("What is changed"), title), (_("Why it is changed"), reason))
        if not given.strip()
    ]
    if missing:
        raise RuleError(_("Say what is changed and why."), code="reason_missing", missing=missing)
    other = queries.open_draft(key)
    if other is not None:
        raise _open_already(other)
    draft = ProcessDraft(process=key, base=base, bpmn=text, title=title.strip()[:120], reason=reason.strip())
    try:
        with transaction.atomic():
            recording.save(draft, verbs.BEGUN, act=act, reason=draft.reason)
            DraftRevision.objects.create(draft=draft, number=1, bpmn=text, what=_("Draft begun"), at=act.at, by=act.by)
    except IntegrityError:  # somebody began one in the same moment
        other = queries.open_draft(key)
        if other is None:
            raise
        raise _open_already(other) from None
    return draft


def _editable(draft: ProcessDraft, revision: int | None) -> ProcessDraft:
    fresh = lock(draft, revision=revision)
    if fresh.state == State.SUBMITTED:
        raise RuleError(_("The draft is submitted. Take it back before you change it further."), code="draft_submitted")
    if fresh.state != State.DRAFT:
        raise _closed(fresh)
    return fresh


def _keep(
    draft: ProcessDraft, text: str, *, what: str, act: Act, verb: str = verbs.EDITED, data: dict[str, Any] | None = None
) -> None:
    """The new text, as a revision of the history; the journal says what was done."""
    draft.bpmn = text
    number = queries.next_number(draft)
    draft.revision += 1
    draft.updated_at = act.at
    draft.save(update_fields=["bpmn", "revision", "updated_at"])
    recording.write(draft, verb, act=act, data=data or {"what": what, "number": number})
    DraftRevision.objects.create(draft=draft, number=number, bpmn=text, what=what[:200], at=act.at, by=act.by)


def _check_same_process(draft: ProcessDraft, text: str) -> None:
    try:
        process = Document(text).process
    except bpmn.Refused as refused:
        raise RuleError(
            _("This is not a process that can be kept."),
            code="no_process",
            missing=[Missing(what=problem) for problem in refused.problems],
        ) from None
    kind = Document(draft.bpmn).process.get(f"{OWN}record", "")
    if process.get("id") != draft.process or process.get(f"{OWN}record", "") != kind:
        raise RuleError(
            _("This is another process: “%(there)s” for %(kind)s. Here “%(here)s” is changed.")
            % {"there": process.get("id"), "kind": process.get(f"{OWN}record", "") or "—", "here": draft.process},
            code="other_process",
        )


def _open_already(other: ProcessDraft) -> RuleError:
    return RuleError(
        _("%(who)s is already changing this process: “%(title)s”.")
        % {"who": other.created_by.name if other.created_by else "", "title": other.title},
        code="draft_open",
        offer=Offer(label=_("Open the draft"), href=other.get_absolute_url()),
    )


def _closed(draft: ProcessDraft) -> RuleError:
    return RuleError(_("This draft is closed: %(state)s.") % {"state": draft.get_state_display()}, code="draft_closed")
