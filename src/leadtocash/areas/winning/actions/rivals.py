"""Keep the board of rivals of a deal, set barriers, look for them in the tender (OPP-6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning import events, permissions, queries, rules, tenders
from leadtocash.areas.winning.actions.people import open_deal
from leadtocash.areas.winning.models import Barrier, Rival
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.documents import actions as documents
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line


@transaction.atomic
def add_rival(opportunity: Opportunity, values: Mapping[str, Any], *, act: Act) -> Rival:
    """Put a competitor on the board of an open deal. Raises RuleError, ValidationError, NotAllowed."""
    return _save_rival(Rival(opportunity=open_deal(opportunity, act=act), **values), events.RIVAL_ADDED, act=act)


@transaction.atomic
def change_rival(rival: Rival, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Rival:
    """Change what is known of a rival, or how we meet him. Raises Stale, RuleError, ValidationError."""
    open_deal(rival.opportunity, act=act)
    rival = lock(rival, revision=revision)
    for name, value in values.items():
        setattr(rival, name, value)
    return _save_rival(rival, events.RIVAL_CHANGED, act=act)


@transaction.atomic
def add_barrier(opportunity: Opportunity, values: Mapping[str, Any], *, act: Act) -> Barrier:
    """Plan a barrier; the acting person sets it unless `owner` is given. Raises RuleError, ValidationError."""
    opportunity = open_deal(opportunity, act=act)
    made = Barrier(opportunity=opportunity, **{"owner": act.person, **values})
    return _save_barrier(made, events.BARRIER_ADDED, act=act)


@transaction.atomic
def change_barrier(barrier: Barrier, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Barrier:
    """Change what a barrier asks for and who sets it. Raises Stale, RuleError, ValidationError."""
    open_deal(barrier.opportunity, act=act)
    barrier = lock(barrier, revision=revision)
    for name, value in values.items():
        setattr(barrier, name, value)
    return _save_barrier(barrier, events.BARRIER_CHANGED, act=act)


@transaction.atomic
def move_barrier(
    barrier: Barrier,
    state: str,
    *,
    act: Act,
    reference: str = "",
    attachment: Attachment | None = None,
    file: File[Any] | None = None,
    revision: int | None = None,
) -> Barrier:
    """A barrier is placed with the customer, stands in the tender (where: `reference`), or does not.

    The tender may be attached along (`file`). Raises Stale, RuleError, ValidationError.
    """
    deal = open_deal(barrier.opportunity, act=act)
    barrier, reference = lock(barrier, revision=revision), clean_line(reference)
    rules.check_barrier(before=barrier.state, state=state, reference=reference)
    if file is not None:
        attachment = documents.attach(deal, file, act=act, category=tenders.TENDER)
    barrier.state, barrier.reference, barrier.attachment = state, reference, attachment
    words = {"name": barrier.text, "state": barrier.get_state_display()}
    recording.save(barrier, events.BARRIER_MOVED, act=act, reason=reference, data=words)
    recording.write(deal, events.BARRIER_MOVED, act=act, reason=reference, data=words)
    return barrier


@dataclass(frozen=True)
class Looked:
    """The barriers found in a tender, and a sentence for each of its files that was not read."""

    found: list[Barrier]
    unread: list[str]


@transaction.atomic
def look_in_tender(opportunity: Opportunity, *, act: Act) -> Looked:
    """Look for the words of each barrier in the deal's tender files; those that are found stand now as in the tender,
    with file and page. One that is not found stays as it is: people decide. Raises RuleError when there is no tender
    that can be read, with why."""
    require(act.person, permissions.EDIT, opportunity)
    read, unread = tenders.texts_of(opportunity, act.person)  # may take long; the deal is locked after it
    opportunity = open_deal(opportunity, act=act)
    href = f"{opportunity.get_absolute_url()}?tab=files"
    rules.check_tender(pages=len(read), unread=unread, number=opportunity.number, href=href)
    found = []
    for barrier in queries.barriers_of(opportunity):
        hit = tenders.find(barrier.wording, read) if barrier.state != Barrier.State.IN_TENDER else None
        if hit is not None:
            where = _place(hit)[:200]
            found.append(move_barrier(barrier, Barrier.State.IN_TENDER, reference=where, attachment=hit.file, act=act))
    return Looked(found, unread)


def _place(hit: tenders.Hit) -> str:
    words = {"file": hit.file.name, "text": hit.around, "page": hit.page}
    return _("%(file)s, page %(page)d: … %(text)s …") % words if hit.page else _("%(file)s: … %(text)s …") % words


def _save_rival(rival: Rival, verb: str, *, act: Act) -> Rival:
    coach = rival.coach
    if coach is not None and coach.opportunity_id != rival.opportunity_id:
        raise ValidationError({"coach": _("Choose a person of the same opportunity.")})
    recording.save(rival, verb, act=act, data={"name": str(rival)})
    recording.write(rival.opportunity, verb, act=act, data={"name": str(rival)})
    return rival


def _save_barrier(barrier: Barrier, verb: str, *, act: Act) -> Barrier:
    barrier.text, barrier.wording = clean_line(barrier.text), clean_line(barrier.wording)
    rival = barrier.rival
    if rival is not None and rival.opportunity_id != barrier.opportunity_id:
        raise ValidationError({"rival": _("Choose a rival of the same opportunity.")})
    recording.save(barrier, verb, act=act, data={"name": barrier.text})
    recording.write(barrier.opportunity, verb, act=act, data={"name": barrier.text})
    return barrier
