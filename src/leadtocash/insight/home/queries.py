"""Which widgets stand on a person's desk."""

from __future__ import annotations

from leadtocash.foundation.accounts.models import User
from leadtocash.insight.home.models import DeskLayout
from leadtocash.insight.home.widgets import offered


def arranged(person: User, side: str) -> tuple[list[str], list[str]]:
    """The keys of the widgets shown, in order, and of those put away. What one may no longer see is in neither."""
    found = list(offered(person, side))
    kept = DeskLayout.objects.filter(person=person, side=side).values_list("widgets", flat=True).first()
    if kept is None:
        return found, []
    shown = [key for key in kept if key in found]
    return shown, [key for key in found if key not in shown]
