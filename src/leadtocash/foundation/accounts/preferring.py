"""How a person likes to have things shown, on every device; page and API change it here."""

from __future__ import annotations

from leadtocash.foundation.accounts.models import User


def prefer(person: User, **values: str) -> None:
    """Keep `language` (of settings.LANGUAGES) or `money_unit` ("wan", "yuan", "" as the company shows amounts)."""
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=list(values))
