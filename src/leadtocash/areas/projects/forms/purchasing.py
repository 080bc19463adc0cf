"""Orders and arrivals as commerce enters them (S0 2.4.2)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models import EquipmentLine, Project, Purchase
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.forms import AmountField, DayField, Form, LineField, ModelForm, NumberField


class _LineChoice(forms.ModelChoiceField):
    def label_from_instance(self, line: Any) -> str:
        return f"{line.position} · {line} · {line.quantity - line.ordered} / {line.quantity}"


class PurchaseForm(ModelForm):
    """An order; for a stored one the line stays."""

    line = _LineChoice(
        label=_("line"), queryset=EquipmentLine.objects.none(), help_text=_("Still to be ordered / quantity"),
        widget=forms.Select(attrs={"data-span": "3"}),
    )  # fmt: skip
    supplier = LineField(label=_("supplier"), max_length=120)
    po_number = LineField(label=_("purchase order number"), max_length=40)
    quantity = NumberField(label=_("quantity"), min_value=1, max_value=100_000)
    unit_cost = AmountField(label=_("unit cost without tax"))
    ordered_on = DayField(label=_("ordered on"))
    expected_on = DayField(label=_("expected on"))
    note = LineField(label=_("note"), max_length=200, required=False)

    class Meta:
        model = Purchase
        fields = ["line", "supplier", "po_number", "quantity", "unit_cost", "ordered_on", "expected_on", "note"]

    def __init__(self, *args: Any, lines: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if lines is None:
            del self.fields["line"]
        else:
            self.fields["line"].queryset = lines  # type: ignore[attr-defined]

    def drop_hidden(self, person: User, project: Project) -> None:
        """Without the unit cost for those who may not see the project's."""
        if not sees(person, project, "cost_amount"):
            del self.fields["unit_cost"]


class ArrivalForm(Form):
    """A delivery against an order."""

    quantity = NumberField(label=_("quantity"), min_value=1, max_value=100_000)
    arrived_on = DayField(label=_("arrived on"))
    delivery_note = LineField(label=_("delivery note number"), max_length=60, required=False)
