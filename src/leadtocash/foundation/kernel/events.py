"""Typed events between areas: an earlier area publishes, a later one listens in its `wiring.py`.

Listeners run at once, inside the publisher's transaction: either everything that follows from an act happens, or
nothing does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
_listeners: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def listen(event_type: type[E], handler: Callable[[E], None]) -> None:
    """Have `handler` called for every published event of exactly this type, in order of registration, once."""
    if handler not in _listeners[event_type]:
        _listeners[event_type].append(handler)


def publish(event: object) -> None:
    """Call every listener now, inside the caller's transaction; a listener's error undoes the whole act."""
    for handler in tuple(_listeners[type(event)]):
        handler(event)


def wiring() -> dict[str, list[str]]:
    """Which event is heard by which functions: the map for documentation and tests."""
    return {
        event_type.__qualname__: [f"{h.__module__}.{h.__qualname__}" for h in handlers]
        for event_type, handlers in _listeners.items()
    }
