"""Submit a draft, give it back, publish it: the second pair of eyes (WFL-1)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.designer import queries, verbs
from leadtocash.foundation.designer.models import ProcessDraft
from leadtocash.foundation.designer.notifying import PUBLISHED, RETURNED, SUBMITTED, tell
from leadtocash.foundation.designer.permissions import DESIGN, PUBLISH
from leadtocash.foundation.designer.rules import differences
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, Offer, RuleError
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow import bpmn
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.models import ProcessDefinition

State = ProcessDraft.State


def submit(draft: ProcessDraft, *, act: Act, revision: int | None = None) -> ProcessDraft:
    """Hand a draft to whoever publishes. Raises RuleError with everything the checks say against it."""
    require(act.person, DESIGN)
    with transaction.atomic():
        fresh = lock(draft, revision=revision)
        if fresh.state != State.DRAFT:
            raise RuleError(_("Only a draft in work can be submitted."), code="not_in_work")
        check_sound(fresh)
        check_base(fresh)
        check_changed(fresh)
        fresh.state, fresh.submitted_at, fresh.submitted_by = State.SUBMITTED, act.at, act.by
        recording.save(fresh, verbs.SUBMITTED, act=act)
        tell(fresh, SUBMITTED, publishers(besides=act.person), act=act)
        return fresh


def give_back(draft: ProcessDraft, *, act: Act, reason: str) -> ProcessDraft:
    """Open a submitted draft again: the author takes it back, or who should publish it wants it otherwise."""
    if not allowed(act.person, PUBLISH):
        require(act.person, DESIGN)
    with transaction.atomic():
        fresh = lock(draft)
        if fresh.state != State.SUBMITTED:
            raise RuleError(_("This draft is not submitted."), code="not_submitted")
        own = act.person.pk in queries.writers(fresh)
        if not reason.strip() and not own:
            raise RuleError(_("Say why it is given back."), code="reason_missing")
        submitter = fresh.submitted_by
        fresh.state, fresh.submitted_at, fresh.submitted_by = State.DRAFT, None, None
        recording.save(fresh, verbs.RETURNED, act=act, reason=reason.strip())
        if submitter is not None and not own:
            tell(fresh, RETURNED, [submitter], act=act)
        return fresh


def publish(draft: ProcessDraft, *, act: Act, revision: int | None = None) -> ProcessDefinition:
    """Make a submitted draft the version that new processes start with, at once. Running ones keep theirs.

    Raises RuleError for whoever has written on it himself, when the checks are not clean, or when another version was
    published meanwhile.
    """
    require(act.person, PUBLISH)
    with transaction.atomic():
        fresh = lock(draft, revision=revision)
        if fresh.state != State.SUBMITTED:
            raise RuleError(_("Only a submitted draft can be published."), code="not_submitted")
        if act.person.pk in queries.writers(fresh):
            raise RuleError(
                _("You have worked on this draft yourself. Somebody else publishes it."),
                code="own_draft",
                missing=[
                    Missing(what=_("Publication by a second person"), who=person.name)
                    for person in publishers(besides=act.person)[:5]
                    if person.pk not in queries.writers(fresh)
                ],
            )
        check_sound(fresh)
        check_base(fresh)
        try:
            made = workflow.publish(xml=fresh.bpmn.encode("utf-8"), act=act)
        except bpmn.Refused as refused:  # pragma: no cover - checked above
            raise _unsound(refused.problems) from None
        fresh.state, fresh.published = State.PUBLISHED, made
        recording.save(fresh, verbs.PUBLISHED, act=act, data={"version": made.version})
        authors = User.objects.filter(pk__in=queries.writers(fresh), is_active=True)
        tell(fresh, PUBLISHED, list(authors), act=act, version=made.version)
        return made


def publishers(*, besides: User) -> list[User]:
    """Who may publish, beside this person."""
    rows = User.objects.filter(is_active=True, positions__isnull=False).exclude(pk=besides.pk).distinct()
    return [person for person in rows.order_by("username") if allowed(person, PUBLISH)]


def check_sound(draft: ProcessDraft) -> None:
    """Raises RuleError with every problem the checks find."""
    if found := queries.problems(draft.bpmn):
        raise _unsound(found)


def check_base(draft: ProcessDraft) -> None:
    """Raises RuleError when another version was published since the draft began."""
    other = queries.base_is_old(draft)
    if other is not None:
        raise RuleError(
            _("Version %(version)s was published since this draft began. Begin anew from it, so that nothing is lost.")
            % {"version": other.version},
            code="base_outdated",
            offer=Offer(label=_("Compare"), href=f"/processes/{draft.process}/versions/?new=draft"),
        )


def check_changed(draft: ProcessDraft) -> None:
    """Raises RuleError when nothing is different from the version it began from."""
    graph = queries.drafted_graph(draft.bpmn)
    if draft.base_id and graph is not None and differences.same(graph_of(draft.base_id), graph):
        raise RuleError(_("Nothing is different from the version in force."), code="nothing_changed")


def _unsound(problems: list[str]) -> RuleError:
    return RuleError(
        _("The draft cannot be published yet."),
        code="draft_problems",
        missing=[Missing(what=problem) for problem in problems],
    )
