"""What hangs on a record, and what lies in the bin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.access.scoping import kind_of, visible_q
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.recycling import permissions
from leadtocash.foundation.recycling.models import Removal
from leadtocash.foundation.workflow.models import ProcessInstance

NAMED = 5


def lying(person: User) -> models.QuerySet[Removal]:
    """What of the bin this person may see: what he deleted or owned; all of it with the permission. Latest first."""
    rows = Removal.objects.filter(restored_at=None, ended_at=None).select_related("by", "owner")
    if not allowed(person, permissions.MANAGE):
        rows = rows.filter(Q(by=person) | Q(owner=person))
    return rows.order_by("-at", "-pk")


def hanging(record: models.Model, person: User) -> list[Missing]:
    """What keeps a record from being deleted: records that lead to it and processes that run on it.

    Its own parts (deleted together with it) do not count. Of what the person may not see only the number is told.
    """
    return [*_processes(record), *(one for field in _leading_here(record) for one in _named(field, record, person))]


def _processes(record: models.Model) -> Iterator[Missing]:
    running = ProcessInstance.objects.filter(record_kind=kind_of(record), record_id=record.pk, state="running")
    for one in running:
        yield Missing(what=_("The process “%(title)s” is running") % {"title": one.title})


def _leading_here(record: models.Model) -> Iterator[Any]:
    """Foreign keys of other records to this one that would be left without it."""
    for relation in record._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        field: Any = relation.field  # type: ignore[union-attr]
        if field.remote_field.on_delete is not models.CASCADE:
            yield field


def _named(field: Any, record: models.Model, person: User) -> Iterator[Missing]:
    model: Any = field.model
    kind = model._meta.verbose_name
    rows = model._default_manager.filter(**{field.name: record}).order_by("-pk")
    count = rows.count()
    if not count:
        return
    seen = list(rows.filter(visible_q(model, person))[:NAMED]) if hasattr(model, "access") else []
    for one in seen:
        url = one.get_absolute_url() if hasattr(one, "get_absolute_url") else ""
        yield Missing(what=f"{kind} {one}", href=url, do=_("Open") if url else "")
    if count > len(seen):
        more = _("%(count)s more: %(kind)s") if seen else _("%(count)s: %(kind)s")
        yield Missing(what=more % {"count": count - len(seen), "kind": kind})
