"""The type of printed forms: Noto Sans SC as the set-up laid it into the static files.

One file per weight holds what almost every form needs. The rest of the typeface lies in slices; one is added
when a form uses a character of it (a rare character in a name, ℃, ①). Each file is a family of its own: two
files under one name would be taken for one font, and the wrong glyphs printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

FAMILY = "Noto Sans SC"
ADDRESS = "font:"  # how style sheets name a file of the folder; nothing else can be fetched
COMMON = {weight: f"noto-sans-sc-chinese-simplified-{weight}-normal.woff" for weight in (400, 700)}


def folder() -> Path:
    """Where the font files lie."""
    return Path(str(files("leadtocash.foundation.web").joinpath("static/dist/fonts")))


def path_of(address: str) -> Path:
    """Find the file an address names; any other address is refused with ValueError."""
    name = address.removeprefix(ADDRESS)
    found = folder() / name
    if not address.startswith(ADDRESS) or Path(name).name != name or not found.is_file():
        raise ValueError("a printed form reads nothing but its own type")
    return found


def common_faces() -> str:
    """The style sheet of the files that every form uses."""
    return "".join(_face(FAMILY, weight, file) for weight, file in COMMON.items())


def rare_faces(text: str) -> dict[str, str]:
    """Family by family, the style sheet that adds the characters of this text missing in the common files."""
    slices = _slices()
    wanted = {slices[code] for code in map(ord, set(text)) if code in slices}
    return {
        f"{FAMILY} {name}": _face(f"{FAMILY} {name}", 400, f"noto-sans-sc-{name}-400-normal.woff2")
        for name in sorted(wanted)
    }


def _face(family: str, weight: int, file: str) -> str:
    return f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{ADDRESS}{file}"); }}\n'


@cache
def _slices() -> dict[int, str]:
    """Which slice has a character that the common files lack."""
    from fontTools.ttLib import TTFont

    common = TTFont(folder() / COMMON[400]).getBestCmap()
    ranges: dict[str, str] = json.loads((folder() / "slices.json").read_text())
    found = ((code, name) for name, text in ranges.items() for code in _codes(text))
    return {code: name for code, name in found if code not in common}


def _codes(ranges: str) -> Iterable[int]:
    """The characters of a list such as U+2103,U+2460-2469."""
    for part in ranges.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)
