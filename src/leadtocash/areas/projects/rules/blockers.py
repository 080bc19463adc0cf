"""What holds a project up from outside the rules of its own stage: an open change, a cancellation under way.

`rules` of sign-off, closing and changes ask `blocking(project)` and put what it gives into their missing list. The
functions behind it read the database, so they live in queries and are registered in `registrations.py`; a later area
may register more.
"""

from __future__ import annotations

from collections.abc import Callable

from leadtocash.areas.projects.models import Project
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.registry import Registry

#: project -> what is in the way of sign-off and closing now, or None
blockers: Registry[Callable[[Project], Missing | None]] = Registry("blocker of a project")


def blocking(project: Project, *, without: str = "") -> list[Missing]:
    """Everything that holds the project up now, in order of registration; `without` leaves one blocker out."""
    found = (block(project) for name, block in blockers.items() if name != without)
    return [missing for missing in found if missing is not None]
