"""What the worker does for decided papers."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from leadtocash.foundation.printing import frozen
from leadtocash.foundation.printing.registry import forms


@app.task(name="printing.freeze", pass_context=False, retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def freeze(form: str, record: int) -> bool:
    """Keep a paper as it was decided."""
    return frozen.freeze(forms.get(form), record, now=timezone.now())
