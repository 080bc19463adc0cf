"""The printed forms of the area."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.visits.models import SalesJournal, Trial, Visit
from leadtocash.areas.visits.queries import journals, trials
from leadtocash.areas.visits.queries.visits import with_everything
from leadtocash.areas.visits.words import hours_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.printing import registry
from leadtocash.foundation.printing.registry import Form, Rows, Slot

S, T = Visit.State, Trial.State
registry.marks.add("visits.visit", {S.PLANNED: _("Draft"), S.CANCELLED: _("Void")})
registry.marks.add("visits.salesjournal", {SalesJournal.State.DRAFT: _("Draft")})
registry.marks.add("visits.trial", {T.REFUSED: _("Void"), T.WITHDRAWN: _("Void")})


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
            Slot("place", _("Meeting place"), "visit.place"),
            Slot("met", _("People met"), "met"),
            Slot("ours", _("Our people"), "ours"),
            Slot("said", _("What was said"), "visit.said"),
            Slot("next_step", _("Next step"), "visit.next_step"),
            Slot("next_step_on", _("Next step on"), "visit.next_step_on"),
            Rows("commitments", _("Commitments"), "visit.commitments", (
                Slot("party", _("Party"), "get_party_display"), Slot("what", _("What is promised"), "what"),
                Slot("who", _("Who"), "who"), Slot("due_on", _("Until"), "due_on"),
            )),
            registry.boxes(),
        ),
    )
)  # fmt: skip


class TrialFacts:
    """What the trial application reads."""

    def __init__(self, trial: Trial, person: User) -> None:
        self.trial = trial

    @property
    def boxes(self) -> list[dict[str, Any]]:
        titles = (_("Account manager"), _("Sales manager"), _("Technical support"), _("Customer"))
        return [{"title": title, "name": "", "note": ""} for title in titles]


TRIAL = registry.add(
    Form(
        code="visits.trial", kind="visits.trial", label=_("Trial application and call-back"), clause="S1 3.3.2.1",
        template="visits/paper/trial.html", rows=trials.with_everything, facts=TrialFacts, number="trial.number",
        slots=(
            Slot("customer", _("Customer"), "trial.customer.name"),
            Slot("contact", _("Contact"), "trial.contact.name"),
            Slot("phone", _("Phone of the contact"), "trial.contact.phone"),
            Slot("what", _("What is tried"), "trial.what"),
            Slot("product", _("Product"), "trial.product.model"),
            Slot("quantity", _("Quantity"), "trial.quantity"),
            Slot("goal", _("what the customer wants to see"), "trial.goal"),
            Slot("place", _("Place"), "trial.place"),
            Slot("wanted_on", _("Wanted on"), "trial.wanted_on"),
            Slot("days", _("days of trial"), "trial.days"),
            Slot("owner", _("Account manager"), "trial.owner.name"),
            Slot("state", _("State"), "trial.get_state_display"),
            Slot("handed_over_on", _("Handed over on"), "trial.handed_over_on"),
            Slot("technician", _("Set up by"), "trial.technician.name"),
            Slot("serials", _("serial numbers"), "trial.serials"),
            Slot("ends_on", _("Trial ends on"), "trial.ends_on"),
            Slot("called_on", _("Day"), "trial.callback.day"),
            Slot("result", _("Result of the trial"), "trial.get_result_display"),
            Slot("said", _("What was said"), "trial.callback.said"),
            Slot("next_step", _("Next step"), "trial.callback.next_step"),
            Slot("next_step_on", _("Next step on"), "trial.callback.next_step_on"),
            registry.boxes(),
        ),
    )
)  # fmt: skip


class JournalFacts:
    """What the sales journal reads: the visits as the one who prints may see them."""

    def __init__(self, journal: SalesJournal, person: User) -> None:
        self.journal, self.person = journal, person

    @property
    def visits(self) -> list[Visit]:
        return journals.visits_in(self.journal, self.person)

    @property
    def boxes(self) -> list[dict[str, Any]]:
        reader = self.journal.read_by
        return [
            {"title": _("Seller"), "name": self.journal.owner.name, "note": ""},
            {"title": _("Read by"), "name": reader.name if reader else "", "note": ""},
        ]


JOURNAL = registry.add(
    Form(
        code="visits.journal", kind="visits.salesjournal", label=_("Sales journal"), clause="S1 3.3.1.9",
        template="visits/paper/journal.html", rows=journals.with_everything, facts=JournalFacts,
        number="journal.number",
        slots=(
            Slot("owner", _("Seller"), "journal.owner.name"),
            Slot("department", _("Department"), "journal.department.name"),
            Slot("first_day", _("First day"), "journal.first_day"),
            Slot("last_day", _("Last day"), "journal.last_day"),
            Slot("state", _("State"), "journal.get_state_display"),
            Slot("summary", _("Results of these days"), "journal.summary"),
            Slot("outlook", _("what is next"), "journal.outlook"),
            Slot("help_wanted", _("where help is needed"), "journal.help_wanted"),
            Slot("remark", _("superior's remark"), "journal.remark"),
            Rows("visits", _("Visits and calls"), "visits", (
                Slot("day", _("Day"), "day"), Slot("customer", _("Customer"), "customer.name"),
                Slot("kind", _("Kind"), "get_kind_display"), Slot("purpose", _("Purpose"), "purpose"),
                Slot("said", _("What was said"), "said"), Slot("next_step", _("Next step"), "next_step"),
                Slot("next_step_on", _("Next step on"), "next_step_on"),
            )),
            registry.boxes(),
        ),
    )
)  # fmt: skip
