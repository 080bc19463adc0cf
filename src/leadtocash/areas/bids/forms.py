from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.bids import queries
from leadtocash.areas.bids.models import Bid, BidItem, BondEntry, ChecklistEntry
from leadtocash.areas.market import queries as market
from leadtocash.areas.market.models import CloseReason, Competitor
from leadtocash.areas.opportunities import queries as deals
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.kernel.text import plain_signs
from leadtocash.foundation.web.forms import AmountField, DayField, Form, Group, LineField, ModelForm, NumberField
from leadtocash.foundation.web.picking import PickField


class MomentField(forms.DateTimeField):
    """A day with its time."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"data-datetime": "", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.DateTimeInput(attrs=attrs, format="%Y-%m-%d %H:%M"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_signs(value) if isinstance(value, str) else value)


class BidForm(Extended, ModelForm):
    opportunity = PickField(Opportunity.objects.none(), label=_("opportunity"), source="opportunities:options")
    title = LineField(label=_("tender"), max_length=160)
    buyer = LineField(label=_("buyer"), max_length=120)
    tender_number = LineField(label=_("tender number"), max_length=60, required=False)
    published_on = DayField(label=_("published on"), required=False)
    questions_until = MomentField(label=_("questions until"), required=False)
    deadline = MomentField(label=_("deadline"))
    opening_at = MomentField(label=_("opening at"), required=False)
    budget = AmountField(label=_("buyer's budget"), required=False)
    bond_amount = AmountField(label=_("bid bond"), required=False, help_text=_("Empty: none is asked for."))
    bond_due_on = DayField(label=_("bond due on"), required=False)
    bond_back_by = DayField(
        label=_("bond back by"), required=False, help_text=_("Empty: counted from the opening, as the company sets it.")
    )
    price = AmountField(
        label=_("our price"), required=False, help_text=_("In yuan with tax; needed to finish the commercial part.")
    )

    layout = [
        Group(_("Tender"), ["opportunity", "title", "buyer", "agency", "tender_number", "link", "budget"]),
        Group(
            _("Days and times"), ["published_on", "questions_until", "deadline", "opening_at", "opening_place"]
        ),
        Group(_("Bid bond"), ["bond_amount", "bond_due_on", "bond_back_by"]),
        Group(_("Scoring"), ["weight_technical", "weight_commercial", "weight_price", "formula"]),
        Group(_("Our bid"), ["price", "note"], wide=("note",)),
    ]  # fmt: skip

    class Meta:
        model = Bid
        fields = [
            "title", "buyer", "agency", "tender_number", "link", "published_on", "questions_until", "deadline",
            "opening_at", "opening_place", "budget", "bond_amount", "bond_due_on", "bond_back_by",
            "weight_technical", "weight_commercial", "weight_price", "formula", "price", "note",
        ]  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        if self.instance.pk:
            del self.fields["opportunity"]
        else:
            rows = deals.still_open(deals.pickable(person))
            self.fields["opportunity"].queryset = rows  # type: ignore[attr-defined]

    def clean_bond_amount(self) -> object:
        return self.cleaned_data["bond_amount"] or 0


class ItemForm(ModelForm):
    """A line of a bid's checklist."""

    text = LineField(label=_("what is needed"), max_length=160)
    due_on = DayField(label=_("needed by"))
    owner = PickField(User.objects.none(), label=_("who brings it"), source="accounts.user")
    note = LineField(label=_("note"), max_length=300, required=False, help_text=_("Where it is not needed: why."))
    file = forms.FileField(label=_("file"), required=False)

    class Meta:
        model = BidItem
        fields = ["part", "text", "mandatory", "owner", "due_on", "state", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = queries.people()  # type: ignore[attr-defined]

    def keep(self, names: Collection[str]) -> None:
        """Leave only these fields."""
        for name in self.fields.keys() - names:
            del self.fields[name]


class OfBid(ModelForm):
    """What is written of a stored bid: it carries the revision that was read."""

    class Meta:
        model = Bid
        fields: list[str] = []


class OpeningForm(OfBid):
    """Beside the sheet of bidders."""


class BondForm(OfBid):
    """A movement of the bond."""

    kind = forms.ChoiceField(label=_("what happened"), choices=BondEntry.Kind.choices)
    amount = AmountField(label=_("amount"), help_text=_("In yuan."))
    on = DayField(label=_("day"))
    reference = LineField(label=_("bank reference"), max_length=80, required=False)
    reason = LineField(label=_("reason"), max_length=300, required=False, help_text=_("Needed when it is forfeited."))


class BidderForm(Form):
    """One row of the opening record."""

    name = LineField(label=_("bidder"), max_length=120)
    price = AmountField(label=_("price"))
    technical = forms.DecimalField(label=_("technical points"), required=False, max_digits=6, decimal_places=3)
    commercial = forms.DecimalField(label=_("commercial points"), required=False, max_digits=6, decimal_places=3)
    total = forms.DecimalField(label=_("points announced"), required=False, max_digits=6, decimal_places=3)
    rank = NumberField(label=_("rank announced"), required=False, min_value=1, max_value=200)
    is_us = forms.BooleanField(label=_("we"), required=False)
    is_void = forms.BooleanField(label=_("void"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name not in ("is_us", "is_void"):
                field.widget.attrs |= {"class": "cell", "aria-label": field.label}
        self.fields["name"].widget.attrs |= {"list": "lc-bidders", "autocomplete": "off"}


class Bidders(BaseFormSet):
    """The rows of an opening record; competitors are found by their names."""

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def kept(self) -> list[Any]:
        """The rows that are filled in and not deleted."""
        return [f for f in self.forms if f.has_changed() and not f.data.get(f.add_prefix("DELETE"))]

    def values(self) -> list[dict[str, Any]]:
        """The rows for the action, in order."""
        rows = [{name: form.cleaned_data[name] for name in form.fields if name != "DELETE"} for form in self.kept()]
        known = market.named(self.person, {row["name"] for row in rows})
        return [{**row, "competitor": None if row["is_us"] else known.get(row["name"])} for row in rows]


BidderSheet: Any = forms.formset_factory(
    BidderForm, formset=Bidders, extra=0, can_delete=True, max_num=60, absolute_max=70
)


class ResultForm(OfBid):
    """What came of it, and why."""

    state = forms.ChoiceField(
        label=_("result"), choices=[(one.value, one.label) for one in (Bid.State.WON, Bid.State.LOST, Bid.State.VOID)]
    )
    closed_for = forms.ModelChoiceField(CloseReason.objects.none(), label=_("closing reason"))
    winner = PickField(
        Competitor.objects.none(), label=_("won by"), source="market.competitor", required=False,
        help_text=_("Empty where we won, or nobody did."),
    )  # fmt: skip
    lesson = forms.CharField(
        label=_("what we learn"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    with_deal = forms.BooleanField(
        label=_("the opportunity is lost with it"), required=False, initial=True,
        help_text=_("Only for a bid that is lost or void."),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given: Any = self.fields
        given["closed_for"].queryset = market.reasons(person).filter(is_active=True)
        given["winner"].queryset = market.findable(person)


class EntryForm(ModelForm):
    """A line of the checklist template."""

    text = LineField(label=_("what is needed"), max_length=160)
    position = NumberField(label=_("order"), min_value=0, max_value=9999, initial=500)
    days = NumberField(label=_("working days before the deadline"), min_value=0, max_value=60, initial=2)

    class Meta:
        model = ChecklistEntry
        fields = ["part", "text", "mandatory", "days", "position", "is_active"]
