"""The packs that come with the product, one for each source company.

In its folder lies only what its policy asks for otherwise than the product's own defaults (the areas' processes, rows,
methods and limits); read, it is whole: the defaults with these files laid over them. They carry no checksums.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from leadtocash.foundation.packs.folder import HEAD, SUFFIXES
from leadtocash.foundation.packs.pack import Head, Pack, read_pack
from leadtocash.foundation.packs.registry import Content, compare, in_order

DEFAULT = "project_sales"
ORDER = (DEFAULT, "sales_rules", "milestone_sales", "contract_management", "quality_processes")


def shipped() -> list[Pack]:
    """All shipped packs, the default first."""
    return [shipped_pack(name) for name in ORDER]


def shipped_pack(name: str) -> Pack:
    """One of them. Raises LookupError for another name."""
    if name not in ORDER:
        raise LookupError(name)
    own = own_files(name)
    pack = read_pack(own)
    files, known = {HEAD: own[HEAD]}, {}
    for part in in_order():
        mine, ground = pack.contents.get(part.name, Content()), part.shipped()
        whole = known[part.name] = Content({**ground.items, **mine.items}, mine.troubles)
        # a part without defaults writes nothing of its own from what it has read
        files |= part.write(whole) | ({} if ground.items else pack.of(part))
    return Pack(pack.head, files, known)


def head_of(name: str) -> Head:
    """What its pack.toml says."""
    return read_pack(own_files(name)).head


def special(name: str) -> dict[str, list[str]]:
    """What a pack asks for otherwise than the product's defaults: part -> labels, for its card; new things first."""
    pack = read_pack(own_files(name))
    found = {}
    for part in pack.parts:
        ground = part.shipped()
        differences = [one for one in compare(ground, pack.contents[part.name]) if one.item.key != "own"]
        added = [one.label for one in differences if one.kind == "added"]
        if labels := added or [one.label for one in differences if one.kind == "changed"]:
            found[part.name] = labels
    return found


@cache
def own_files(name: str) -> dict[str, str]:
    """The files in the pack's folder."""
    return dict(_texts(files("leadtocash.foundation.packs").joinpath("shipped", name)))


def _texts(folder: Traversable, prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _texts(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(SUFFIXES):
            found.append((prefix + entry.name, entry.read_text(encoding="utf-8")))
    return sorted(found)
