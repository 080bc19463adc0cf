"""What was written to a record in the very moment it was merged is moved on."""

from __future__ import annotations

from django.db import transaction

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.merging import moving
from leadtocash.foundation.merging.checks import dangling, gone_of
from leadtocash.foundation.merging.registry import kinds, model_of


@transaction.atomic
def mend(*, act: Act) -> int:
    """Move what still leads to merged records; give how many kinds of it there were."""
    left = len(list(dangling()))
    if not left:
        return 0
    for kind in kinds():
        together: dict[int, list[int]] = {}
        for gone, survivor in gone_of(kind).items():
            together.setdefault(survivor, []).append(gone)
        rows = model_of(kind)._base_manager
        for survivor, gone_ids in together.items():
            others = list(rows.filter(pk__in=gone_ids))
            moving.move(rows.get(pk=survivor), others, act=act, reason="")
    return left
