"""Sales methods as a part of policy packs: one TOML file for each method, its stages in order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.opportunities import actions
from leadtocash.areas.opportunities.models import Opportunity, SalesMethod, Stage
from leadtocash.areas.opportunities.shipping import rows_of
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.packs.registry import Content, Difference, Files, Item, Part, Trouble
from leadtocash.foundation.packs.writing import line_of, plain

FOLDER, SUFFIX = "methods/", ".toml"
TEXTS = {"name": 40, "name_en": 60, "buyer_step": 60}
NUMBERS = {"probability": 100, "expected_days": 3650}
_CODE = re.compile(r"[a-z][a-z0-9_]{1,29}")


def current() -> Content:
    """Every method of the company."""
    stages: dict[int, list[dict[str, Any]]] = {}
    for stage in Stage.objects.order_by("method", "position"):
        stages.setdefault(stage.method_id, []).append(_stage(vars(stage)))
    items = {}
    for method in SalesMethod.objects.order_by("code"):
        values = {"name": method.name, "name_en": method.name_en, "default": method.is_default}
        items[method.code] = _item(method.code, {**values, "stages": stages.get(method.pk, [])})
    return Content(items)


def shipped() -> Content:
    """The methods every company gets."""
    stages = rows_of("stages.csv")
    items = {}
    for row in rows_of("methods.csv"):
        own = [_stage({**s, **{n: int(s[n]) for n in NUMBERS}}) for s in stages if s["method"] == row["code"]]
        values = {"name": row["name"], "name_en": row["name_en"], "default": bool(row["is_default"])}
        items[row["code"]] = _item(row["code"], {**values, "stages": own})
    return Content(items)


def read(files: Files) -> Content:
    """Each file as a method."""
    items: dict[str, Item] = {}
    troubles: list[Trouble] = []
    for path in sorted(files):
        code, text = path.removeprefix(FOLDER).removesuffix(SUFFIX), files[path]
        try:
            raw = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            troubles.append(Trouble(file=path, sentence=str(error)))
            continue
        found = [Trouble(file=path, line=line_of(text, word), sentence=what) for word, what in _wrong(code, raw)]
        troubles += found
        if not found:
            stages = [_stage(stage) for stage in raw["stage"]]
            values = {"name": raw["name"], "name_en": raw.get("name_en", ""), "default": raw.get("default", False)}
            items[code] = _item(code, {**values, "stages": stages})
    if sum(1 for item in items.values() if item.value["default"]) > 1:
        troubles.append(Trouble(file=FOLDER, sentence=_("more than one method is the default")))
    return Content(items, tuple(troubles))


def check(content: Content) -> Sequence[Trouble]:
    """Stages that would go although opportunities stand in them."""
    troubles = []
    for code, item in content.items.items():
        beyond = Opportunity.objects.filter(stage__method__code=code, stage__position__gt=len(item.value["stages"]))
        if count := beyond.count():
            what = _("%(n)d opportunities stand in stages that would go; move them first") % {"n": count}
            troubles.append(Trouble(file=f"{FOLDER}{code}{SUFFIX}", sentence=what))
    return troubles


def write(content: Content) -> dict[str, str]:
    """One file for each method."""
    return {f"{FOLDER}{code}{SUFFIX}": _text(item.value) for code, item in content.items.items()}


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Write the methods; one that is the default takes this from the other."""
    done = []
    for difference in differences:
        method = actions.save_method(difference.item.key, difference.item.value, act=act)
        done.append(_("Sales method %(name)s with %(n)d stages.") % {"name": method.name, "n": method.stages.count()})
    return done


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
        wrong += [n for n in stage if n not in TEXTS and n not in NUMBERS]
        if wrong:
            words = {"n": number, "names": joined(wrong)}
            found.append((wrong[0], _("stage %(n)d: %(names)s is missing, unknown or cannot be so") % words))
    return found


def _is_text(value: Any, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= most


def _is_number(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _stage(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: str(values.get(name, "")) for name in TEXTS}, **{name: values[name] for name in NUMBERS}}


def _item(code: str, values: dict[str, Any]) -> Item:
    fields = {_("Name"): values["name"], _("English name"): values["name_en"]}
    fields[_("Default")] = _("yes") if values["default"] else _("no")
    for number, stage in enumerate(values["stages"], 1):
        words = [stage["name"], stage["name_en"], stage["buyer_step"], f"{stage['probability']} %"]
        days = _("%(n)d days") % {"n": stage["expected_days"]}
        fields[_("Stage %(n)d") % {"n": number}] = " · ".join(word for word in [*words, days] if word)
    return Item(key=code, label=own_language(values["name"], values["name_en"]), fields=fields, value=values)


def _text(values: Mapping[str, Any]) -> str:
    lines = [f"{name} = {plain(values[name])}" for name in ("name", "name_en") if values[name]]
    lines.append(f"default = {plain(values['default'])}")
    for stage in values["stages"]:
        lines += ["", "[[stage]]"]
        lines += [f"{name} = {plain(value)}" for name, value in stage.items() if value != ""]
    return "\n".join(lines) + "\n"


PART = Part(
    name="methods",
    label=gettext_lazy("Sales methods"),
    order=25,
    text=gettext_lazy("Stages are renamed and added; opportunities stay in their stage."),
    owns=lambda path: path.startswith(FOLDER) and path.endswith(SUFFIX),
    current=current,
    shipped=shipped,
    read=read,
    check=check,
    write=write,
    apply=apply,
)
