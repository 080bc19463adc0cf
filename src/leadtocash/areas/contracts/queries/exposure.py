"""Open virtual contracts: how old, how much, who answers; what later areas know of them (CON-5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models

from leadtocash.areas.contracts.models import Contract
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.registry import Registry

Rows = models.QuerySet[Any]


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """What a later area tells of open virtual contracts, for all rows in one query.

    annotate: adds its annotations to the rows; words: what the column shows of an annotated row ("" for nothing).
    """

    annotate: Callable[[Rows], Rows]
    words: Callable[[Any], str]


exposures: Registry[Exposure] = Registry("exposure of virtual contracts")


def open_virtual(user: User) -> Rows:
    """Registered virtual contracts neither replaced nor cancelled, with what later areas know of them."""
    rows: Rows = (
        Contract.objects.visible_to(user)
        .filter(kind=Contract.Kind.VIRTUAL, state=Contract.State.REGISTERED)
        .select_related("owner", "department", "customer", "answerable", "replaced_by")
    )
    for exposure in exposures.values():
        rows = exposure.annotate(rows)
    return rows


def project_words(contract: Any) -> str:
    """What later areas say of an open virtual contract (the state of its project)."""
    return " ".join(filter(None, (str(one.words(contract)) for one in exposures.values())))
