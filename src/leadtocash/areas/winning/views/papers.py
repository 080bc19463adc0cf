"""The printed form of the area: the map of a buying centre."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.opportunities.queries import with_everything
from leadtocash.areas.winning import queries, showing
from leadtocash.areas.winning.models import Influence
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing import registry
from leadtocash.foundation.printing.registry import Form, Rows, Slot

#: how standings and influences look on paper, where no theme is
INK = {"C": "#12705a", "S": "#2b8a3e", "N": "#5c6470", "E": "#b35c00", "B": "#b3261e"}
AGAINST, PLAIN = "#b3261e", "#3a4350"


class MapFacts:
    """What the map reads: bands, cards, arrows in units of the picture, and the table below."""

    def __init__(self, deal: Opportunity, person: User) -> None:
        self.deal, self.person = deal, person

    @cached_property
    def centre(self) -> queries.BuyingCentre:
        return queries.BuyingCentre(self.deal, timezone.localdate())

    @cached_property
    def shown(self) -> dict[str, Any]:
        return showing.drawn(self.centre, may_edit=False)

    @property
    def height(self) -> int:
        height: int = self.shown["map"].height
        return height

    @property
    def bands(self) -> Sequence[dict[str, Any]]:
        return [
            {"y": one["band"].y, "height": one["band"].height, "text": one["band"].y + 30,
             "label": str(one["band"].level.label)}
            for one in self.shown["bands"]
        ]  # fmt: skip

    @property
    def cards(self) -> Sequence[dict[str, Any]]:
        nodes = [node for band in self.shown["bands"] for node in band["nodes"]]
        return [
            {
                "x": node["x"], "y": node["y"], "name": node["one"].contact.name, "line": node["line"][:12],
                "letter": node["one"].standing, "ink": INK[node["one"].standing], "met": node["met"],
            }
            for node in nodes
        ]  # fmt: skip

    @property
    def arrows(self) -> Sequence[dict[str, Any]]:
        return [
            {
                "path": one["path"], "ink": AGAINST if one["influence"].kind == Influence.Kind.AGAINST else PLAIN,
                "width": 2.4 if one["influence"].strength == Influence.Strength.STRONG else 1.2,
            }
            for one in self.shown["arrows"]
        ]  # fmt: skip

    @property
    def people(self) -> Sequence[dict[str, Any]]:
        return [
            {
                "name": row["one"].contact.name, "position": row["one"].contact.position,
                "level": str(row["one"].get_level_display()), "roles": row["roles"], "standing": str(row["tag"][1]),
                "decides": row["decides"], "met": row["met"],
            }
            for row in showing.rows(self.centre, self.person)
        ]  # fmt: skip

    @property
    def alerts(self) -> Sequence[dict[str, str]]:
        return [{"text": one.text} for one in self.centre.alerts]


def _slots(**words: Any) -> tuple[Slot, ...]:
    return tuple(Slot(name, label, name) for name, label in words.items())


MAP = registry.add(
    Form(
        code="winning.map", kind="opportunities.opportunity", label=_("Decision chain map"),
        clause="S2 milestone.2.1", template="winning/paper/map.html", rows=with_everything, facts=MapFacts,
        number="deal.number", mark=lambda _deal: "",
        slots=(
            Slot("opportunity", _("Opportunity"), "deal.name"),
            Slot("customer", _("Customer"), "deal.customer.name"),
            Slot("stage", _("Stage"), "deal.stage.__str__"),
            Slot("owner", _("Account manager"), "deal.owner.name"),
            Slot("score", _("Coverage"), "centre.score"),
            Slot("height", _("height of the picture"), "height"),
            Rows("bands", _("Levels of the picture"), "bands", _slots(
                y=_("upper edge"), height=_("height"), text=_("height of its words"), label=_("Level"),
            )),
            Rows("cards", _("Cards of the picture"), "cards", _slots(
                x=_("left edge"), y=_("upper edge"), name=_("Person"), line=_("Job title and roles"),
                letter=_("letter of the standing"), ink=_("colour"), met=_("Last met"),
            )),
            Rows("arrows", _("Arrows of the picture"), "arrows", _slots(
                path=_("path"), ink=_("colour"), width=_("width"),
            )),
            Rows("people", _("Stakeholders"), "people", _slots(
                name=_("Person"), position=_("Job title"), level=_("Level"), roles=_("Roles in buying"),
                standing=_("Stance"), decides=_("Decides in"), met=_("Last met"),
            )),
            Rows("alerts", _("What is alarming"), "alerts", _slots(text=_("sentence"))),
        ),
    )
)  # fmt: skip
