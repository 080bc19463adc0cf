"""The assignment rules, set by those who may (CRM-6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.customers import events, permissions
from leadtocash.areas.customers.models import AssignmentRule
from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line


@transaction.atomic
def save_rule(
    values: Mapping[str, Any], *, act: Act, rule: AssignmentRule | None = None, revision: int | None = None
) -> AssignmentRule:
    """Make a rule, or change `rule`. Raises ValidationError at `owner` where a person is named who is not needed, is
    missing, or may not work on customers; NotAllowed; Stale."""
    require(act.person, permissions.RULES)
    one = lock(rule, revision=revision) if rule else AssignmentRule()
    for name, value in values.items():
        setattr(one, name, value)
    one.places, one.industries = clean_line(one.places), clean_line(one.industries)
    if one.to != AssignmentRule.To.PERSON:
        one.owner = None
    elif one.owner is None:
        raise ValidationError({"owner": _("Choose the account manager.")})
    elif not allowed(one.owner, permissions.EDIT):
        sentence = _("%(name)s may not work on customers; choose an account manager.")
        raise ValidationError({"owner": sentence % {"name": one.owner.name}})
    return recording.save(one, events.RULE_SAVED, act=act, data={"rule": str(one)})


@transaction.atomic
def remove_rule(rule: AssignmentRule, *, act: Act) -> None:
    """Take a rule away; its history stays."""
    require(act.person, permissions.RULES)
    recording.write(rule, events.RULE_REMOVED, act=act, data={"rule": str(rule)})
    rule.delete()
