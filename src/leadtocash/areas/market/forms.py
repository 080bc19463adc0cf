from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.market.models import CloseReason, Competitor, PriceSeen
from leadtocash.areas.products import queries as products
from leadtocash.areas.products.models import Product
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import AmountField, DayField, Group, LineField, ModelForm, NumberField
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
