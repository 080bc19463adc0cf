"""Pango where the system has none: the libraries that the set-up unpacked beside the program."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from pathlib import Path

UNPACKED = Path(sys.prefix) / "system"
NEEDED = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)


def load() -> None:
    """Make Pango known to this process, so that WeasyPrint finds it by name; safe to repeat.

    What is loaded already is found by its name wherever it lies, so no search path has to be set before the
    process starts.
    """
    if not UNPACKED.is_dir() or all(_refusal(name) is None for name in NEEDED):
        return
    fonts = UNPACKED / "fonts.conf"
    if fonts.exists():
        os.environ.setdefault("FONTCONFIG_FILE", str(fonts))
    for name in NEEDED:
        _load_with_needs(name, tried=set())


def _load_with_needs(name: str, *, tried: set[str]) -> None:
    """Load a library, first what the loader says it lacks."""
    refusal = _refusal(name)
    while refusal is not None:
        lacking = re.match(r"(lib[\w.+-]+): cannot open shared object", refusal)
        if lacking is None or lacking[1] in tried:
            return
        tried.add(lacking[1])
        for file in UNPACKED.glob(f"**/*-linux-gnu*/{lacking[1]}"):
            refusal = _refusal(str(file))
            if refusal is not None:
                _load_with_needs(str(file), tried=tried)
        refusal = _refusal(name)


def _refusal(name: str) -> str | None:
    """What the loader says against this library; None when it is loaded."""
    try:
        ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        return str(error)
    return None
