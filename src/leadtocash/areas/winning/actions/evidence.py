"""Keep the evidence library (OPP-6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.winning import events, permissions, queries
from leadtocash.areas.winning.models import Evidence
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.administration.handover import move
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.numbering.numbers import declare, next_number

SERIES = declare("evidence", gettext_lazy("Evidence"), "ZJ-{seq:05d}")


@transaction.atomic
def add_evidence(values: Mapping[str, Any], *, act: Act) -> Evidence:
    """Put a piece of evidence into the library; the acting person keeps it. Raises ValidationError, NotAllowed."""
    require(act.person, permissions.EDIT_EVIDENCE)
    made = Evidence(owner=act.person, department=main_department(act.person), **values)
    _check(made, act=act, customer_before=None)
    made.number = next_number(SERIES, act=act)
    return recording.save(made, events.EVIDENCE_ADDED, act=act, data={"name": made.title})


@transaction.atomic
def change_evidence(
    evidence: Evidence, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> Evidence:
    """Change a piece of evidence. Raises Stale, ValidationError, NotAllowed."""
    evidence = lock(evidence, revision=revision)
    require(act.person, permissions.EDIT_EVIDENCE, evidence)
    before = evidence.customer_id
    for name, value in values.items():
        setattr(evidence, name, value)
    _check(evidence, act=act, customer_before=before)
    return recording.save(evidence, events.EVIDENCE_CHANGED, act=act, data={"name": evidence.title})


@transaction.atomic
def hand_over_evidence(
    person: User, to: User | None, *, act: Act, reason: str, only: Collection[int] | None = None
) -> None:
    """Give the evidence a person keeps to his successor (part of a hand-over, which has asked who may)."""
    rows = queries.evidence_of(person)
    if to is not None:
        move(rows if only is None else rows.filter(pk__in=only), "owner", to=to, verb=events.HANDED_OVER, act=act,
             reason=reason, data={"name": person.name})  # fmt: skip


def check_unused(evidence: Evidence) -> None:
    """What proves a value of some deal is not deleted."""
    if evidence.values.exists():
        raise RuleError(_("Deals use this evidence; let it end by a day instead."), code="evidence_used")


def _check(evidence: Evidence, *, act: Act, customer_before: int | None) -> None:
    evidence.title, evidence.industry = clean_line(evidence.title), clean_line(evidence.industry)
    issued, until = evidence.issued_on, evidence.valid_until
    if issued and until and until < issued:
        raise ValidationError({"valid_until": _("This is before the day it was issued.")})
    customer = evidence.customer
    if customer and customer.pk != customer_before and not customers.is_visible(customer, act.person):
        raise ValidationError({"customer": _("This customer does not exist, or you may not see it.")})
