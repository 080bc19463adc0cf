"""What packs put elsewhere: the foundation's parts, menu entries."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.handbook.linking import Setting, settings
from leadtocash.foundation.packs import limits, permissions
from leadtocash.foundation.packs import parts as _own_parts  # noqa: F401 - registers them
from leadtocash.foundation.web.navigation import Entry, entries

entries.add(
    "limits",
    Entry(group="policy", label=_("Limits"), icon="adjustments", url_name="packs:limits", order=40),
)
entries.add(
    "packs",
    Entry(
        group="policy", label=_("Policy packs"), icon="package-import", url_name="packs:packs", order=50,
        may=lambda person: allowed(person, permissions.MANAGE),
    ),
)  # fmt: skip


def _limits_of(clause_id: str) -> list[Setting]:
    """The limits that follow a clause, for its page in the handbook."""
    return [
        Setting(
            label=str(limit.label),
            value=f"{limits.printed(limits.value(key))} {limit.unit_label}",
            href=reverse("packs:limits"),
        )
        for key, limit in limits.declared.items()
        if limit.clause == clause_id
    ]


settings.add("limits", _limits_of)
