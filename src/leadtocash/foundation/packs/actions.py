"""The verbs of packs: export, read (dry run), take over; each part in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from leadtocash import __version__
from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, NotAllowed, RuleError
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.packs import events, limits, permissions
from leadtocash.foundation.packs.models import PackImport
from leadtocash.foundation.packs.pack import Head, Pack, read_pack, sealed
from leadtocash.foundation.packs.registry import Difference, Part, Trouble, compare, in_order
from leadtocash.foundation.packs.setting import needed_reason
from leadtocash.foundation.workflow.bpmn import Refused

COMPANY = "company"


@dataclass(frozen=True)
class PartReport:
    """What a pack would do to one part: differences, what stands against it."""

    part: Part
    differences: list[Difference] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def wanted(self) -> list[Difference]:
        """What would change; what the pack does not name stays."""
        return [one for one in self.differences if one.kind != "missing"]

    @property
    def staying(self) -> list[Difference]:
        return [one for one in self.differences if one.kind == "missing"]

    @property
    def stopped(self) -> bool:
        return any(trouble.stops for trouble in self.troubles)


def company_pack(*, act: Act, title: str = "", version: str = "") -> Pack:
    """The company's present state as a pack, sealed. Exporting the same state at the same moment gives the same."""
    allow(act)
    now = {part.name: part.current() for part in in_order()}
    files: dict[str, str] = {}
    for part in in_order():
        files |= part.write(now[part.name])
    head = Head(
        name=COMPANY,
        title=title or _("The company's policies"),
        version=version or f"{act.today}",
        product=__version__,
        exported_at=localtime(act.at).isoformat(timespec="seconds"),
        exported_by=act.by.name if act.by else "",
    )
    return replace(read_pack(sealed(head, files)), known=now)


def read_import(files: Mapping[str, str], *, origin: str, act: Act) -> PackImport:
    """Keep an uploaded or shipped pack so that it can be looked at and taken over. Nothing else changes.

    Raises RuleError for what is no pack or has a broken seal.
    """
    allow(act)
    pack = read_pack(files)
    with transaction.atomic():
        kept = PackImport.objects.create(
            name=pack.head.name, title=pack.head.title, version=pack.head.version[:40], origin=origin[:200],
            content=dict(files), read_at=act.at, read_by=act.by,
        )  # fmt: skip
        recording.write(kept, events.PACK_READ, act=act)
    return kept


def dry_run(pack: Pack, *, only: Iterable[str] | None = None) -> list[PartReport]:
    """What taking it over would change, part by part; nothing is written."""
    names = None if only is None else set(only)
    return [report(part, pack) for part in pack.parts if names is None or part.name in names]


def report(part: Part, pack: Pack) -> PartReport:
    """The same for one part."""
    wanted = pack.contents[part.name]
    troubles = [*wanted.troubles, *part.check(wanted)]
    return PartReport(part, compare(part.current(), wanted), troubles)


def apply_import(kept: PackImport, names: Iterable[str], *, act: Act, reason: str) -> PackImport:
    """Take over the chosen parts; each is one transaction, so one that is refused leaves the others standing.

    Run again, it finds nothing to change. An import that was taken over before is kept as it was: a second time is
    a new entry of the history. Raises RuleError without a reason or a part, NotAllowed where a part needs a
    permission the person has not.
    """
    allow(act)
    pack = read_pack(kept.files)
    chosen = [part for part in pack.parts if part.name in set(names)]
    reason = needed_reason(reason)
    if not chosen:
        raise RuleError(
            _("Choose what is to be taken over."), code="pack_no_part", missing=[Missing(what=_("At least one part"))]
        )
    _require_parts(chosen, act)
    outcome = {part.name: _take_over(part, pack, act=act, reason=reason) for part in chosen}
    limits.forget()
    with transaction.atomic():
        row = PackImport.objects.select_for_update().get(pk=kept.pk)
        if row.applied_at is not None:
            row = PackImport(
                name=row.name, title=row.title, version=row.version, origin=row.origin, content=row.content,
                read_at=row.read_at, read_by=row.read_by,
            )  # fmt: skip
        row.applied_at, row.applied_by, row.reason, row.outcome = act.at, act.by, reason, outcome
        row.save()
        labels = joined(str(part.label) for part in chosen)
        recording.write(row, events.PACK_APPLIED, act=act, reason=reason, data={"parts": labels})
    return row


def _take_over(part: Part, pack: Pack, *, act: Act, reason: str) -> dict[str, Any]:
    """{"done": [sentences]} or {"refused": sentence, "missing": [sentences]}."""
    found = report(part, pack)
    if found.stopped:
        return {"refused": _("The files have faults."), "missing": [str(t) for t in found.troubles if t.stops]}
    if not found.wanted:
        return {"done": []}
    try:
        with transaction.atomic():
            return {"done": part.apply(found.wanted, act=act, reason=reason)}
    except RuleError as refusal:
        return {"refused": refusal.message, "missing": [str(one.what) for one in refusal.missing]}
    except Refused as refusal:
        return {"refused": _("The process cannot be published."), "missing": refusal.problems}


def allow(act: Act) -> None:
    """Raise NotAllowed unless the person may manage packs; the system itself (command line) may."""
    if act.by is not None:
        require(act.by, permissions.MANAGE)


def _require_parts(chosen: Iterable[Part], act: Act) -> None:
    for part in chosen:
        if act.by is not None and part.permission and not allowed(act.by, part.permission):
            raise NotAllowed(
                _("You may not take over “%(part)s”. Ask your administrator for the permission.")
                % {"part": part.label},
                permission=part.permission,
            )
