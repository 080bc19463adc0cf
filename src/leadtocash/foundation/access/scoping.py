"""Data scope as a condition on rows: every list, count, export and search goes through `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.db.models import Q

from leadtocash.foundation.access.grants import grant
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.models import Removable
from leadtocash.foundation.kernel.querying import one_of


@dataclass(frozen=True, kw_only=True)
class Access:
    """How a model's rows are opened.

    view: permission to see; owner, department: field paths to a person and a department, "" where there is none;
    parent: for lines and other parts, the path to the record that decides instead ("contract").
    """

    view: str = ""
    owner: str = "owner"
    department: str = "department"
    parent: str = ""


def kind_of(record: models.Model | type[models.Model]) -> str:
    """The name of a record's kind, e.g. "contracts.contract"."""
    return record._meta.label_lower


def kept_q(model: type[models.Model], path: str = "") -> Q:
    """The condition that leaves out what lies in the recycle bin; path: of the record itself, from the rows asked."""
    return Q(**{f"{path}removed_at": None}) if issubclass(model, Removable) else Q()


def visible_q(model: type[models.Model], user: User) -> Q:
    """The condition that leaves exactly the rows this person may see: none of the recycle bin."""
    return kept_q(model) & _opened_q(model, user)


def _opened_q(model: type[models.Model], user: User) -> Q:
    access: Access = model.access  # type: ignore[attr-defined]
    if access.parent:
        field: Any = model._meta.get_field(access.parent)
        parent: type[models.Model] = field.related_model
        condition = visible_q(parent, user)
        if condition in (Q(), kept_q(parent)):
            return kept_q(parent, f"{access.parent}__")
        return Q(**{f"{access.parent}__in": parent._base_manager.filter(condition)})
    reach = grant(user, access.view)
    if reach.everything:
        return Q()
    if reach.own and not reach.departments and "__" in access.owner:
        return _own_or_opened(model, user)
    condition = opened_to(model, user)
    if reach.own and access.owner:
        condition |= Q(**{access.owner: user.pk})
    if reach.departments and access.department:
        condition |= Q(**{f"{access.department}__in": sorted(reach.departments)})
    return condition


def _own_or_opened(model: type[models.Model], user: User) -> Q:
    """What is this person's own because of another record, or was opened to him.

    Two conditions in an OR, one of them on the other table, would have every row read; one set of keys is found by the
    indexes of both.
    """
    access: Access = model.access  # type: ignore[attr-defined]
    own = model._base_manager.filter(**{access.owner: user.pk}).values_list("pk")
    return Q(pk__in=own.union(opened_rows(model, user).values_list("record_id"), all=True))


def opened_to(model: type[models.Model], user: User) -> Q:
    """The rows opened to this person one by one, whatever his scope."""
    return Q(one_of("pk", opened_rows(model, user).values_list("record_id", flat=True)))


def opened_rows(model: type[models.Model], user: User) -> models.QuerySet[Participation]:
    """How they were opened to him."""
    return Participation.objects.filter(person_id=user.pk, kind=kind_of(model))


class ScopedQuerySet(models.QuerySet[Any]):
    """The base of every business record's manager."""

    def visible_to(self, user: User) -> Self:
        """Only what this person may see (ORG-4); the bin is left out by the manager."""
        return self.filter(_opened_q(self.model, user))


class KeptManager(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """The default manager of records that can be removed: what lies in the recycle bin is in no list, count, sum or
    choice. Only the bin itself asks `_base_manager`."""

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(removed_at=None)
