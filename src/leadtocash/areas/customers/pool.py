"""What keeps a customer with its account manager: later areas tell it in their wiring."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.utils.functional import Promise

from leadtocash.foundation.kernel.registry import Registry


class Keeper:
    """label: what is under way ("open opportunities"); of: those of these customers (ids) that are kept by it."""

    def __init__(self, label: Promise | str, of: Callable[[Collection[int]], Collection[int]]) -> None:
        self.label, self.of = label, of


keepers: Registry[Keeper] = Registry("what keeps a customer out of the pool")


def kept(ids: Collection[int]) -> set[int]:
    """Those of these customers that stay with their account managers, however long nobody worked on them."""
    return {pk for keeper in keepers.values() for pk in keeper.of(ids)}
