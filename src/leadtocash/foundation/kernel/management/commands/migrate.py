"""`migrate`, quickly."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate

from leadtocash.foundation.kernel.migrating import quickly


class Command(migrate.Command):
    """Django's own, drawing up only the models an operation changes."""

    def handle(self, *args: Any, **options: Any) -> None:
        with quickly():
            super().handle(*args, **options)
