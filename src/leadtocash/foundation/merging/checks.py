"""Nothing leads to a record that was merged into another; what does all the same is mended at night."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.checks import Problem
from leadtocash.foundation.kernel.references import references
from leadtocash.foundation.merging import moving
from leadtocash.foundation.merging.models import Suspicion
from leadtocash.foundation.merging.registry import kinds, model_of


def dangling() -> Iterator[Problem]:
    """Foreign keys and references by kind and id that name a merged record; suspicions about one."""
    for kind in kinds():
        gone = gone_of(kind)
        if not gone:
            continue
        for label, count in _left(kind, gone):
            if count:
                values = {"kind": kind, "count": count, "what": label}
                yield Problem(
                    code="merged_dangling",
                    sentence=_("%(kind)s: %(count)s × %(what)s still lead to records that were merged.") % values,
                )


def gone_of(kind: str) -> dict[int, int]:
    """Every merged record of a kind, with the one it was merged into."""
    rows = model_of(kind)._base_manager.filter(merged_into__isnull=False)
    return dict(rows.values_list("pk", "merged_into"))


def _left(kind: str, gone: dict[int, int]) -> Iterator[tuple[str, int]]:
    ids = list(gone)
    for field in moving.leading_here(model_of(kind)):
        rows: Any = field.model._base_manager.filter(**{f"{field.name}__in": ids})
        yield f"{field.model._meta.label_lower}.{field.name}", rows.count()
    for name, reference in references.items():
        if reference.merged != "stay":
            yield name, reference.rows(kind, ids).count()
    about = Suspicion.objects.filter(kind=kind)
    yield "merging.suspicion", about.filter(low_id__in=ids).count() + about.filter(high_id__in=ids).count()
