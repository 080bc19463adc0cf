"""A pack as a whole: its head (pack.toml), its seal of checksums, its parts."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.packs import writing
from leadtocash.foundation.packs.folder import HEAD
from leadtocash.foundation.packs.registry import Content, Part, Trouble, in_order

_NAME = re.compile(r"[a-z][a-z0-9_]{1,58}")
_TEXTS = ("title", "title_en", "source", "source_en", "text", "text_en", "version", "product", "exported_at",
          "exported_by")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Head:
    """pack.toml. source: which policy it follows; product: the program's version; seal: path -> SHA-256."""

    name: str
    title: str
    version: str
    title_en: str = ""
    source: str = ""
    source_en: str = ""
    text: str = ""
    text_en: str = ""
    product: str = ""
    exported_at: str = ""
    exported_by: str = ""
    seal: Mapping[str, str] = field(default_factory=dict)

    def own(self, name: str) -> str:
        """title, source or text in the reader's language."""
        return own_language(getattr(self, name), getattr(self, f"{name}_en"))


@dataclass(frozen=True)
class Pack:
    """Head and files; contents are read when asked for. known: what was at hand already when the files were written."""

    head: Head
    files: Mapping[str, str]
    known: Mapping[str, Content] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def contents(self) -> dict[str, Content]:
        """The parts this pack holds, read: part -> content. A part without a file is not named by the pack."""
        return {part.name: self.known.get(part.name) or part.read(own) for part in in_order() if (own := self.of(part))}

    @property
    def parts(self) -> list[Part]:
        return [part for part in in_order() if self.of(part)]

    def of(self, part: Part) -> dict[str, str]:
        """The files of one part."""
        return {path: text for path, text in self.files.items() if part.owns(path)}

    @property
    def not_read(self) -> list[str]:
        """Files no part knows; they are kept, nothing else."""
        known = {path for part in in_order() for path in self.of(part)}
        return [path for path in self.files if path != HEAD and path not in known]


def read_pack(files: Mapping[str, str]) -> Pack:
    """A pack from its files. Raises RuleError for a head that says nothing usable or a broken seal."""
    try:
        raw = tomllib.loads(files[HEAD])
    except tomllib.TOMLDecodeError as error:
        raise refused([str(Trouble(file=HEAD, sentence=str(error)))]) from None
    head = _head(raw)
    if head.seal:
        _check_seal(head.seal, files)
    return Pack(head, dict(files))


def seal_of(files: Mapping[str, str]) -> dict[str, str]:
    """The checksum of each file beside the head."""
    return {p: hashlib.sha256(text.encode()).hexdigest() for p, text in sorted(files.items()) if p != HEAD}


def sealed(head: Head, files: Mapping[str, str]) -> dict[str, str]:
    """The files with a head that carries their checksums."""
    values = {name: getattr(head, name) for name in ("name", *_TEXTS) if getattr(head, name)}
    return {HEAD: writing.head_text(values, seal_of(files)), **{p: t for p, t in files.items() if p != HEAD}}


def refused(problems: list[str]) -> RuleError:
    return RuleError(
        _("This is not a policy pack that can be read."),
        code="pack_unreadable",
        missing=[Missing(what=problem) for problem in problems],
    )


def _head(raw: Mapping[str, Any]) -> Head:
    problems = [
        str(Trouble(file=HEAD, sentence=_("“%(name)s” is missing or no text.") % {"name": name}))
        for name in ("name", "title", "version")
        if not isinstance(raw.get(name), str) or not raw[name].strip()
    ]
    if not problems and not _NAME.fullmatch(raw["name"]):
        what = _("the name has other signs than small Latin letters, digits and underscore.")
        problems.append(str(Trouble(file=HEAD, sentence=what)))
    seal = raw.get("checksums", {})
    if not isinstance(seal, dict) or not all(isinstance(one, str) for one in seal.values()):
        problems.append(str(Trouble(file=HEAD, sentence=_("the checksums cannot be read."))))
    if problems:
        raise refused(problems)
    texts = {name: str(raw[name]).strip()[:2000] for name in _TEXTS if raw.get(name)}
    return Head(name=raw["name"], seal=dict(seal), **{**texts, "title": texts["title"][:120]})


def _check_seal(seal: Mapping[str, str], files: Mapping[str, str]) -> None:
    """Raises RuleError naming every file that is not what the head says."""
    now = seal_of(files)
    problems = [_("%(file)s is missing.") % {"file": path} for path in sorted(seal.keys() - now.keys())]
    problems += [_("%(file)s is not listed.") % {"file": path} for path in sorted(now.keys() - seal.keys())]
    problems += [
        _("%(file)s was changed after the pack was sealed.") % {"file": path}
        for path in sorted(seal.keys() & now.keys())
        if seal[path] != now[path]
    ]
    if problems:
        raise RuleError(
            _(
                "The files of this pack are not those it was sealed with. If they were changed on purpose, seal it "
                "again: leadtocash pack seal FOLDER."
            ),
            code="pack_seal_broken",
            missing=[Missing(what=problem) for problem in problems[:20]],
        )
