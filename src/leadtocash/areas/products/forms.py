from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.products.models import Category, Product, Series
from leadtocash.foundation.access.fields import drop_hidden
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import AmountField, Group, LineField, ModelForm


class ProductForm(Extended, ModelForm):
    model = LineField(label=_("model"), max_length=80)
    name = LineField(label=_("name"), max_length=120, required=False)
    list_price = AmountField(label=_("list price"))
    floor_price = AmountField(label=_("floor price"), required=False, help_text=_("Below it a price must be approved."))
    cost = AmountField(label=_("cost"), required=False)

    layout = [
        Group(_("Product"), ["model", "name", "series", "unit", "grade", "is_active"]),
        Group(_("Price in yuan without tax"), ["list_price", "floor_price", "cost"]),
        Group(_("Warranty and serial numbers"), ["warranty_years", "needs_serial", "serial_pattern"]),
    ]

    class Meta:
        model = Product
        fields = [
            "model", "name", "series", "unit", "grade", "is_active", "list_price", "floor_price", "cost",
            "warranty_years", "needs_serial", "serial_pattern",
        ]  # fmt: skip

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self.fields["series"].queryset = Series.objects.select_related("category")  # type: ignore[attr-defined]
        self.fields["series"].label_from_instance = _with_category  # type: ignore[attr-defined]
        self.fields["serial_pattern"].help_text = _("A regular expression, empty for any.")
        drop_hidden(self, person, self.instance)

    def clean_floor_price(self) -> object:
        return self.cleaned_data["floor_price"] or 0

    def clean_cost(self) -> object:
        return self.cleaned_data["cost"] or 0


class CategoryForm(ModelForm):
    code = LineField(label=_("category code"), max_length=12)
    name = LineField(label=_("name"), max_length=60)

    class Meta:
        model = Category
        fields = ["code", "name"]


class SeriesForm(ModelForm):
    code = LineField(label=_("series code"), max_length=20)
    name = LineField(label=_("name"), max_length=60)

    class Meta:
        model = Series
        fields = ["category", "code", "name"]
        widgets = {"category": forms.Select}


def _with_category(series: Series) -> str:
    return f"{series.category.name} / {series}"
