"""What later areas know of the people one meets: their standing towards us and their level in a deal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from leadtocash.areas.customers.models import Contact
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import Words


@dataclass(frozen=True, kw_only=True)
class Standing:
    """letter and label: what is shown beside the name ("C", coach); tone: class of the mark; level: a key of
    `levels`, "" where it is not known."""

    letter: str
    label: Words
    tone: str = ""
    level: str = ""


#: of these contacts, in this deal (None: wherever they stand) -> by the contact's id
Known = Callable[[Collection[Contact], Opportunity | None], Mapping[int, Standing]]
standings: Registry[Known] = Registry("standing of contacts")
#: the levels a person can stand on (operate, manage, decide), lowest first
levels: Registry[Words] = Registry("level of contacts")


def standings_of(contacts: Collection[Contact], deal: Opportunity | None) -> dict[int, Standing]:
    """What is known of these people, by id; those nobody knows of are left out."""
    found: dict[int, Standing] = {}
    for known in standings.values():
        found |= known(contacts, deal) if contacts else {}
    return found
