"""One list for the page (what is missing), the held button and the API's refusal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from leadtocash.foundation.kernel.errors import Missing


@dataclass(frozen=True, kw_only=True)
class Item(Missing):
    """A condition: `met` with its `evidence` in a few words, or still missing."""

    met: bool = False
    evidence: str = ""


def unmet(items: Iterable[Item]) -> list[Missing]:
    """What is still missing, in the order of the list."""
    return [item for item in items if not item.met]
