"""What the journal tells the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Journalled:
    """Something was journalled on these records: (kind, id). Heard in the same transaction."""

    records: Sequence[tuple[str, int]]
