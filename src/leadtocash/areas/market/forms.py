from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.market.models import (
    CloseReason,
    Competitor,
    Demand,
    MarketReport,
    Partner,
    PartnerContact,
    PriceSeen,
)
from leadtocash.areas.products import queries as products
from leadtocash.areas.products.models import Product
from leadtocash.foundation.access.fields import drop_hidden
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import AmountField, DayField, Form, Group, LineField, ModelForm, NumberField
from leadtocash.foundation.web.picking import PickField

_TEXT = {"rows": 3}


class CompetitorForm(Extended, ModelForm):
    name = LineField(label=_("competitor"), max_length=120)

    layout = [
        Group(_("Company"), ["name", "short_name", "website", "region"]),
        Group(
            _("What we know"), ["products", "strengths", "weaknesses", "background"],
            wide=("products", "strengths", "weaknesses", "background"),
        ),
    ]  # fmt: skip

    class Meta:
        model = Competitor
        fields = ["name", "short_name", "website", "region", "products", "strengths", "weaknesses", "background"]
        widgets = {name: forms.Textarea(attrs=_TEXT) for name in ("products", "strengths", "weaknesses", "background")}


class PriceForm(ModelForm):
    """What a competitor asked."""

    seen_on = DayField(label=_("seen on"))
    what = LineField(label=_("what they sold"), max_length=160)
    price = AmountField(label=_("their price"), help_text=_("In yuan with tax, for one."))
    product = PickField(
        Product.objects.none(), label=_("against our product"), source="products.product", required=False
    )
    source = LineField(
        label=_("how we know"), max_length=160, help_text=_("Opening of bids, the customer, a quotation.")
    )

    class Meta:
        model = PriceSeen
        fields = ["seen_on", "what", "price", "product", "region", "source"]

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products.findable(person)  # type: ignore[attr-defined]


class ReasonForm(ModelForm):
    """A reason; its code is chosen once."""

    name = LineField(label=_("name"), max_length=40)
    position = NumberField(label=_("order"), min_value=0, max_value=9999, initial=500)

    class Meta:
        model = CloseReason
        fields = ["code", "name", "name_en", "used_for", "position", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]


class PartnerForm(Extended, ModelForm):
    name = LineField(label=_("partner"), max_length=120)
    agreed_from = DayField(label=_("agreement from"), required=False)
    agreed_until = DayField(label=_("agreement until"), required=False)

    layout = [
        Group(_("Company"), ["name", "kind", "level", "region", "address"]),
        Group(_("Agreement"), ["agreed_from", "agreed_until", "scope"], wide=("scope",)),
    ]

    class Meta:
        model = Partner
        fields = ["name", "kind", "level", "region", "address", "agreed_from", "agreed_until", "scope"]
        widgets = {"scope": forms.Textarea(attrs=_TEXT)}


class PersonForm(ModelForm):
    """Somebody at a partner."""

    name = LineField(label=_("name"), max_length=60)
    phone = LineField(label=_("phone"), max_length=30, required=False)

    class Meta:
        model = PartnerContact
        fields = ["name", "position", "phone", "email"]

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drop_hidden(self, person, self.instance)


class DemandForm(Extended, ModelForm):
    title = LineField(label=_("what is asked for"), max_length=160)
    asked_on = DayField(label=_("asked on"))
    asked_by = LineField(label=_("asked by"), max_length=80, required=False)
    customer = PickField(Customer.objects.none(), label=_("customer"), source="customers:options", required=False)
    product = PickField(Product.objects.none(), label=_("product"), source="products.product", required=False)

    layout = [
        Group(
            _("Demand"), ["title", "asked_on", "channel", "customer", "asked_by", "product", "details"],
            wide=("details",),
        ),
    ]  # fmt: skip

    class Meta:
        model = Demand
        fields = ["title", "asked_on", "channel", "customer", "asked_by", "product", "details"]
        widgets = {"details": forms.Textarea(attrs=_TEXT)}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self.fields["customer"].queryset = customers.pickable(person)  # type: ignore[attr-defined]
        self.fields["product"].queryset = products.findable(person)  # type: ignore[attr-defined]


class AnswerForm(Form):
    """What becomes of a demand."""

    state = forms.ChoiceField(
        label=_("state"), choices=[one for one in Demand.State.choices if one[0] != Demand.State.NEW]
    )
    answer = forms.CharField(
        label=_("answer"), max_length=4000, required=False, widget=forms.Textarea(attrs=_TEXT),
        help_text=_("Needed to answer or decline."),
    )  # fmt: skip


class ReportForm(Extended, ModelForm):
    title = LineField(label=_("title"), max_length=160)
    since = DayField(label=_("researched from"))
    until = DayField(label=_("researched until"))
    product = PickField(Product.objects.none(), label=_("product"), source="products.product", required=False)

    layout = [
        Group(_("Report"), ["title", "product", "region", "since", "until", "method"]),
        Group(
            _("What was found"), ["market", "rivals", "findings", "advice"],
            wide=("market", "rivals", "findings", "advice"),
        ),
    ]  # fmt: skip

    class Meta:
        model = MarketReport
        fields = [
            "title", "product", "region", "since", "until", "method", "market", "rivals", "findings", "advice",
        ]  # fmt: skip
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in ("market", "rivals", "findings", "advice")}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self.fields["product"].queryset = products.findable(person)  # type: ignore[attr-defined]


class ReasonGivenForm(Form):
    reason = LineField(label=_("reason"), max_length=300)
