"""Forms of trials."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.products import queries as products
from leadtocash.areas.products.models import Product
from leadtocash.areas.visits.models import Trial
from leadtocash.areas.visits.queries import visits as queries
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import DayField, Form, Group, LineField, ModelForm, NumberField
from leadtocash.foundation.web.picking import PickField


class TrialForm(Extended, ModelForm):
    customer = PickField(Customer.objects.none(), label=_("customer"), source="customers:options")
    opportunity = PickField(
        Opportunity.objects.none(), label=_("opportunity"), source="opportunities:options", required=False
    )
    contact = PickField(Contact.objects.none(), label=_("contact"), source="visits:contacts", required=False)
    product = PickField(Product.objects.none(), label=_("product"), source="products.product", required=False)
    what = LineField(label=_("what is tried"), max_length=160)
    quantity = NumberField(label=_("quantity"), min_value=1, max_value=10_000, initial=1)
    wanted_on = DayField(label=_("wanted on"))
    days = NumberField(label=_("days of trial"), min_value=1, max_value=730, initial=30)
    place = LineField(label=_("place"), max_length=200, required=False)

    layout = [
        Group(_("Customer"), ["customer", "contact", "opportunity"]),
        Group(_("What is tried"), ["what", "product", "quantity", "goal"], wide=("goal",)),
        Group(_("When and where"), ["wanted_on", "days", "place"]),
    ]

    class Meta:
        model = Trial
        fields = [
            "customer", "contact", "opportunity", "what", "product", "quantity", "goal", "wanted_on", "days", "place",
        ]  # fmt: skip
        widgets = {"goal": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        fields: Any = self.fields
        fields["customer"].queryset = customers.findable(person)
        fields["opportunity"].queryset = queries.deals_of(None, person)
        fields["contact"].queryset = Contact.objects.visible_to(person)
        fields["product"].queryset = products.on_sale(person)


class AssignForm(Form):
    owner = PickField(User.objects.filter(is_active=True), label=_("account manager"), source="accounts.user")


class HandOverForm(Form):
    handed_over_on = DayField(label=_("handed over on"))
    serials = LineField(label=_("serial numbers"), max_length=300, required=False)


class CallBackForm(Form):
    result = forms.ChoiceField(label=_("result of the trial"), choices=Trial.Result.choices, widget=forms.RadioSelect)
    said = forms.CharField(
        label=_("what was said"), max_length=6000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("How it goes, what is missing, what the customer thinks."),
    )  # fmt: skip
    next_step = LineField(label=_("next step"), max_length=160, required=False)
    next_step_on = DayField(label=_("next step on"), required=False)
