"""The small numbers of the frame: unread messages, work to do. Asked by every open page now and then."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.notices.queries import unread

#: name -> (how many, whether something of it is late); later apps add theirs, e.g. the inbox
counts: Registry[Callable[[Any], tuple[int, bool]]] = Registry("live count")
counts.add("unread", lambda person: (unread(person), False))


def numbers(person: Any) -> dict[str, dict[str, Any]]:
    """Every live number of this person."""
    found = {name: count(person) for name, count in counts.items()}
    return {name: {"count": count, "hot": hot} for name, (count, hot) in found.items()}


def etag_of(body: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    return f'"{digest[:20]}"'
