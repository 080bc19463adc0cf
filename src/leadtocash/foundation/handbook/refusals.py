"""Keep refusals: which rule said no, to whom, where and on which record; never a text of the record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest
from django.urls import NoReverseMatch, ResolverMatch

from leadtocash.foundation.handbook.models import Refusal
from leadtocash.foundation.web.refusals import About, Noted
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem

KEPT_DAYS = 730
_RECORD = re.compile(r"(?:api/v1/)?([\w-]+)/(?:<(?:int:)?pk>|\(\?P<pk>)")
Door = Refusal.Door


def keep(request: HttpRequest, refused: Sequence[Noted], at: datetime) -> None:
    """Write what a request was refused, in a transaction of its own."""
    match: ResolverMatch | None = request.resolver_match
    view: Any = getattr(match.func, "cls", match.func) if match else None
    area = _area(getattr(view, "__module__", ""))
    record = _record(match) if match else None
    person_id = request.user.pk if getattr(request, "user", None) and request.user.is_authenticated else None
    door, verb = _door(request.path, area), f"{request.method} {match.view_name if match else ''}"
    with transaction.atomic():
        write(
            [Noted(one.refusal, one.about or record) for one in refused],
            at=at, person_id=person_id, door=door, area=area, verb=verb,
        )  # fmt: skip


def write(
    refused: Sequence[Noted], *, at: datetime, person_id: int | None, door: Door, area: str = "", verb: str = ""
) -> None:
    """Add rows; importers and jobs that answer a RuleError themselves call it too.

    What was refused within a process counts for the area of its record.
    """
    Refusal.objects.bulk_create(
        Refusal(
            at=at,
            person_id=person_id,
            code=one.refusal.code[:80],
            clause=one.refusal.clause[:40],
            digest=hashlib.sha256(str(one.refusal.message).encode()).hexdigest()[:16],
            door=door,
            area=(one.about[0].partition(".")[0] if one.about and door == Door.PROCESS else area)[:40],
            verb=verb[:120],
            record_kind=one.about[0] if one.about else "",
            record_id=one.about[1] if one.about else None,
        )
        for one in refused
    )


def forget_old(at: datetime) -> int:
    """Take away what is older than two years; gives how many."""
    return Refusal.objects.filter(at__lt=at - timedelta(days=KEPT_DAYS)).delete()[0]


def _area(module: str) -> str:
    parts = module.split(".")
    return parts[2] if len(parts) > 2 and parts[0] == "leadtocash" else ""


def _door(path: str, area: str) -> Door:
    if path.startswith("/api/"):
        return Door.API
    if area == "workflow":
        return Door.PROCESS
    return Door.IMPORT if area == "exchange" else Door.PAGE


def _record(match: ResolverMatch) -> About | None:
    """What the address names: "contracts.contract", 7. Work items and processes name their record."""
    found = _RECORD.match(match.route or "")
    pk = str(match.kwargs.get("pk", ""))
    if not found or not pk.isdigit():
        return None
    kind = record_kinds().get(found[1], "")
    if kind:
        return kind, int(pk)
    return _record_of_process(match, int(pk))


def _record_of_process(match: ResolverMatch, pk: int) -> About | None:
    if not str(match.view_name).startswith("workflow"):
        return None
    if "item" in str(match.view_name):
        row = WorkItem.objects.filter(pk=pk).values_list("instance__record_kind", "instance__record_id").first()
    else:
        row = ProcessInstance.objects.filter(pk=pk).values_list("record_kind", "record_id").first()
    return row


@cache
def record_kinds() -> Mapping[str, str]:
    """Kinds of records by the first word of their pages' addresses: "projects" -> "projects.project"."""
    found: dict[str, str] = {}
    for model in apps.get_models():
        if hasattr(model, "access") and hasattr(model, "get_absolute_url"):
            try:
                empty: Any = model(pk=1)
                parts = empty.get_absolute_url().strip("/").split("/")
            except (NoReverseMatch, AttributeError, ValueError, TypeError, ObjectDoesNotExist):
                continue  # the page of another record, which this empty one does not know
            if len(parts) == 2 and parts[1] == "1":
                found.setdefault(parts[0], model._meta.label_lower)
    return found
