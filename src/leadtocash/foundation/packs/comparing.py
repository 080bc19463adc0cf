"""Any two packs side by side: shipped, the company's present state, an earlier import."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.packs import shipped
from leadtocash.foundation.packs.actions import COMPANY, PartReport, company_pack
from leadtocash.foundation.packs.models import PackImport
from leadtocash.foundation.packs.pack import Pack, read_pack
from leadtocash.foundation.packs.registry import compare, in_order


@dataclass(frozen=True)
class Choice:
    """A pack one can compare: "company", "shipped:NAME", "import:NUMBER"."""

    key: str
    label: str


def choices() -> list[Choice]:
    """All there are, imports newest first."""
    found = [Choice(COMPANY, _("The company today"))]
    found += [
        Choice(f"shipped:{name}", _("Shipped: %(title)s") % {"title": shipped.head_of(name).own("title")})
        for name in shipped.ORDER
    ]
    kept = PackImport.objects.defer("content")[:100]
    return found + [
        Choice(f"import:{one.pk}", _("Import %(n)d: %(title)s") % {"n": one.pk, "title": one}) for one in kept
    ]


def chosen(key: str, *, act: Act) -> Pack:
    """The pack of a key, else 404."""
    kind, _colon, name = key.partition(":")
    if kind == COMPANY:
        return company_pack(act=act)
    if kind == "shipped" and name in shipped.ORDER:
        return shipped.shipped_pack(name)
    kept = PackImport.objects.filter(pk=int(name)).first() if kind == "import" and name.isdecimal() else None
    if kept is None:
        raise Http404
    return read_pack(kept.files)


def compared(left: Pack, right: Pack) -> list[PartReport]:
    """What is otherwise in the right one, part by part; a part only one of them holds is not compared."""
    reports = []
    for part in in_order():
        old, new = left.contents.get(part.name), right.contents.get(part.name)
        if old is not None and new is not None:
            reports.append(PartReport(part, compare(old, new), [*old.troubles, *new.troubles]))
    return reports


def held_by_one(left: Pack, right: Pack) -> list[str]:
    """The parts only one of them holds, by name."""
    return [str(part.label) for part in in_order() if (part.name in left.contents) != (part.name in right.contents)]
