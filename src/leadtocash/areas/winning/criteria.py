"""What the gates of a deal find out about its people by themselves (OPP-4, OPP-5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.opportunities.criteria import Check, Detail, Finding, checks
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning import rules
from leadtocash.areas.winning.models import Level, Role
from leadtocash.areas.winning.queries import BuyingCentre, rivals_of
from leadtocash.foundation.kernel.text import joined

#: the centre, the details of the check -> whether it is so, what shows it or is there instead
Told = tuple[bool, str]
Ask = Callable[[BuyingCentre, Mapping[str, Any]], Told]


def _asked(ask: Ask, do: Callable[[], str], *, add: bool = False) -> Callable[..., Finding]:
    """A check of the people of a stored deal; it is supplied on the map, or (add) by putting somebody there."""

    def look(deal: Opportunity, details: Mapping[str, Any], today: date) -> Finding:
        if deal.pk is None:
            return Finding(met=False)
        met, told = ask(BuyingCentre(deal, today), details)
        nobody = reverse("winning:new-stakeholder", args=[deal.pk])
        return Finding(
            met=met, told=told, href=nobody if add and not met else f"{deal.get_absolute_url()}?tab=stakeholders",
            do=do(),
        )  # fmt: skip

    return look


def _names(people: Collection[rules.Person]) -> str:
    return joined(one.name for one in people)


def _coach(centre: BuyingCentre, details: Mapping[str, Any]) -> Told:
    found = rules.coaches(centre.people, from_level=details["level"])
    return bool(found), _names(found)


def _accepts_us(centre: BuyingCentre, _details: Mapping[str, Any]) -> Told:
    found = rules.friends(centre.people)
    return bool(found), _names(found)


def _buying_centre(centre: BuyingCentre, details: Mapping[str, Any]) -> Told:
    levels, roles = rules.levels_known(centre.people), rules.roles_known(centre.people)
    words = _("%(n)d people, levels %(levels)d of %(all_levels)d, roles %(roles)d of %(all_roles)d")
    numbers = {
        "n": len(rules.present(centre.people)), "levels": len(levels), "all_levels": len(Level),
        "roles": len(roles), "all_roles": len(Role),
    }  # fmt: skip
    return len(levels) >= details["levels"] and len(roles) >= details["roles"], words % numbers


def _decision_maker(centre: BuyingCentre, _details: Mapping[str, Any]) -> Told:
    decided = rules.stages_decided(centre.people)
    open_ones = [str(stage) for stage in centre.stages if stage.pk not in decided]
    if open_ones:
        return False, _("Not known yet for: %(stages)s") % {"stages": joined(open_ones)}
    return True, _names([one for one in rules.present(centre.people) if one.decides_in])


def _decision_maker_met(centre: BuyingCentre, details: Mapping[str, Any]) -> Told:
    deciding = [one for one in rules.present(centre.people) if Role.DECIDE in one.roles or one.level == Level.DECIDE]
    found = [one for one in deciding if rules.is_met(one, today=centre.today, days=details["days"])]
    return bool(found), _names(found)


def _no_blocker(centre: BuyingCentre, _details: Mapping[str, Any]) -> Told:
    found = rules.blockers(centre.people)
    return not found, _names(found)


def _strategy(deal: Opportunity, _details: Mapping[str, Any], _today: date) -> Finding:
    rivals = rivals_of(deal) if deal.pk else []
    told = joined(f"{one} {one.get_strategy_display()}".strip() for one in rivals)
    met = bool(rivals) and all(one.strategy for one in rivals)
    href = f"{deal.get_absolute_url()}?tab=competition" if deal.pk else ""
    return Finding(met=met, told=told, href=href, do=_("Decide it"))


def _find() -> str:
    return _("Develop one")


def _map() -> str:
    return _("Complete the map")


checks.add(
    "coach",
    Check(
        label=gettext_lazy("A coach is found"), look=_asked(_coach, _find),
        details={
            "level": Detail(
                label=gettext_lazy("on this level or above"), default=Level.OPERATE, choices=lambda: dict(Level.choices)
            )
        },
    ),
)  # fmt: skip
checks.add(
    "accepts_us",
    Check(label=gettext_lazy("Somebody accepts us: a supporter or a coach"), look=_asked(_accepts_us, _map, add=True)),
)
checks.add(
    "buying_centre",
    Check(
        label=gettext_lazy("The buying centre is known"), look=_asked(_buying_centre, _map),
        details={
            "levels": Detail(label=gettext_lazy("levels with somebody"), default=len(Level), high=len(Level)),
            "roles": Detail(label=gettext_lazy("roles with somebody"), default=len(Role), high=len(Role)),
        },
    ),
)  # fmt: skip
checks.add(
    "decision_maker",
    Check(label=gettext_lazy("Who decides in each stage is known"), look=_asked(_decision_maker, _map)),
)
checks.add(
    "decision_maker_met",
    Check(
        label=gettext_lazy("Somebody who decides was met lately"),
        look=_asked(_decision_maker_met, lambda: _("Visit them")),
        details={"days": Detail(label=gettext_lazy("within days"), default=30)},
    ),
)
checks.add(
    "no_blocker",
    Check(label=gettext_lazy("No blocker on the deciding level"), look=_asked(_no_blocker, _map)),
)
checks.add("strategy", Check(label=gettext_lazy("How each rival is met is decided"), look=_strategy))
