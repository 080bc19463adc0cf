"""One small registry type: the foundation calls the areas only through these, filled in `wiring.py` / `apps.py`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things in order of registration. A name is registered once; a second time is a programming error."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._things: dict[str, T] = {}

    def add(self, name: str, thing: T) -> T:
        if name in self._things and self._things[name] is not thing:
            raise ValueError(f"{self.what} {name!r} is registered twice")
        self._things[name] = thing
        return thing

    def get(self, name: str) -> T:
        """Give the thing of this name. Raises LookupError with the known names when there is none."""
        try:
            return self._things[name]
        except KeyError:
            known = ", ".join(sorted(self._things))
            raise LookupError(f"no {self.what} {name!r}; known: {known}") from None

    def find(self, name: str) -> T | None:
        return self._things.get(name)

    def items(self) -> Iterator[tuple[str, T]]:
        yield from self._things.items()

    def values(self) -> Iterator[T]:
        yield from self._things.values()

    def __contains__(self, name: object) -> bool:
        return name in self._things
