"""The one place that says yes or no: `fetch` to read, `require` to act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from leadtocash.foundation.access.grants import grant
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.access.permissions import permissions
from leadtocash.foundation.access.scoping import Access, kind_of, visible_q
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Merged, NotAllowed
from leadtocash.foundation.kernel.models import Record, Removable, held

M = TypeVar("M", bound=models.Model)
R = TypeVar("R", bound=Record)


def fetch(model: type[M], user: User, queryset: models.QuerySet[M] | None = None, **lookup: Any) -> M:
    """Give the record if this person may see it, otherwise 404: its existence stays secret.

    `queryset` may carry select_related and annotations. Raises Merged, a kind of 404, where another record has taken
    its place and he may see that.
    """
    rows = model._default_manager.all() if queryset is None else queryset
    try:
        return get_object_or_404(rows.filter(visible_q(model, user)), **lookup)
    except Http404:
        _lead_on(model, user, lookup.get("pk"))
        raise
    except (ValueError, OverflowError):
        raise Http404 from None


def take(model: type[R], user: User, queryset: models.QuerySet[R], pk: Any) -> R:
    """As `fetch`, and in a transaction under the row lock: for an action whose first deed is to lock this record.

    Where others are locked before, `fetch` must be used, or two acts could wait for each other. Nothing is joined: of
    a row that somebody changed meanwhile the joined ones would be those of before.
    """
    if not connection.in_atomic_block:
        return fetch(model, user, queryset, pk=pk)
    return held(fetch(model, user, queryset.select_for_update(of=("self",)), pk=pk))


def _lead_on(model: type[models.Model], user: User, pk: Any) -> None:
    if pk is not None and issubclass(model, Removable):
        rows: Any = model._base_manager
        gone = rows.filter(pk=pk).values("merged_into")
        successor = rows.filter(visible_q(model, user), pk__in=gone).first()
        if successor is not None:
            raise Merged(int(pk), successor)


def fetch_kind(kind: str, user: User, pk: int) -> Any:
    """The record an address names by kind ("contracts.contract") and id; 404 for a kind that knows no scope, too."""
    try:
        model: Any = apps.get_model(kind)
    except (LookupError, ValueError):
        raise Http404 from None
    if not hasattr(model, "access"):
        raise Http404
    return fetch(model, user, pk=pk)


def sees(user: User, record: models.Model) -> bool:
    """May this person see a record that is at hand? As `fetch` says; asks only whether it was opened to him alone."""
    if isinstance(record, Removable) and record.removed_at is not None:
        return False
    access: Access = record.access  # type: ignore[attr-defined]
    if access.parent:
        return sees(user, getattr(record, access.parent))
    reach = grant(user, access.view)
    return (
        reach.everything
        or bool(reach.own and access.owner and _id(record, access.owner) == user.pk)
        or bool(access.department and _id(record, access.department) in reach.departments)
        or Participation.objects.filter(person=user, kind=kind_of(record), record_id=record.pk).exists()
    )


def _is_member(user: User, record: models.Model) -> bool:
    return Participation.objects.filter(
        person=user, kind=kind_of(record), record_id=record.pk, why=Participation.Why.MEMBER
    ).exists()


def allowed(
    user: User,
    permission: str,
    record: models.Model | None = None,
    *,
    is_member: Callable[[User, models.Model], bool] = _is_member,
) -> bool:
    """May this person do it (to this record)? Without a record: may he do it at all?"""
    reach = grant(user, permission)
    if reach.everything:
        return True
    if record is None:
        return reach.own or bool(reach.departments)
    access: Access = record.access  # type: ignore[attr-defined]
    if access.parent:
        return allowed(user, permission, getattr(record, access.parent), is_member=is_member)
    if access.department and _id(record, access.department) in reach.departments:
        return True
    if not reach.own:
        return False
    if access.owner and _id(record, access.owner) == user.pk:
        return True
    return is_member(user, record)


def allowed_of(user: User, permission: str, records: Sequence[models.Model]) -> list[Any]:
    """Those of these records, all of one kind, to which this person may do it; asked together."""
    if not records:
        return []
    rows = Participation.objects.filter(person=user, kind=kind_of(records[0]), why=Participation.Why.MEMBER)
    members = set(rows.filter(record_id__in=[one.pk for one in records]).values_list("record_id", flat=True))
    return [one for one in records if allowed(user, permission, one, is_member=lambda _user, it: it.pk in members)]


def require(user: User, permission: str, record: models.Model | None = None) -> None:
    """Raise NotAllowed (403) unless the person may do it."""
    if not allowed(user, permission, record):
        label = permissions.get(permission).label
        raise NotAllowed(
            _("You may not do this: %(what)s. Ask your administrator for the permission.") % {"what": label},
            permission=permission,
        )


def open_to(record: models.Model, person: User, *, why: str, act: Act) -> None:
    """Open a record to a person outside his scope (team member, approver, copied); doing it again changes nothing."""
    Participation.objects.get_or_create(
        kind=kind_of(record), record_id=record.pk, person=person, why=why, defaults={"since": act.at}
    )


def close_to(record: models.Model, person: User, *, why: str) -> None:
    """Take back what `open_to` opened for that reason."""
    Participation.objects.filter(kind=kind_of(record), record_id=record.pk, person=person, why=why).delete()


def _id(record: models.Model, path: str) -> Any:
    value: Any = record
    *steps, last = path.split("__")
    for step in steps:
        value = getattr(value, step)
    return getattr(value, f"{last}_id")


__all__ = ["allowed", "allowed_of", "close_to", "fetch", "fetch_kind", "open_to", "require", "sees", "take"]
