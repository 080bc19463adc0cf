"""What later areas have against cancelling a contract (a live project has its own form)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.registry import Registry

if TYPE_CHECKING:
    from leadtocash.areas.contracts.models import Contract

#: gives the refusal (with its offer: where to go instead), or None when nothing of that area stands against it
Blocker = Callable[["Contract"], RuleError | None]
blockers: Registry[Blocker] = Registry("blocker of a contract's cancellation")
