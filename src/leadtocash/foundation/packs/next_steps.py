"""What a new company does next, told on the administrator's work desk until it is done; areas add theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import Words
from leadtocash.foundation.packs import permissions
from leadtocash.foundation.packs.models import Founding


@dataclass(frozen=True, kw_only=True)
class Step:
    """done: has it been done; order: its place."""

    label: Words
    text: Words
    url_name: str
    done: Callable[[], bool]
    order: int


steps: Registry[Step] = Registry("next step")
steps.add(
    "departments",
    Step(
        label=_("Company departments"),
        text=_("Business units, regions, offices: approvals look for people along them."),
        url_name="administration:departments", done=lambda: Department.objects.count() > 1, order=10,
    ),
)  # fmt: skip
steps.add(
    "people",
    Step(
        label=_("People and positions"), text=_("Everybody gets an account, a role and a superior."),
        url_name="administration:people", done=lambda: User.objects.filter(is_active=True).count() > 1, order=20,
    ),
)  # fmt: skip


def of(person: Any) -> list[dict[str, Any]]:
    """The steps for this person: empty for others than administrators, and once all is done."""
    if not allowed(person, permissions.MANAGE) or not Founding.objects.exists():
        return []
    rows = [
        {"label": step.label, "text": step.text, "url": reverse(step.url_name), "done": step.done()}
        for step in sorted(steps.values(), key=lambda step: step.order)
    ]
    return [] if all(row["done"] for row in rows) else rows
