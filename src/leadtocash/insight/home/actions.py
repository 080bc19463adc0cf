"""Arranging one's own desk."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.insight.home.models import DeskLayout
from leadtocash.insight.home.scopes import scope_of
from leadtocash.insight.home.widgets import offered


def arrange(person: User, side: str, keys: Sequence[str] | None) -> None:
    """Keep which widgets stand on a side of the desk, in this order; None brings back what is first shown.

    Raises RuleError for a side or a widget this person does not have.
    """
    if scope_of(person, side).key != side:
        raise RuleError(_("Your desk has no such side."), code="no_such_side")
    rows = DeskLayout.objects.filter(person=person, side=side)
    if keys is None:
        rows.delete()
        return
    unknown = set(keys) - set(offered(person, side))
    if unknown or len(set(keys)) != len(keys):
        raise RuleError(_("One of these widgets is not on offer, or stands twice."), code="no_such_widget")
    DeskLayout.objects.update_or_create(person=person, side=side, defaults={"widgets": list(keys)})
