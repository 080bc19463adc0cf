"""The printed forms of the area."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.visits.models import Visit
from leadtocash.areas.visits.queries.visits import with_everything
from leadtocash.areas.visits.words import hours_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.printing import registry
from leadtocash.foundation.printing.registry import Form, Rows, Slot

S = Visit.State
registry.marks.add("visits.visit", {S.PLANNED: _("Draft"), S.CANCELLED: _("Void")})


class MinutesFacts:
    """What the minutes read."""

    def __init__(self, visit: Visit, person: User) -> None:
        self.visit = visit

    @property
    def hours(self) -> str:
        return hours_of(self.visit)

    @property
    def met(self) -> str:
        told = dict.fromkeys(f"{one.name} {one.position}".strip() for one in self.visit.contacts.all())
        return joined(told)

    @property
    def ours(self) -> str:
        return joined([self.visit.owner.name, *(one.name for one in self.visit.people.all())])

    @property
    def boxes(self) -> list[dict[str, Any]]:
        by = self.visit.minutes_by
        return [
            {"title": _("Written by"), "name": by.name if by else "", "note": ""},
            {"title": _("Customer"), "name": "", "note": ""},
        ]


MINUTES = registry.add(
    Form(
        code="visits.minutes", kind="visits.visit", label=_("Minutes of an exchange"), clause="S1 3.3.1.9",
        template="visits/paper/minutes.html", rows=with_everything, facts=MinutesFacts, number="visit.number",
        slots=(
            Slot("customer", _("Customer"), "visit.customer.name"),
            Slot("opportunity", _("Opportunity"), "visit.opportunity.name"),
            Slot("kind", _("Kind"), "visit.get_kind_display"),
            Slot("state", _("State"), "visit.get_state_display"),
            Slot("purpose", _("Purpose"), "visit.purpose"),
            Slot("day", _("Day"), "visit.day"),
            Slot("hours", _("Time"), "hours"),
            Slot("place", _("Place"), "visit.place"),
            Slot("met", _("People met"), "met"),
            Slot("ours", _("Our people"), "ours"),
            Slot("said", _("What was said"), "visit.said"),
            Slot("next_step", _("Next step"), "visit.next_step"),
            Slot("next_step_on", _("Next step on"), "visit.next_step_on"),
            Rows("commitments", _("Commitments"), "visit.commitments", (
                Slot("party", _("Party"), "get_party_display"), Slot("what", _("What"), "what"),
                Slot("who", _("Who"), "who"), Slot("due_on", _("Until"), "due_on"),
            )),
            registry.boxes(),
        ),
    )
)  # fmt: skip
