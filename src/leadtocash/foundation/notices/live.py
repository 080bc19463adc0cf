"""The small numbers of the frame: unread messages, work to do. Asked by every open page now and then."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from leadtocash.foundation.web.numbers import of_person


def numbers(person: Any) -> dict[str, dict[str, Any]]:
    """Every live number of this person."""
    return {name: {"count": count, "hot": hot} for name, (count, hot) in of_person(person).items()}


def etag_of(body: dict[str, Any]) -> str:
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    return f'"{digest[:20]}"'
