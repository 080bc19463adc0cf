"""Which kinds of record can be deleted at all, by whom and when: each area says so in its wiring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from leadtocash.foundation.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Disposable:
    """permission: who may delete it (and restore what he deleted); check: raises RuleError unless its state allows it
    (what other records hang on it is found by itself); prepare: changes fields before it goes into the bin."""

    permission: str
    check: Callable[[Any], None] = lambda record: None
    prepare: Callable[[Any], None] = lambda record: None


#: under the record's kind ("customers.customer"); its model is a `Removable` with `KeptManager`
disposables: Registry[Disposable] = Registry("record kind that can be deleted")
