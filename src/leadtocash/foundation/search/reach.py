"""How far a person sees, as a condition that narrows a search down. Who sees a hit is decided by its own kind."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from leadtocash.foundation.access.grants import NOTHING, Grant, grant
from leadtocash.foundation.access.scoping import Access, kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.search.asking import Piece, any_of
from leadtocash.foundation.search.sources import sources


@dataclass(frozen=True)
class Reach:
    """whole: kinds of deciding records seen without limit; part: others, by what limits them; hidden: not at all."""

    person_id: int
    whole: frozenset[str]
    part: dict[Grant, frozenset[str]]
    hidden: frozenset[str]

    @property
    def is_all(self) -> bool:
        """Whether nothing is hidden from this person."""
        return not self.part and not self.hidden

    @property
    def terms(self) -> str:
        """For the index; "" for whoever sees everything."""
        if self.is_all:
            return ""
        arms = [f"({any_of('gate', sorted(self.whole))})"] if self.whole else []
        for reach, gates in self.part.items():
            limits = any_of("unit", sorted(reach.departments))
            own = any_of("owner", [self.person_id]) if reach.own else ""
            either = " | ".join(one for one in (own, limits) if one)
            arms.append(f"(({any_of('gate', sorted(gates))}) & ({either}))")
        return f"({' | '.join(arms)})" if arms else "'nothing:'"

    @property
    def held(self) -> Piece:
        """For a row."""
        if self.is_all:
            return Piece("TRUE")
        sql, values = ["gate_kind = ANY(%s)"], list[Any]([list(self.whole)])
        for reach, gates in self.part.items():
            sql.append("(gate_kind = ANY(%s) AND (owner_id = ANY(%s) OR department_id = ANY(%s)))")
            values += [list(gates), [self.person_id] if reach.own else [], list(reach.departments)]
        return Piece(f"({' OR '.join(sql)})", tuple(values))


def reach_of(person: User) -> Reach:
    """From the person's grants, once for each kind of record that decides for itself."""
    whole, hidden, part = set[str](), set[str](), defaultdict[Grant, set[str]](set)
    for model in apps.get_models():
        access: Access | None = getattr(model, "access", None)
        if access is None or access.parent:
            continue
        reach = grant(person, access.view)
        limited = Grant(
            departments=reach.departments if access.department else frozenset(), own=reach.own and bool(access.owner)
        )
        if reach.everything:
            whole.add(kind_of(model))
        elif limited == NOTHING:
            hidden.add(kind_of(model))
        else:
            part[limited].add(kind_of(model))
    for kind, source in sources.items():
        if not source.holder and not hasattr(source.model, "access") and source.gate.kind == kind:
            (whole if source.may(person) else hidden).add(kind)
    return Reach(person.pk, frozenset(whole), {k: frozenset(v) for k, v in part.items()}, frozenset(hidden))
