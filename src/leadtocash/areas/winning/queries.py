"""Who and what is known of a deal; joins for pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from leadtocash.areas.customers.models import Contact
from leadtocash.areas.opportunities import queries as opportunities
from leadtocash.areas.opportunities.models import Opportunity, Stage
from leadtocash.areas.visits import standing as visits
from leadtocash.areas.visits.models import Visit, VisitContact
from leadtocash.areas.visits.rules.visits import MEETINGS
from leadtocash.areas.winning import limits, rules
from leadtocash.areas.winning.meetings import last_met
from leadtocash.areas.winning.models import (
    Barrier,
    Evidence,
    Influence,
    Level,
    Need,
    Rival,
    Role,
    Stakeholder,
    Standing,
    StandingChange,
    Value,
    Yardstick,
)
from leadtocash.areas.winning.words import STANDING_TONES
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.packs.limits import number

_LEVELS = list(Level.values)
ROLES = list(Role.values)

_ANSWERS = Value.objects.filter(need=OuterRef("pk")).order_by()
_PROOFS: models.QuerySet[Any] = Value.evidence.through.objects.filter(value=OuterRef("pk")).order_by()
#: of each need, how many values answer it; of each value, how many pieces of evidence it has
ANSWERS = {"answers": Coalesce(Subquery(_ANSWERS.values("need").annotate(n=Count("pk")).values("n")), 0)}
PROOFS = {"proofs": Coalesce(Subquery(_PROOFS.values("value").annotate(n=Count("pk")).values("n")), 0)}
UNANSWERED, UNPROVEN = Q(~Exists(_ANSWERS)), Q(~Exists(_PROOFS))


def stakeholders_of(deal: Opportunity) -> list[Stakeholder]:
    """Those of one deal from the highest level down, on each level from left to right as on the map."""
    rows = Stakeholder.objects.filter(opportunity=deal).select_related("contact").order_by("place", "pk")
    return sorted(rows, key=lambda one: -_LEVELS.index(one.level))


def influences_of(deal: Opportunity) -> list[Influence]:
    """The arrows between them."""
    kept = Q(source__opportunity=deal, source__removed_at=None, target__removed_at=None)
    return list(Influence.objects.filter(kept).order_by("pk"))


@dataclass(frozen=True)
class BuyingCentre:
    """The people of a deal on a day, with all that is asked of them; read once."""

    deal: Opportunity
    today: date

    @cached_property
    def stakeholders(self) -> list[Stakeholder]:
        return stakeholders_of(self.deal)

    @cached_property
    def influences(self) -> list[Influence]:
        return influences_of(self.deal)

    @cached_property
    def met(self) -> dict[int, date]:
        return last_met(self.deal)

    @cached_property
    def stages(self) -> list[Stage]:
        return opportunities.stages_of(self.deal.method_id)

    @cached_property
    def days(self) -> int:
        """Within how many days key people are to be met."""
        return int(number(limits.MET))

    @cached_property
    def people(self) -> list[rules.Person]:
        return [person_of(one, self.met.get(one.contact_id)) for one in self.stakeholders]

    @cached_property
    def parts(self) -> list[rules.Part]:
        stages = [(stage.pk, str(stage)) for stage in self.stages]
        weights = {key: int(number(limit)) for key, limit in limits.WEIGHTS.items()}
        return rules.coverage(self.people, stages=stages, weights=weights, today=self.today, days=self.days)

    @property
    def score(self) -> int:
        return rules.score(self.parts)

    @cached_property
    def alerts(self) -> list[rules.Alert]:
        return rules.alerts(self.people, today=self.today, days=self.days)


def met_in_visits(deal: Opportunity) -> dict[int, date]:
    """When each person of the deal's customer was last met face to face, for whatever deal."""
    rows = VisitContact.objects.filter(contact__customer=deal.customer_id, visit__removed_at=None)
    rows = rows.filter(visit__state=Visit.State.DONE, visit__kind__in=MEETINGS)
    return dict(rows.values_list("contact").annotate(last=Max("visit__day")))


def open_maps_of(contact_id: int) -> list[Stakeholder]:
    """Where a person stands on the map of an open deal."""
    rows = Stakeholder.objects.filter(contact=contact_id, opportunity__state=Opportunity.State.OPEN)
    rows = rows.filter(opportunity__removed_at=None)
    return list(rows.select_related("contact", "opportunity__owner").order_by("pk"))


def known_standings(contacts: Collection[Contact], deal: Opportunity | None) -> dict[int, visits.Standing]:
    """How these people stand to us in a deal, for pages of its visits; outside of one nothing is told."""
    if deal is None:
        return {}
    rows = Stakeholder.objects.filter(opportunity=deal, contact__in=contacts)
    return {
        one.contact_id: visits.Standing(
            letter=one.standing, label=Standing(one.standing).label, tone=STANDING_TONES[Standing(one.standing)],
            level=one.level,
        )
        for one in rows
    }  # fmt: skip


def person_of(one: Stakeholder, met_on: date | None) -> rules.Person:
    """A stakeholder as the rules see him."""
    return rules.Person(
        name=one.contact.name, level=one.level, roles=one.roles, standing=one.standing, is_key=one.is_key,
        decides_in=one.decides_in, met_on=met_on, left=one.contact.left_on is not None,
    )  # fmt: skip


def colleagues(deal: Opportunity, user: User) -> list[Stakeholder]:
    """People of the same customer who stand on maps of other deals this person may see, but not on this one; each
    once, as he was known last."""
    if deal.customer_id is None:
        return []
    known = Stakeholder.objects.filter(opportunity=deal).values("contact")
    rows = Stakeholder.objects.visible_to(user).filter(contact__customer=deal.customer_id).exclude(contact__in=known)
    rows = rows.filter(contact__removed_at=None, contact__left_on=None).exclude(opportunity=deal)
    latest = rows.order_by("contact", "-updated_at").distinct("contact").select_related("contact", "opportunity")
    return list(latest)


def contacts_free(deal: Opportunity, user: User) -> models.QuerySet[Any]:
    """The people at the deal's customer who do not stand on its map yet, the main contact first."""
    known = Stakeholder.objects.filter(opportunity=deal).values("contact")
    return opportunities.contacts_of(deal, user).filter(left_on=None).exclude(pk__in=known)


def listed(user: User) -> models.QuerySet[Any]:
    """Stakeholders of all deals this person may see, with what a row shows."""
    rows = Stakeholder.objects.visible_to(user)
    return rows.select_related("contact__customer", "opportunity__owner", "opportunity__stage")


def standings_of(stakeholder: Stakeholder) -> models.QuerySet[StandingChange]:
    """How his standing changed, the latest first."""
    return StandingChange.objects.filter(stakeholder=stakeholder).select_related("created_by", "attachment")


def needs_of(deal: Opportunity) -> list[Need]:
    """The needs of a deal, each with its values and their evidence, in the order they were written down."""
    values = Value.objects.order_by("pk").prefetch_related("evidence")
    rows = Need.objects.filter(opportunity=deal).select_related("stakeholder__contact")
    return list(rows.prefetch_related(Prefetch("values", values)).order_by("pk"))


def needs(user: User) -> models.QuerySet[Any]:
    """Needs of the deals this person may see."""
    return Need.objects.visible_to(user).select_related("opportunity__owner", "stakeholder__contact")


def values(user: User) -> models.QuerySet[Any]:
    """Value statements of the deals this person may see."""
    return Value.objects.visible_to(user).select_related("need__opportunity")


def library(user: User) -> models.QuerySet[Any]:
    """The evidence library, each with the number of deals in which it is used."""
    rows = Evidence.objects.visible_to(user).select_related("product", "customer", "owner")
    used = Count("values__need__opportunity", filter=Q(values__removed_at=None), distinct=True)
    return rows.annotate(used=used)


def pickable(user: User, words: str = "") -> models.QuerySet[Any]:
    """Evidence one may choose in a filter, by a part of title or number; the latest changed first."""
    rows = Evidence.objects.visible_to(user).order_by("-updated_at", "-pk")
    return rows.filter(Q(title__icontains=words) | Q(number__icontains=words)) if words else rows


def evidence_free(user: User, today: date) -> models.QuerySet[Any]:
    """Evidence that may be shown today; the latest changed first."""
    return pickable(user).filter(Q(valid_until=None) | Q(valid_until__gte=today))


def deals_using(evidence: Evidence, user: User) -> models.QuerySet[Any]:
    """The deals in which a piece of evidence is used, as far as this person may see them."""
    used = Value.objects.filter(evidence=evidence).values("need__opportunity")
    rows = Opportunity.objects.visible_to(user).filter(pk__in=used)
    return rows.select_related("customer", "owner", "stage").order_by("-updated_at", "-pk")


def others(stakeholder: Stakeholder) -> models.QuerySet[Any]:
    """The other people of the same deal."""
    rows = Stakeholder.objects.filter(opportunity=stakeholder.opportunity_id).exclude(pk=stakeholder.pk)
    return rows.select_related("contact").order_by("pk")


def rivals_of(deal: Opportunity) -> list[Rival]:
    """The rivals of a deal in the order they were entered."""
    rows = Rival.objects.filter(opportunity=deal).select_related("competitor", "coach__contact")
    return list(rows.order_by("pk"))


def barriers_of(deal: Opportunity) -> list[Barrier]:
    """The barriers of a deal in the order they were planned."""
    rows = Barrier.objects.filter(opportunity=deal).select_related("owner", "rival__competitor", "attachment")
    return list(rows.order_by("pk"))


def yardsticks_of(deal: Opportunity) -> list[Yardstick]:
    """What the customer compares by, each with the points of the rivals."""
    return list(Yardstick.objects.filter(opportunity=deal).prefetch_related("scores"))


def evidence_of(person: User) -> models.QuerySet[Any]:
    """The evidence a person keeps."""
    return Evidence.objects.filter(owner=person).order_by("pk")


def rivals(user: User) -> models.QuerySet[Any]:
    """Rivals in the deals this person may see."""
    rows = Rival.objects.visible_to(user)
    return rows.select_related("competitor", "opportunity__owner", "opportunity__stage")


def barriers(user: User) -> models.QuerySet[Any]:
    """Barriers of the deals this person may see."""
    return Barrier.objects.visible_to(user).select_related("opportunity", "owner", "rival__competitor")


def open_rivalries(competitor: Any, user: User) -> models.QuerySet[Any]:
    """Where a competitor stands against us in open deals this person may see."""
    rows = rivals(user).filter(competitor=competitor, opportunity__state=Opportunity.State.OPEN)
    return rows.filter(opportunity__removed_at=None).order_by("-updated_at", "-pk")
