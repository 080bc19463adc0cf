"""Write sales methods: a draft takes the place of the version in force; what is under way keeps its own (OPP-3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from leadtocash.areas.opportunities import events
from leadtocash.areas.opportunities.models import Criterion, Opportunity, SalesMethod, Stage, StageTask, Standing
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock


@transaction.atomic
def save_method(code: str, values: Mapping[str, Any], *, act: Act) -> SalesMethod:
    """Put a sales method in force as its next version: {name, name_en, default, stages: [{name, name_en, buyer_step,
    probability in percent, expected_days, …, criteria: [{text, …}], tasks: [{text, …}]}]}.

    The version before stays with the opportunities that follow it or once did; when there is none, it goes.
    Who calls has asked who may, and has checked the values.
    """
    before = SalesMethod.objects.select_for_update().filter(code=code, state=SalesMethod.State.IN_FORCE).first()
    latest = SalesMethod.objects.filter(code=code).order_by("-version").values_list("version", flat=True).first()
    method = SalesMethod(code=code, version=(latest or 0) + 1, name=values["name"], name_en=values["name_en"])
    method.is_default, method.state = values["default"], SalesMethod.State.DRAFT
    recording.save(method, events.METHOD_SAVED, act=act, data={"n": len(values["stages"])})
    write_stages(method, values["stages"])
    return _put_in_force(method, before, act=act)


def write_stages(method: SalesMethod, stages: list[Mapping[str, Any]]) -> None:
    """Write a draft's stages with their criteria and tasks, in the place of those it had."""
    method.stages.all().delete()
    for position, values in enumerate(stages, 1):
        given = dict(values)
        criteria, tasks = given.pop("criteria", ()), given.pop("tasks", ())
        stage = Stage(method=method, position=position, **given)
        stage.full_clean(exclude=["method"])
        stage.save()
        parts = [Criterion(stage=stage, position=place, **one) for place, one in enumerate(criteria, 1)]
        jobs = [StageTask(stage=stage, position=place, **one) for place, one in enumerate(tasks, 1)]
        for part in (*parts, *jobs):
            part.full_clean(exclude=["stage"], validate_unique=False, validate_constraints=False)
        Criterion.objects.bulk_create(parts)
        StageTask.objects.bulk_create(jobs)


def _put_in_force(method: SalesMethod, before: SalesMethod | None, *, act: Act) -> SalesMethod:
    if before is not None:
        before.state = SalesMethod.State.RETIRED
        before.save(update_fields=["state"])
        followed = Opportunity._base_manager.filter(method=before).exists()
        if not followed and not Standing.objects.filter(stage__method=before).exists():
            before.delete()
    if method.is_default:
        for other in SalesMethod.objects.select_for_update().filter(is_default=True, state=SalesMethod.State.IN_FORCE):
            other.is_default = False
            other.save(update_fields=["is_default"])
    method = lock(method)
    method.state = SalesMethod.State.IN_FORCE
    return recording.save(method, events.METHOD_IN_FORCE, act=act, data={"version": method.version})
