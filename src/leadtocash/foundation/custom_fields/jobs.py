"""What follows a changed definition."""

from __future__ import annotations

from procrastinate.contrib.django import app

from leadtocash.foundation.custom_fields import finding


@app.task(name="custom_fields.renew", pass_context=False, retry=5)
def renew(kind: str, code: str) -> int:
    """Have the search know a field, or forget it. Safe to repeat."""
    return finding.renew(kind, code)
