"""The records of a deal from before the sale: a won one's belong to the file of its contract (CRM-9, S3 A.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.documents.queries import attachments_among
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import Words


@dataclass(frozen=True)
class Part:
    """A kind of records: its name, and those of a deal as far as a person sees them."""

    label: Words
    find: Callable[[Opportunity, User], models.QuerySet[Any]]


@dataclass(frozen=True)
class Paper:
    """A record with its files."""

    record: Any
    files: Sequence[Attachment] = field(default_factory=tuple)


parts: Registry[Part] = Registry("part of a deal's records")
parts.add(
    "opportunities.opportunity",
    Part(_("Opportunity"), lambda deal, person: Opportunity.objects.visible_to(person).filter(pk=deal.pk)),
)


def of_deal(deal: Opportunity, person: User) -> list[tuple[Words, list[Paper]]]:
    """Part by part what there is of a deal and this person sees, with the files as they are now."""
    found = []
    for part in parts.values():
        records = list(part.find(deal, person))
        files = attachments_among(records)
        if records:
            found.append((part.label, [Paper(one, files.get(one.pk, ())) for one in records]))
    return found
