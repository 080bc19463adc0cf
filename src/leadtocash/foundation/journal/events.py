"""What the journal tells the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leadtocash.foundation.journal.models import Entry


@dataclass(frozen=True)
class Journalled:
    """Something was journalled on these records: (kind, id), by these entries. Heard in the same transaction."""

    records: Sequence[tuple[str, int]]
    entries: Sequence[Entry] = ()
