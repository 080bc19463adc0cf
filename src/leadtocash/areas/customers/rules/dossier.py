"""What holds of dossiers; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import models

from leadtocash.areas.customers.models import Dossier

SECTIONS = [field.name for field in Dossier._meta.concrete_fields if isinstance(field, models.TextField)]
LONGEST = 4000


def joined_sections(dossiers: Sequence[Dossier]) -> dict[str, str]:
    """Section -> what they say of it, one after the other; what one says already is not said again."""
    found = {}
    for name in SECTIONS:
        said: list[str] = []
        for text in (getattr(one, name).strip() for one in dossiers):
            if text and not any(text in before for before in said):
                said.append(text)
        found[name] = "\n\n".join(said)
    return found


def too_long(sections: Mapping[str, str]) -> list[str]:
    """The sections that have more signs than a dossier takes."""
    return [name for name, text in sections.items() if len(text) > LONGEST]
