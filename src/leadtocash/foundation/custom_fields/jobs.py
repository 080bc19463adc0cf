"""What follows a changed definition."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.custom_fields import definitions, finding, indexing


@app.task(name="custom_fields.renew", pass_context=False, retry=5)
def renew(kind: str, code: str) -> int:
    """Have the search know a field, or forget it. Safe to repeat."""
    return finding.renew(kind, code)


@app.task(name="custom_fields.index", lock="custom_fields.index", pass_context=False, retry=5)
def index(kind: str) -> list[str]:
    """Have the indexes of a kind follow its fields; one worker at a time. Safe to repeat."""
    return indexing.settle(kind)


@app.periodic(cron="27 * * * *", periodic_id="custom_fields.index_all")
@app.task(name="custom_fields.index_all", lock="custom_fields.index", pass_context=False)
def index_all(timestamp: int) -> None:
    """The same for every kind: whatever was left undone, or became invalid."""
    for model in definitions.kinds():
        indexing.settle(kind_of(model))
