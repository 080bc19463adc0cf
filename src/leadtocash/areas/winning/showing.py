"""What the pages show of a buying centre: the map, its words, the facts of a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import queries as opportunities
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.winning import drawing, queries, rules
from leadtocash.areas.winning.meetings import last_met
from leadtocash.areas.winning.models import Barrier, Influence, Level, Stakeholder, Standing
from leadtocash.areas.winning.words import BARRIER_TONES, roles_text, standing_tag
from leadtocash.foundation.custom_fields.seeing import shown_of
from leadtocash.foundation.kernel.text import joined


def tab_of(deal: Opportunity) -> str:
    """The address of the map."""
    return f"{deal.get_absolute_url()}?tab=stakeholders"


def board(deal: Opportunity) -> dict[str, Any]:
    """Rivals, each with how far his price is from ours, and barriers."""
    rivals: list[Any] = queries.rivals_of(deal)
    for rival in rivals:
        rival.apart = rules.price_apart(rival.price, deal.amount)
        rival.less = -rival.apart if rival.apart is not None else None
    rows = queries.yardsticks_of(deal)
    points = [{score.rival_id: score.points for score in one.scores.all()} for one in rows]
    ours = rules.weighed([(one.weight, one.ours) for one in rows])
    theirs = [
        rules.weighed([(one.weight, got.get(rival.pk)) for one, got in zip(rows, points, strict=True)])
        for rival in rivals
    ]
    return {
        "compared": [
            {"one": one, "theirs": [got.get(rival.pk) for rival in rivals]}
            for one, got in zip(rows, points, strict=True)
        ],
        "totals": [ours, *theirs],
        "rivals": rivals,
        "barriers": [
            {"one": one, "tag": (BARRIER_TONES[Barrier.State(one.state)], one.get_state_display())}
            for one in queries.barriers_of(deal)
        ],
    }


def tags(one: Stakeholder) -> list[dict[str, Any]]:
    tone, label = standing_tag(one)
    return [{"state": tone, "label": label}]


def facts(one: Stakeholder, *, today: date) -> list[dict[str, Any]]:
    """What is seen first of a person."""
    day = last_met(one.opportunity).get(one.contact_id)
    who, centre = queries.person_of(one, day), queries.BuyingCentre(one.opportunity, today)
    told, late = _met(who, centre)
    stages = [str(stage) for stage in opportunities.stages_of(one.opportunity.method_id) if stage.pk in one.decides_in]
    return [
        {"label": _("Opportunity"), "value": one.opportunity.name},
        {"label": _("Customer"), "value": one.contact.customer.name},
        {"label": _("Level"), "value": one.get_level_display()},
        {"label": _("Roles in buying"), "value": roles_text(one) or "\u2014"},
        {"label": _("Decides in"), "value": joined(stages) or "\u2014"},
        {"label": _("Last met"), "value": told, "cls": "lc-late" if late else ""},
    ]


def person(one: Stakeholder, *, may_edit: bool) -> dict[str, Any]:
    """His words, his standing in time, whom he influences and who influences him."""
    arrows = Influence.objects.select_related("source__contact", "target__contact")
    return {
        "standings": queries.standings_of(one),
        "influences": arrows.filter(source=one, target__removed_at=None),
        "influenced_by": arrows.filter(target=one, source__removed_at=None),
        "may_edit": may_edit,
    }


def arrow(one: Stakeholder, target: str) -> Mapping[str, Any]:
    """An arrow that is there, as its form begins; else only whom it would lead to."""
    if not target.isdecimal():
        return {}
    held = Influence.objects.filter(source=one, target=int(target)).first()
    return {"target": target, **({"strength": held.strength, "kind": held.kind} if held else {})}


def drawn(centre: queries.BuyingCentre, *, may_edit: bool) -> dict[str, Any]:
    """The map with the words on it."""
    shapes = drawing.drawn(centre.stakeholders, centre.influences)
    met = {one.pk: person for one, person in zip(centre.stakeholders, centre.people, strict=True)}
    return {
        "map": shapes,
        "drawing": drawing,
        "bands": [
            {"band": band, "nodes": [_node(node, met[node.stakeholder.pk], centre) for node in band.nodes],
             "gap": _gap(band)}
            for band in shapes.bands
        ],
        "arrows": [{"path": one.path, "influence": one.influence, "cls": _cls(one.influence)} for one in shapes.arrows],
        "legend": [("strong", _("Strong influence")), ("", _("Some influence")), ("bad", _("Against us")),
                   ("line", _("Reports to"))],
        "may_edit": may_edit,
    }  # fmt: skip


def _node(node: drawing.Node, person: rules.Person, centre: queries.BuyingCentre) -> dict[str, Any]:
    one = node.stakeholder
    words = [one.contact.position, roles_text(one)]
    told, late = _met(person, centre)
    return {
        "one": one, "x": node.x, "y": node.y, "cls": Standing(one.standing).name.lower(),
        "line": " · ".join(word for word in words if word), "met": told, "late": late,
    }  # fmt: skip


def _met(person: rules.Person, centre: queries.BuyingCentre) -> tuple[str, bool]:
    """When he was met, and whether that is alarming."""
    if person.left:
        return _("Left the company"), True
    late = person.matters and not rules.is_met(person, today=centre.today, days=centre.days)
    if person.met_on is None:
        return _("Not met yet"), late
    days = (centre.today - person.met_on).days
    return _("Met %(n)d days ago") % {"n": days} if days else _("Met today"), late


def _gap(band: drawing.Band) -> str:
    standings = {node.stakeholder.standing for node in band.nodes}
    if not standings:
        return _("Nobody known")
    if band.level == Level.DECIDE and Standing.BLOCKER in standings:
        return _("With a blocker")
    return "" if Standing.COACH in standings else _("No coach")


def _cls(one: Influence) -> str:
    words = ["strong"] if one.strength == Influence.Strength.STRONG else []
    return " ".join([*words, {"against": "bad", "reports": "line"}.get(one.kind, "")]).strip()


def rows(centre: queries.BuyingCentre, user: Any) -> list[dict[str, Any]]:
    """The table beside the map."""
    stages = {stage.pk: str(stage) for stage in centre.stages}
    custom = shown_of(user, centre.stakeholders)
    found = []
    for one, person in zip(centre.stakeholders, centre.people, strict=True):
        told, late = _met(person, centre)
        found.append(
            {
                "one": one, "roles": roles_text(one), "tag": standing_tag(one), "met": told, "late": late,
                "decides": joined(stages[pk] for pk in one.decides_in if pk in stages), "custom": custom[one.pk],
            }
        )  # fmt: skip
    return found
