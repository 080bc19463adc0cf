"""A database that goes away in the middle of a check must not look like wrong input."""

from __future__ import annotations

from django.db import OperationalError, connection


def refuse_broken_line() -> None:
    """Raise OperationalError when the database went away: Django takes a check that failed for a violation.

    Called where a check found something wrong, before anybody is told so; the request is then tried again.
    """
    if connection.connection is None or not connection.is_usable():
        raise OperationalError("the database went away while a record was checked")
