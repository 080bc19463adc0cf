from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts.models import Contract, ContractLine, PaymentTerm
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.queries import pickable
from leadtocash.areas.products.models import Product
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.web.forms import AmountField, DayField, Form, Group, LineField, ModelForm, NumberField
from leadtocash.foundation.web.picking import PickField

SHORT_GROUPS = 2
PIECE = "\u53f0"
LONG = (
    "virtual_reason", "delivery_terms", "technical_terms", "acceptance_terms", "warranty_terms", "penalty_terms",
)  # fmt: skip


class ContractForm(Extended, ModelForm):
    title = LineField(label=_("subject"), max_length=160)
    customer = PickField(Customer.objects.none(), label=_("customer"), source="customers:options")
    delivery_on = DayField(label=_("delivery by"), required=False)
    delivery_place = LineField(label=_("place of delivery"), max_length=200, required=False)
    signed_on = DayField(label=_("signed on"), required=False)
    expected_signing_on = DayField(label=_("formal contract expected on"), required=False)

    layout = [
        Group(_("Contract"), ["title", "customer", "kind", "text_kind", "delivery_on"]),
        Group(
            _("Virtual contract"),
            ["expected_signing_on", "virtual_reason"],
            wide=("virtual_reason",),
        ),
        Group(_("Delivery"), ["delivery_place", "delivery_terms", "signed_on"], wide=("delivery_terms",)),
        Group(
            _("Technical terms and acceptance"),
            ["technical_terms", "acceptance_needed", "acceptance_terms"],
            wide=("technical_terms", "acceptance_terms"),
        ),
        Group(
            _("Warranty and penalties"), ["warranty_terms", "penalty_terms"], wide=("warranty_terms", "penalty_terms")
        ),
    ]

    class Meta:
        model = Contract
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in LONG}
        fields = [
            "title", "customer", "kind", "text_kind", "signed_on", "expected_signing_on", "virtual_reason",
            "delivery_on", "delivery_place", "delivery_terms", "technical_terms", "acceptance_needed",
            "acceptance_terms", "warranty_terms", "penalty_terms",
        ]  # fmt: skip

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        rows = pickable(person)
        if self.instance.customer_id:
            rows = rows | Customer.objects.filter(pk=self.instance.customer_id)
        self.fields["customer"].queryset = rows  # type: ignore[attr-defined]
        self.fields["title"].widget.attrs["data-span"] = "2"
        self.fields["delivery_place"].widget.attrs["data-span"] = "2"
        if self.instance.replaces_id:
            self.fields["kind"].disabled = True

    def groups(self) -> list[dict[str, Any]]:
        """What comes before the sheets: the contract itself, and what only a virtual one has."""
        return super().groups()[:SHORT_GROUPS]

    def clauses(self) -> list[dict[str, Any]]:
        """What comes after the sheets: the terms in words."""
        return super().groups()[SHORT_GROUPS:]


class LineForm(Form):
    """One row of the line sheet; a model of the catalogue brings description, price and cost along."""

    product = LineField(label=_("model"), max_length=80, required=False)
    description = LineField(label=_("description"), max_length=200, required=False)
    quantity = NumberField(label=_("quantity"), min_value=1, max_value=100_000, initial=1)
    unit = LineField(label=_("unit"), max_length=10, initial=PIECE, required=False)
    unit_price = AmountField(label=_("unit price with tax"), required=False, max_digits=14)
    tax_rate = forms.DecimalField(
        label=_("tax %"), min_value=0, max_value=30, max_digits=4, decimal_places=1, initial=Decimal("13.0"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "lc-num", "data-col": "tax"}),
    )  # fmt: skip
    unit_cost = AmountField(label=_("unit cost"), required=False, max_digits=14)

    def __init__(self, *args: Any, sees_cost: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].widget.attrs.update({"list": "lc-products", "autocomplete": "off"})
        self.fields["quantity"].widget = forms.TextInput(
            attrs={"inputmode": "numeric", "class": "lc-num", "data-col": "qty"}
        )
        self.fields["unit_price"].widget.attrs["data-col"] = "price"
        for name, size in (
            ("product", 14),
            ("description", 28),
            ("quantity", 4),
            ("unit", 2),
            ("unit_price", 10),
            ("tax_rate", 4),
            ("unit_cost", 10),
        ):
            self.fields[name].widget.attrs["size"] = size
        self.fields["unit_cost"].widget.attrs["data-col"] = "cost"
        if not sees_cost:
            del self.fields["unit_cost"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("product") and not values.get("description") and not self.errors:
            self.add_error("description", _("Say what is sold."))
        return values


class TermForm(Form):
    """One row of the payment plan; its amount is computed."""

    event = forms.ChoiceField(label=_("due on"), choices=[("", "\u2014"), *PaymentTerm.Event.choices])
    percent = forms.DecimalField(
        label=_("percent"), min_value=0, max_value=100, max_digits=6, decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "lc-num", "data-sum": ""}),
    )  # fmt: skip
    days_after = NumberField(label=_("days after"), min_value=0, max_value=3650, initial=0, required=False)
    amount = forms.CharField(label=_("amount (yuan)"), required=False, disabled=True)
    note = LineField(label=_("note"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days_after"].widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "lc-num"})
        for name, size in (("percent", 5), ("days_after", 4), ("amount", 12), ("note", 24)):
            self.fields[name].widget.attrs["size"] = size
        self.fields["amount"].widget.attrs.update(
            {"class": "lc-num", "data-col": "amount", "data-sum": "", "readonly": "", "tabindex": "-1"}
        )


class _Rows(forms.BaseFormSet):
    """Rows as the action takes them, all of them in order; empty and removed ones are left out."""

    def rows(self) -> list[dict[str, Any]]:
        return [
            {name: value for name, value in form.cleaned_data.items() if name not in ("DELETE", "amount")}
            for form in self.forms
            if form.cleaned_data and form not in self.deleted_forms
        ]


class BaseLines(_Rows):
    def clean(self) -> None:
        """Find all models of the sheet at once; an unknown one is shown in its row."""
        if any(self.errors):
            return
        forms_with = [form for form in self.forms if form.cleaned_data.get("product")]
        known = by_model(form.cleaned_data["product"] for form in forms_with)
        for form in forms_with:
            found = known.get(form.cleaned_data["product"].casefold())
            if found is None and form not in self.deleted_forms:
                form.add_error("product", _("The catalogue has no such model."))
            form.cleaned_data["product"] = found
        if any(form.errors for form in forms_with):
            raise ValidationError(gettext("A model is not in the catalogue; leave it empty for services and the like."))

    def rows(self) -> list[dict[str, Any]]:
        return [{**row, "product": row.get("product") or None} for row in super().rows()]


def by_model(models: Iterable[str]) -> dict[str, Product]:
    """Products by their model, whatever the case."""
    wanted = {clean_line(model) for model in models}
    if not wanted:
        return {}
    condition = reduce(or_, (Q(model__iexact=model) for model in wanted))
    return {product.model.casefold(): product for product in Product.objects.filter(condition)}


Lines = forms.formset_factory(LineForm, formset=BaseLines, extra=0, can_delete=True, max_num=500)
Terms = forms.formset_factory(TermForm, formset=_Rows, extra=0, can_delete=True, max_num=30)


def line_values(line: ContractLine) -> dict[str, Any]:
    """A stored line as a row of the sheet."""
    names = ("description", "quantity", "unit", "unit_price", "tax_rate", "unit_cost")
    product = line.product.model if line.product else ""
    return {"product": product, **{name: getattr(line, name) for name in names}}


def term_values(term: PaymentTerm) -> dict[str, Any]:
    """A stored part of the plan as a row of the sheet."""
    return {
        "event": term.event,
        "percent": f"{term.percent.normalize():f}",
        "days_after": term.days_after,
        "note": term.note,
        "amount": f"{term.amount:,}",
    }


class RegistrationForm(Form):
    signed_on = DayField(label=_("signed on"), required=False)


class CancellationForm(Form):
    reason = forms.CharField(
        label=_("reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
