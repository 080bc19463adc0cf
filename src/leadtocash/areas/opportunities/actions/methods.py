"""Write sales methods: a draft takes the place of the version in force; what is under way keeps its own (OPP-3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import events, permissions, queries, rules, shapes
from leadtocash.areas.opportunities.models import (
    Criterion,
    Opportunity,
    SalesMethod,
    Stage,
    StagePaper,
    StageTask,
    Standing,
)
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line

DRAFT, IN_FORCE, RETIRED = SalesMethod.State.DRAFT, SalesMethod.State.IN_FORCE, SalesMethod.State.RETIRED
CODE = re.compile(r"[a-z][a-z0-9_]{1,29}")
_PARTS: Mapping[str, type[models.Model]] = {"criteria": Criterion, "tasks": StageTask, "papers": StagePaper}


@transaction.atomic
def save_method(code: str, values: Mapping[str, Any], *, act: Act, reason: str = "") -> SalesMethod:
    """Put a sales method in force as its next version; the values as `shapes` says.

    The version before stays with the opportunities that follow it or once did; when there is none, it goes.
    Who calls has asked who may, and has checked the values.
    """
    return _put_in_force(_new_draft(code, values, act=act), reason, act=act)


@transaction.atomic
def draft_method(
    *, act: Act, source: SalesMethod | None = None, code: str = "", name: str = "", name_en: str = ""
) -> SalesMethod:
    """Begin the draft of the next version of a method, from one of its versions; or (with a code of its own) a new
    method, from another one or from nothing.

    Raises ValidationError at the field, also where the method has a draft already; NotAllowed.
    """
    require(act.person, permissions.METHODS)
    code = code or (source.code if source is not None else "")
    new = source is None or code != source.code
    name = clean_line(name) or (source.name if source is not None and not new else "")
    if not CODE.fullmatch(code):
        raise ValidationError({"code": _("Two to thirty small Latin letters, digits and underscores.")})
    if new and SalesMethod.objects.filter(code=code).exists():
        raise ValidationError({"code": _("There is a method with this code already.")})
    if not name:
        raise ValidationError({"name": _("What is the method called?")})
    copied = shapes.values_of(source) if source is not None else {"name_en": "", "default": False, "stages": []}
    default = copied["default"] and not new
    values = {**copied, "name": name, "name_en": clean_line(name_en) or ("" if new else copied["name_en"])}
    return _new_draft(code, {**values, "default": default}, act=act)


@transaction.atomic
def write_draft(
    method: SalesMethod, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> SalesMethod:
    """Write these values in the place of those the draft has; what is not named stays.

    Raises RuleError for what is no draft any more, ValidationError for values that cannot be stored, Stale.
    """
    require(act.person, permissions.METHODS)
    method = lock(method, revision=revision)
    rules.check_draft(is_draft=method.state == DRAFT)
    method.name = clean_line(values.get("name", method.name))
    method.name_en = clean_line(values.get("name_en", method.name_en))
    method.is_default = values.get("default", method.is_default)
    stages = values.get("stages")
    if stages is not None:
        write_stages(method, stages)
    count = len(stages) if stages is not None else method.stages.count()
    return recording.save(method, events.METHOD_SAVED, act=act, data={"n": count})


@transaction.atomic
def drop_draft(method: SalesMethod, *, act: Act) -> None:
    """Throw a draft away. Nothing follows it."""
    require(act.person, permissions.METHODS)
    method = lock(method)
    rules.check_draft(is_draft=method.state == DRAFT)
    recording.write(method, events.METHOD_DROPPED, act=act)
    method.delete()


@transaction.atomic
def put_in_force(method: SalesMethod, *, reason: str, act: Act, revision: int | None = None) -> SalesMethod:
    """Let a draft take the place of the version in force, with a reason; deals under way keep theirs.

    Raises RuleError with all that is wrong with it.
    """
    require(act.person, permissions.METHODS)
    method, reason = lock(method, revision=revision), clean_line(reason)
    rules.check_draft(is_draft=method.state == DRAFT)
    rules.check_reason(reason)
    found = (flaw for flaw in queries.flaws_of(method) if flaw.blocks)
    rules.check_sound(
        [Missing(what=flaw.sentence, href=_address(method, flaw.stage), do=_("Mend it")) for flaw in found]
    )
    return _put_in_force(method, reason, act=act)


@transaction.atomic
def retire_method(method: SalesMethod, *, reason: str, act: Act) -> SalesMethod:
    """No new deal follows this method any more; those that do go on with it. Raises RuleError for the default one."""
    require(act.person, permissions.METHODS)
    method, reason = lock(method), clean_line(reason)
    rules.check_retirable(in_force=method.state == IN_FORCE, is_default=method.is_default)
    rules.check_reason(reason)
    method.state = RETIRED
    return recording.save(method, events.METHOD_RETIRED, act=act, reason=reason)


def write_stages(method: SalesMethod, stages: Sequence[Mapping[str, Any]]) -> None:
    """Write a draft's stages with their criteria, tasks and papers, in the place of those it had.

    Raises ValidationError for what cannot be stored.
    """
    if len(stages) > shapes.MOST_STAGES:
        raise ValidationError({"stages": _("At most %(most)d stages.") % {"most": shapes.MOST_STAGES}})
    method.stages.all().delete()
    for position, values in enumerate(stages, 1):
        own = {name: value for name, value in values.items() if name not in _PARTS}
        stage = Stage(method=method, position=position, **own)
        stage.full_clean(exclude=["method"])
        stage.save()
        for part, model in _PARTS.items():
            rows: list[Any] = [
                model(stage=stage, position=place, **one) for place, one in enumerate(values.get(part, ()), 1)
            ]
            for row in rows:
                row.full_clean(exclude=["stage"], validate_unique=False, validate_constraints=part == "papers")
            model._default_manager.bulk_create(rows)


def _new_draft(code: str, values: Mapping[str, Any], *, act: Act) -> SalesMethod:
    latest = SalesMethod.objects.filter(code=code).aggregate(latest=models.Max("version"))["latest"]
    method = SalesMethod(code=code, version=(latest or 0) + 1, name=values["name"], name_en=values["name_en"])
    method.is_default, method.state = values["default"], DRAFT
    recording.save(method, events.METHOD_DRAFTED, act=act, data={"version": method.version})
    write_stages(method, values["stages"])
    return method


def _put_in_force(method: SalesMethod, reason: str, *, act: Act) -> SalesMethod:
    before = SalesMethod.objects.select_for_update().filter(code=method.code, state=IN_FORCE).first()
    if before is not None:
        before.state = RETIRED
        before.save(update_fields=["state"])
        followed = Opportunity._base_manager.filter(method=before).exists()
        if not followed and not Standing.objects.filter(stage__method=before).exists():
            with suppress(models.ProtectedError), transaction.atomic():  # deals that left it may rest on it
                before.delete()
    if method.is_default:
        for other in SalesMethod.objects.select_for_update().filter(is_default=True, state=IN_FORCE):
            other.is_default = False
            other.save(update_fields=["is_default"])
    elif before is not None and before.is_default:
        method.is_default = True  # there is always one that new deals follow
    is_default, method = method.is_default, lock(method)
    method.is_default, method.state = is_default, IN_FORCE
    data = {"version": method.version}
    return recording.save(method, events.METHOD_IN_FORCE, act=act, reason=reason, data=data)


def _address(method: SalesMethod, stage: int) -> str:
    return f"{method.get_absolute_url()}stages/{stage}/" if stage else method.get_absolute_url()
