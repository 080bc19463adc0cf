"""Which saved views a person may open."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.db.models import Q, QuerySet

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.organisation import places_of
from leadtocash.foundation.listviews.models import ListChoice, SavedView


def roles_of(person: User) -> list[int]:
    """The ids of the roles a person holds."""
    return [place.role.pk for place in places_of(person)]


def open_to(person: User) -> QuerySet[SavedView]:
    """One's own views, and those shared with everybody or with a role one holds."""
    shared = Q(audience=SavedView.Audience.EVERYBODY) | Q(role__in=roles_of(person))
    return SavedView.objects.filter(Q(owner=person.pk) | shared).select_related("owner", "role")


def choices_of(person: User, list_name: str) -> QuerySet[ListChoice]:
    """What the person and his roles have chosen for a list; his own first, then that of his main position."""
    whose = Q(person=person.pk) | Q(role__in=roles_of(person))
    return ListChoice.objects.filter(whose, list_name=list_name).order_by("role__order", "role_id")


def params_of(view: SavedView) -> dict[str, str]:
    """The parameters kept in a view."""
    return dict(parse_qsl(view.query))
