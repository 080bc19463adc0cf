"""Sales methods as a part of policy packs: one TOML file for each method, its stages in order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.opportunities import actions
from leadtocash.areas.opportunities.criteria import checks
from leadtocash.areas.opportunities.models import SalesMethod, Stage
from leadtocash.areas.opportunities.shapes import NUMBERS, OPTIONAL, PARTS, TEXTS, values_of, whole
from leadtocash.areas.opportunities.shipping import shipped_methods
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.packs.registry import Content, Difference, Files, Item, Part, Trouble
from leadtocash.foundation.packs.writing import line_of, plain

FOLDER, SUFFIX = "methods/", ".toml"
NO_STAGE = {"name": "-", "probability": 0, "expected_days": 1}
_CODE = re.compile(r"[a-z][a-z0-9_]{1,29}")


def current() -> Content:
    """Every method in force."""
    items = {}
    rows = SalesMethod.objects.filter(state=SalesMethod.State.IN_FORCE).order_by("code")
    for method in rows.prefetch_related(*(f"stages__{part}" for part, _file, _shape in PARTS)):
        items[method.code] = _item(method.code, values_of(method))
    return Content(items)


def shipped() -> Content:
    """The methods every company gets."""
    found = shipped_methods()
    return Content(
        {
            code: _item(code, {**values, "stages": [whole(stage) for stage in values["stages"]]})
            for code, values in found.items()
        }
    )


def read(files: Files) -> Content:
    """Each file as a method; one that says nothing of stages has those the program ships for it."""
    items: dict[str, Item] = {}
    troubles: list[Trouble] = []
    ready = shipped_methods()
    for path in sorted(files):
        code, text = path.removeprefix(FOLDER).removesuffix(SUFFIX), files[path]
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            troubles.append(Trouble(file=path, sentence=str(error)))
            continue
        known = None if "stage" in raw else ready.get(code)
        asked = raw if known is None else {**raw, "stage": [NO_STAGE]}
        found = [Trouble(file=path, line=line_of(text, word), sentence=what) for word, what in _wrong(code, asked)]
        troubles += found
        if not found:
            values = {"name": raw["name"], "name_en": raw.get("name_en", ""), "default": raw.get("default", False)}
            stages = known["stages"] if known is not None else [_read(stage) for stage in raw["stage"]]
            items[code] = _item(code, {**values, "stages": [whole(stage) for stage in stages]})
    if sum(1 for item in items.values() if item.value["default"]) > 1:
        troubles.append(Trouble(file=FOLDER, sentence=_("more than one method is the default")))
    return Content(items, tuple(troubles))


def check(content: Content) -> Sequence[Trouble]:
    """Nothing: opportunities that are under way keep the version of the method they follow."""
    return []


def write(content: Content) -> dict[str, str]:
    """One file for each method; the stages of one that is as the program ships it are not repeated."""
    ready = shipped().items
    return {
        f"{FOLDER}{code}{SUFFIX}": _text(
            item.value, short=code in ready and item.value["stages"] == ready[code].value["stages"]
        )
        for code, item in content.items.items()
    }


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Write the methods; one that is the default takes this from the other."""
    done = []
    for difference in differences:
        method = actions.save_method(difference.item.key, difference.item.value, act=act)
        done.append(_("Sales method %(name)s with %(n)d stages.") % {"name": method.name, "n": method.stages.count()})
    return done


def _read(stage: Mapping[str, Any]) -> dict[str, Any]:
    """A stage of a file, its parts called as everywhere else."""
    return {**stage, **{part: stage.get(named, []) for part, named, _shape in PARTS}}


def _wrong(code: str, raw: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(the word where it stands, what is wrong)."""
    found = []
    if not _CODE.fullmatch(code):
        found.append(("", _("the file's name is no code of small Latin letters")))
    if not _is_text(raw.get("name"), 60) or not _is_text(raw.get("name_en", "-"), 60):
        found.append(("name", _("a method needs a name of at most 60 signs")))
    if not isinstance(raw.get("default", False), bool):
        found.append(("default", _("default is true or false")))
    stages = raw.get("stage")
    if not isinstance(stages, list) or not 1 <= len(stages) <= 30 or not all(isinstance(s, dict) for s in stages):
        return [*found, ("[[stage]]", _("a method needs 1 to 30 stages"))]
    for number, stage in enumerate(stages, 1):
        wrong = [n for n, most in TEXTS.items() if not _is_text(stage.get(n, "" if n == "name" else "-"), most)]
        wrong += [n for n, most in NUMBERS.items() if not _is_number(stage.get(n), most)]
        known = {*TEXTS, *NUMBERS, *OPTIONAL, *(named for _part, named, _shape in PARTS)}
        wrong += [n for n in stage if n not in known]
        wrong += _unfitting(stage)
        if wrong:
            words = {"n": number, "names": joined(wrong)}
            found.append((wrong[0], _("stage %(n)d: %(names)s is missing, unknown or cannot be so") % words))
    return found


def _is_text(value: Any, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= most


def _is_number(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _unfitting(stage: Mapping[str, Any]) -> list[str]:
    """Names of a stage's further words that are unknown or cannot be so."""
    found = [name for name, usual in OPTIONAL.items() if type(stage.get(name, usual)) is not type(usual)]
    if stage.get("phase", "prospect") not in Stage.Phase.values:
        found.append("phase")
    for _part, name, shape in PARTS:
        parts = stage.get(name, [])
        if not isinstance(parts, list) or not all(isinstance(one, dict) and _fits(one, shape) for one in parts):
            found.append(name)
    checked = [one.get("check_name", "") for one in stage.get("criterion", ()) if isinstance(one, dict)]
    if any(name and checks.find(name) is None for name in checked):
        found.append("check_name")
    return found


def _fits(given: Mapping[str, Any], shape: Mapping[str, Any]) -> bool:
    known = all(name in shape and type(value) is type(shape[name]) for name, value in given.items())
    return known and _is_text(given.get("text"), 160)


def _item(code: str, values: dict[str, Any]) -> Item:
    fields = {_("Name"): values["name"], _("English name"): values["name_en"]}
    fields[_("Default")] = _("yes") if values["default"] else _("no")
    for number, stage in enumerate(values["stages"], 1):
        words = [stage["name"], stage["name_en"], stage["buyer_step"], f"{stage['probability']} %"]
        words.append(_("%(n)d days") % {"n": stage["expected_days"]})
        words += [one["text"] for part, _file, _shape in PARTS for one in stage[part]]
        fields[_("Stage %(n)d") % {"n": number}] = " · ".join(word for word in words if word)
    return Item(key=code, label=own_language(values["name"], values["name_en"]), fields=fields, value=values)


def _text(values: Mapping[str, Any], *, short: bool) -> str:
    lines = [f"{name} = {plain(values[name])}" for name in ("name", "name_en") if values[name]]
    lines.append(f"default = {plain(values['default'])}")
    for stage in () if short else values["stages"]:
        parts = {part for part, _file, _shape in PARTS}
        said = {name: value for name, value in stage.items() if name not in parts}
        lines += _table("stage", {name: value for name, value in said.items() if value != OPTIONAL.get(name, "")})
        for part, named, shape in PARTS:
            for one in stage[part]:
                lines += _table(f"stage.{named}", {key: value for key, value in one.items() if value != shape[key]})
    return "\n".join(lines) + "\n"


def _table(name: str, values: Mapping[str, Any]) -> list[str]:
    return ["", f"[[{name}]]", *(f"{key} = {plain(value)}" for key, value in values.items())]


PART = Part(
    name="methods",
    label=gettext_lazy("Sales methods"),
    order=25,
    text=gettext_lazy("A changed method is its next version; opportunities under way keep theirs."),
    owns=lambda path: path.startswith(FOLDER) and path.endswith(SUFFIX),
    current=current,
    shipped=shipped,
    read=read,
    check=check,
    write=write,
    apply=apply,
)
