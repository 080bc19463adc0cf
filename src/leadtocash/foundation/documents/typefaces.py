"""The type of printed forms: Noto Sans SC as the set-up laid it into the static files, nothing else.

Two files (Chinese, Latin) per weight hold what almost every form needs. The rest of the typeface lies in
slices; one is added when a form uses a character of it (a rare character in a name, ℃, ①).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

FAMILY = "Noto Sans SC"
ADDRESS = "font:"  # how style sheets name a file of the folder; nothing else can be fetched
WEIGHTS = (400, 700)
COMMON = ("chinese-simplified", "latin")


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
    return "".join(_face(script, weight) for script in COMMON for weight in WEIGHTS)


def rare_faces(text: str) -> dict[str, str]:
    """Slice by slice, the style sheet that adds the characters of this text missing in the common files."""
    slices, common = _slices()
    wanted = {slices[code] for code in map(ord, set(text)) if code in slices and code not in common}
    return {name: _face(name, 400) for name in sorted(wanted)}


def _face(script: str, weight: int) -> str:
    file = f"noto-sans-sc-{script}-{weight}-normal.woff2"
    return (
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; src: url("{ADDRESS}{file}") '
        'format("woff2"); }\n'
    )


@cache
def _slices() -> tuple[dict[int, str], frozenset[int]]:
    """Which slice has a character; and which characters the common files have."""
    from fontTools.ttLib import TTFont

    listed = folder() / "slices.json"
    ranges: dict[str, str] = json.loads(listed.read_text()) if listed.exists() else {}
    slices = {code: name for name, text in ranges.items() for code in _codes(text)}
    known = [TTFont(folder() / f"noto-sans-sc-{script}-400-normal.woff2") for script in COMMON]
    return slices, frozenset(code for font in known for code in font.getBestCmap())


def _codes(ranges: str) -> Iterable[int]:
    """The characters of a list such as U+2103,U+2460-2469."""
    for part in ranges.split(","):
        first, _, last = part.strip().removeprefix("U+").partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)
