"""Forms of visits: the plan, the log of what has been, the minutes."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.visits.models import Commitment, Visit
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.areas.visits.rules.visits import MOST_COMMITMENTS
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import ClockField, DayField, Form, Group, LineField, ModelForm
from leadtocash.foundation.web.picking import PickField, PickManyField

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
SAID = forms.Textarea(attrs={"rows": 6})


class MetField(LineField):
    """People met for the first time, as [{name, position}]: typed as name, blank, job title; the next one after a
    semicolon."""

    def clean(self, value: Any) -> Any:
        found = []
        for one in re.split("[;,\uff1b\uff0c\u3001]", super().clean(value)):
            name, _blank, position = one.strip().partition(" ")
            if name:
                found.append({"name": name, "position": position.strip()})
        contact: Any = Contact._meta
        if any(len(one[name]) > contact.get_field(name).max_length for one in found for name in one):
            raise ValidationError(_("Too long for a name and a job title: put a semicolon between people."))
        return found


def _also_met() -> MetField:
    return MetField(
        label=_("somebody new"), max_length=400, required=False,
        help_text=_("Name and job title, a semicolon between people; they become contacts of the customer."),
    )  # fmt: skip


class _Parties(ModelForm):
    """Who takes part. Where the customer is known, his people and open deals are offered to choose from."""

    contacts = PickManyField(Contact.objects.none(), label=_("people met"), source="visits:contacts", required=False)
    people = PickManyField(
        User.objects.filter(is_active=True), label=_("our people"), source="accounts.user", required=False,
        help_text=_("Who goes along besides you; they see the visit and may write its minutes."),
    )  # fmt: skip

    def offer(self, person: User, customer: Customer | None) -> None:
        """Offer the customer's people; everybody's while he is not known."""
        field: Any = self.fields["contacts"]
        if customer is None:
            field.queryset = Contact.objects.visible_to(person)
            return
        widget = forms.CheckboxSelectMultiple()
        self.fields["contacts"] = forms.ModelMultipleChoiceField(
            queries.contacts_of([customer.pk], person), label=field.label, required=False, widget=widget
        )


class _VisitForm(Extended, _Parties):
    """What plan and log have in common."""

    purpose = LineField(label=_("purpose"), max_length=160)
    customer = PickField(Customer.objects.none(), label=_("customer"), source="customers:options")
    opportunity = PickField(
        Opportunity.objects.none(), label=_("opportunity"), source="opportunities:options", required=False
    )
    day = DayField(label=_("day"))
    begins = ClockField(label=_("from"), required=False, widget=CLOCK)
    ends = ClockField(label=_("to"), required=False, widget=CLOCK)
    place = LineField(label=_("meeting place"), max_length=200, required=False)

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        fields: Any = self.fields
        fields["customer"].queryset = customers.findable(person)
        known = self._customer(person)
        fields["opportunity"].queryset = queries.deals_of(None, person)
        self.offer(person, known)
        if self.instance.pk:
            self.initial["contacts"] = list(self.instance.contacts.all())
            self.initial["people"] = list(self.instance.people.all())
            if self.instance.opportunity_id:  # it may be closed by now
                chosen = Opportunity.objects.visible_to(person).filter(pk=self.instance.opportunity_id)
                fields["opportunity"].queryset = fields["opportunity"].queryset | chosen.select_related("customer")

    def _customer(self, person: User) -> Customer | None:
        given = self.data.get("customer") if self.is_bound else self.initial.get("customer")
        pk = getattr(given, "pk", given)
        found: Customer | None = customers.findable(person).filter(pk=pk).first() if str(pk or "").isdigit() else None
        return found


class PlanForm(_VisitForm):
    layout = [
        Group(_("What for"), ["customer", "opportunity", "kind", "purpose"]),
        Group(_("When and where"), ["day", "begins", "ends", "place"]),
        Group(_("Who takes part"), ["contacts", "people"]),
    ]

    class Meta:
        model = Visit
        fields = ["customer", "opportunity", "kind", "purpose", "day", "begins", "ends", "place"]


class LogForm(_VisitForm):
    """What has been: few fields, for the phone."""

    purpose = LineField(
        label=_("purpose"), max_length=160, required=False, help_text=_("Empty: the first words of what was said.")
    )
    also_met = _also_met()
    said = forms.CharField(label=_("what was said"), max_length=6000, widget=SAID)
    next_step = LineField(label=_("next step"), max_length=160, required=False)
    next_step_on = DayField(label=_("next step on"), required=False)

    layout = [
        Group(_("In touch with"), ["customer", "kind", "day", "contacts", "also_met", "opportunity"]),
        Group(_("What came of it"), ["said", "next_step", "next_step_on"], wide=("said",)),
        Group(_("Purpose, time, place, our people"), ["purpose", "begins", "ends", "place", "people"], folded=True),
    ]

    class Meta:
        model = Visit
        fields = [
            "customer", "kind", "day", "opportunity", "said", "next_step", "next_step_on", "purpose", "begins", "ends",
            "place",
        ]  # fmt: skip


class MinutesForm(_Parties):
    """What was said, who was there, what is next."""

    also_met = _also_met()
    said = forms.CharField(label=_("what was said"), max_length=6000, widget=SAID)
    next_step = LineField(label=_("next step"), max_length=160, required=False)
    next_step_on = DayField(label=_("next step on"), required=False)

    layout = [
        Group(
            _("What came of it"),
            ["contacts", "also_met", "said", "next_step", "next_step_on"],
            wide=("contacts", "said"),
        ),
        Group(_("Our people"), ["people"], folded=True),
    ]

    class Meta:
        model = Visit
        fields = ["said", "next_step", "next_step_on"]

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(person, self.instance.customer)
        self.initial["contacts"] = list(self.instance.contacts.all())
        self.initial["people"] = list(self.instance.people.all())


class CommitmentForm(Form):
    """One commitment; a row in which only the party stands is empty."""

    what = LineField(label=_("what is promised"), max_length=200)
    party = forms.ChoiceField(label=_("party"), choices=Commitment.Party.choices, initial=Commitment.Party.OURS)
    who = LineField(label=_("who"), max_length=60, required=False)
    due_on = DayField(label=_("until"), required=False)


class _Rows(BaseFormSet):
    def kept(self) -> list[Any]:
        """The rows that are filled in and not deleted."""
        return [f for f in self.forms if f.has_changed() and not f.data.get(f.add_prefix("DELETE"))]

    def values(self) -> list[dict[str, Any]]:
        """The rows for the action, in order."""
        names = ("party", "what", "who", "due_on")
        return [{name: form.cleaned_data[name] for name in names} for form in self.kept()]


CommitmentSheet: Any = forms.formset_factory(
    CommitmentForm, formset=_Rows, extra=0, can_delete=True, max_num=MOST_COMMITMENTS, absolute_max=2 * MOST_COMMITMENTS
)


class CancelForm(Form):
    reason = LineField(label=_("why cancelled"), max_length=300)


class MoveForm(Form):
    day = DayField(label=_("day"))
