"""A sales method as plain values: what a stage says, what is usual where it says nothing, what cannot be so.

The editor, the API, the policy packs and the shipped tables write methods as {name, name_en, default, stages: [{…,
criteria: [{…}], tasks: [{…}], papers: [{…}]}]}; here is the one place that knows the names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.areas.opportunities.criteria import DOCUMENTS, checks
from leadtocash.areas.opportunities.models import Criterion, SalesMethod, Stage, StagePaper
from leadtocash.foundation.kernel.policy import known

#: of a stage: name -> longest text, number -> highest
TEXTS = {"name": 40, "name_en": 60, "buyer_step": 60}
NUMBERS = {"probability": 100, "expected_days": 3650}
#: of a stage, with what is usual
OPTIONAL: dict[str, Any] = {
    "phase": Stage.Phase.PROSPECT.value, "max_probability": 100, "review": False, "review_by": "sales_manager",
    "quote_required": False, "may_skip": False,
}  # fmt: skip
CRITERION: dict[str, Any] = {
    "text": "", "text_en": "", "check_name": "", "params": {}, "evidence": Criterion.Evidence.NOTE.value, "clause": "",
}  # fmt: skip
TASK: dict[str, Any] = {"text": "", "text_en": "", "days": 5, "required": False, "role": ""}
PAPER: dict[str, Any] = {
    "text": "", "text_en": "", "use": StagePaper.Use.OUTPUT.value, "code": "", "category": "", "required": False,
    "role": "",
}  # fmt: skip
#: the parts of a stage: (in the values, in a file, what it says)
PARTS = (("criteria", "criterion", CRITERION), ("tasks", "task", TASK), ("papers", "paper", PAPER))
MOST_STAGES, MOST_PARTS = 30, 40
EMPTY_STAGE: dict[str, Any] = {"name": "", "probability": 10, "expected_days": 14}


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """Something about a draft: where (a stage's place, 0 for the method), what; blocks: it cannot come into force."""

    stage: int
    sentence: str
    blocks: bool = True


def whole(values: Mapping[str, Any]) -> dict[str, Any]:
    """All a stage says, with the usual value for what is not said."""
    return {
        **{name: str(values.get(name, "")) for name in TEXTS},
        **{name: values[name] for name in NUMBERS},
        **{name: values.get(name, usual) for name, usual in OPTIONAL.items()},
        **{part: [_whole_part(shape, one) for one in values.get(part, ())] for part, _file, shape in PARTS},
    }


def _whole_part(shape: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    """All a part says; the details of a check in one order, for the database keeps none."""
    found = {**shape, **one}
    return {**found, "params": dict(sorted(found["params"].items()))} if "params" in found else found


def values_of(method: SalesMethod) -> dict[str, Any]:
    """A stored version as values; its stages and their parts are best prefetched."""
    stages = [_values_of_stage(stage) for stage in method.stages.all()]
    return {"name": method.name, "name_en": method.name_en, "default": method.is_default, "stages": stages}


def _values_of_stage(stage: Stage) -> dict[str, Any]:
    parts = {
        part: [{name: getattr(one, name) for name in shape} for one in getattr(stage, part).all()]
        for part, _file, shape in PARTS
    }
    return whole({**vars(stage), **parts})


def flaws(values: Mapping[str, Any], *, roles: set[str]) -> list[Flaw]:
    """What is wrong with a method, and what one should look at, stage by stage; roles: the codes there are."""
    stages = values["stages"]
    found = [] if stages else [Flaw(stage=0, sentence=_("A method needs at least one stage."))]
    names = [stage["name"].casefold() for stage in stages]
    before = 0
    for place, stage in enumerate(stages, 1):
        if names.count(stage["name"].casefold()) > 1:
            found.append(Flaw(stage=place, sentence=_("Another stage has the same name.")))
        if stage["probability"] > stage["max_probability"]:
            found.append(Flaw(stage=place, sentence=_("The stage's own probability is above its highest.")))
        if stage["probability"] < before:
            found.append(Flaw(stage=place, sentence=_("The probability falls."), blocks=False))
        before = stage["probability"]
        if not any(stage[part] for part, _file, _shape in PARTS):
            found.append(Flaw(stage=place, sentence=_("Nothing is asked for in this stage."), blocks=False))
        found += [Flaw(stage=place, sentence=one) for one in _of_stage(stage, roles)]
    return found


def _of_stage(stage: Mapping[str, Any], roles: set[str]) -> Iterator[str]:
    unknown = _("There is no role %(code)s.")
    if stage["review"] and stage["review_by"] and stage["review_by"] not in roles:
        yield unknown % {"code": stage["review_by"]}
    for one in (*stage["tasks"], *stage["papers"]):
        if one["role"] and one["role"] not in roles:
            yield unknown % {"code": one["role"]}
    for one in stage["criteria"]:
        if one["check_name"] and checks.find(one["check_name"]) is None:
            yield _("%(text)s: nobody can check this any more.") % {"text": one["text"]}
        if one["clause"] and not known(one["clause"]):
            yield _("%(text)s: there is no clause %(clause)s.") % {"text": one["text"], "clause": one["clause"]}
        yield from _details(one)
    for one in stage["papers"]:
        if one["category"] and one["category"] not in DOCUMENTS:
            yield _("%(text)s: there is no such kind of file.") % {"text": one["text"]}
        if one["required"] and not one["category"]:
            yield _("%(text)s: a paper asked for at the gate needs its kind of file.") % {"text": one["text"]}


def _details(criterion: Mapping[str, Any]) -> Iterator[str]:
    check = checks.find(criterion["check_name"]) if criterion["check_name"] else None
    for name, value in criterion["params"].items():
        detail = check.details.get(name) if check is not None else None
        if detail is None or not detail.fits(value):
            yield _("%(text)s: %(name)s cannot be so.") % {
                "text": criterion["text"], "name": detail.label if detail else name
            }  # fmt: skip
