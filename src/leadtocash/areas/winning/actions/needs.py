"""Write down needs by SPIN and our answers by FABE (OPP-6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning import events, queries
from leadtocash.areas.winning.actions.people import open_deal
from leadtocash.areas.winning.models import Evidence, Need, Value
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line


@transaction.atomic
def add_need(opportunity: Opportunity, values: Mapping[str, Any], *, act: Act) -> Need:
    """Write down a need of an open deal. Raises RuleError, ValidationError, NotAllowed."""
    need = Need(opportunity=open_deal(opportunity, act=act), **values)
    return _save_need(need, events.NEED_ADDED, act=act)


@transaction.atomic
def change_need(need: Need, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Need:
    """Change a need. Raises Stale, RuleError, ValidationError."""
    open_deal(need.opportunity, act=act)
    need = lock(need, revision=revision)
    for name, value in values.items():
        setattr(need, name, value)
    return _save_need(need, events.NEED_CHANGED, act=act)


@transaction.atomic
def add_value(need: Need, values: Mapping[str, Any], *, act: Act) -> Value:
    """State what we answer to a need. Raises RuleError, ValidationError, NotAllowed."""
    open_deal(need.opportunity, act=act)
    return _save_value(Value(need=need), values, events.VALUE_ADDED, act=act)


@transaction.atomic
def change_value(value: Value, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> Value:
    """Change a value statement or what proves it. Raises Stale, RuleError, ValidationError."""
    open_deal(value.need.opportunity, act=act)
    return _save_value(lock(value, revision=revision), values, events.VALUE_CHANGED, act=act)


def _save_need(need: Need, verb: str, *, act: Act) -> Need:
    need.title = clean_line(need.title)
    if need.stakeholder is not None and need.stakeholder.opportunity_id != need.opportunity_id:
        raise ValidationError({"stakeholder": _("Choose a person of the same opportunity.")})
    recording.save(need, verb, act=act, data={"name": need.title})
    recording.write(need.opportunity, verb, act=act, data={"name": need.title})
    return need


def _save_value(value: Value, values: Mapping[str, Any], verb: str, *, act: Act) -> Value:
    given = dict(values)
    evidence: list[Evidence] | None = given.pop("evidence", None)
    for name, text in given.items():
        setattr(value, name, clean_line(text))
    if evidence is not None:
        _check_shown(value, evidence, act=act)
    recording.save(value, verb, act=act, data={"name": value.feature})
    if evidence is not None:
        value.evidence.set(evidence)
    recording.write(value.need.opportunity, verb, act=act, data={"name": value.feature})
    return value


def _check_shown(value: Value, evidence: list[Evidence], *, act: Act) -> None:
    """What is over is not shown any more; what was chosen while it held stays."""
    kept = set(value.evidence.values_list("pk", flat=True)) if value.pk else set()
    shown = set(queries.evidence_free(act.person, act.today).filter(pk__in=[one.pk for one in evidence]).values_list(
        "pk", flat=True
    ))  # fmt: skip
    over = [one for one in evidence if one.pk not in kept | shown]
    if over:
        raise ValidationError({"evidence": _("%(name)s is not valid any more.") % {"name": over[0]}})
