"""The form of a dossier: its sections, and two sheets of rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Dossier, ProductInUse
from leadtocash.foundation.web.forms import Form, Group, LineField, ModelForm, NumberField

SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("About the company"), ("history", "standing", "organisation")),
    (_("What it makes"), ("capacity", "output", "plan", "progress", "next_plan", "development")),
    (_("Where it stands in its chain"), ("purchasing", "upstream", "downstream", "surroundings")),
    (_("Chances for us"), ("substitution", "import_replacement", "strengths")),
)


class DossierForm(ModelForm):
    layout = [Group(label, [*names]) for label, names in SECTIONS]

    class Meta:
        model = Dossier
        fields = [name for _label, names in SECTIONS for name in names]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for _label, names in SECTIONS for name in names}


class _Row(Form):
    """A row of a sheet: cells without labels of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"class": "cell", "aria-label": str(field.label)}


class ShareholderRow(_Row):
    name = LineField(label=_("shareholder"), max_length=120)
    share = forms.DecimalField(
        label=_("share in percent"), max_digits=5, decimal_places=2, min_value=Decimal(0), max_value=Decimal(100),
        required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip
    note = LineField(label=_("note"), max_length=200, required=False)


class ProductRow(_Row):
    product = LineField(label=_("product and model"), max_length=160)
    source = forms.ChoiceField(label=_("whose"), choices=ProductInUse.Source.choices, initial=ProductInUse.Source.RIVAL)
    maker = LineField(label=_("maker"), max_length=120, required=False)
    quantity = NumberField(label=_("quantity"), min_value=0, max_value=1_000_000, required=False)
    since_year = NumberField(label=_("in use since"), min_value=1900, max_value=2100, required=False)
    chance = forms.ChoiceField(label=_("chance for us"), choices=ProductInUse.Chance.choices, required=False)
    note = LineField(label=_("note"), max_length=200, required=False)


class Rows(BaseFormSet):
    """What was typed into a sheet; empty and deleted rows do not count."""

    def kept(self) -> list[Any]:
        return [f for f in self.forms if f.has_changed() and not f.data.get(f.add_prefix("DELETE"))]

    def values(self) -> list[dict[str, Any]]:
        """The rows for the action, in order."""
        return [{name: form.cleaned_data[name] for name in form.base_fields} for form in self.kept()]


def _sheet(row: type[Form]) -> Any:
    return forms.formset_factory(row, formset=Rows, extra=1, can_delete=True, max_num=100, absolute_max=110)


ShareholderSheet = _sheet(ShareholderRow)
ProductSheet = _sheet(ProductRow)
