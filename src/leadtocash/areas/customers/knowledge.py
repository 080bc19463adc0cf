"""What the program itself knows that speaks for a customer's status: later areas tell it in their wiring (CRM-3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Known:
    """One thing known: what it is, what it says of need, budget, timetable or negotiation, and its page."""

    title: str
    text: str
    href: str = ""


#: (customer, reader) -> what is known, as far as the reader may see it
sources: Registry[Callable[[Customer, Any], Iterable[Known]]] = Registry("what is known of a customer")


def known_of(customer: Customer, person: Any) -> list[Known]:
    """All that is known, source by source."""
    return [one for source in sources.values() for one in source(customer, person)]
