"""The form of an equipment change: a reason, and the list as a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models import ChangeLine, EquipmentLine
from leadtocash.areas.projects.queries.change import products_by_model
from leadtocash.foundation.web.forms import AmountField, Form, LineField, NumberField

PREFIX = "lines"


class ReasonForm(Form):
    reason = forms.CharField(
        label=_("reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the customer wants otherwise, and why."),
    )  # fmt: skip


class ChangeLineForm(forms.Form):
    """One row: a line in force (its id travels hidden) or an added one. A row taken out is a line taken out."""

    line = forms.IntegerField(required=False, widget=forms.HiddenInput)
    product = LineField(
        label=_("model"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"list": "lc-products", "autocomplete": "off"}),
    )  # fmt: skip
    description = LineField(label=_("description"), max_length=200, required=False)
    quantity = NumberField(
        label=_("quantity"), min_value=1, max_value=100_000,
        widget=forms.TextInput(attrs={"class": "lc-num", "inputmode": "numeric", "data-col": "qty", "data-sum": ""}),
    )  # fmt: skip
    unit_price = AmountField(
        label=_("unit price with tax"), max_digits=14,
        widget=forms.TextInput(attrs={"class": "lc-num", "inputmode": "decimal", "data-col": "price"}),
    )  # fmt: skip
    unit_cost = AmountField(
        label=_("unit cost"), required=False, max_digits=14,
        widget=forms.TextInput(attrs={"class": "lc-num", "inputmode": "decimal", "data-col": "cost"}),
    )  # fmt: skip
    warranty_years = NumberField(
        label=_("warranty years"), min_value=0, max_value=20, required=False,
        widget=forms.TextInput(attrs={"class": "lc-num", "inputmode": "numeric"}),
    )  # fmt: skip

    def __init__(self, *args: Any, with_cost: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_cost:
            del self.fields["unit_cost"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("line") and not values.get("product") and not values.get("description") and not self.errors:
            self.add_error("product", _("Choose the model; for a service only describe it."))
        return values


class _Sheet(forms.BaseFormSet):
    """Rows of the sheet; `lines()` gives them to the action."""

    def clean(self) -> None:
        """Find all models of the sheet at once; an unknown one is shown in its row."""
        if any(self.errors):
            return
        kept = [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data.get("product")]
        known = products_by_model(form.cleaned_data["product"] for form in kept)
        for form in kept:
            product = known.get(form.cleaned_data["product"].casefold())
            if product is None:
                form.add_error("product", _("The catalogue has no such model."))
            form.cleaned_data["product"] = product
        if any(form.errors for form in kept):
            raise forms.ValidationError(_("A model is not in the catalogue."))

    def lines(self, in_force: Mapping[int, EquipmentLine]) -> list[dict[str, Any]]:
        """Cleaned rows with `line` (a line in force or None) and `is_removed`; an unknown line id is left out.

        The sheet is the whole list: a line in force that it does not show is taken out.
        """
        found: list[dict[str, Any]] = []
        for form in self.forms:
            values = dict(form.cleaned_data)
            removed = bool(values.pop("DELETE", False))
            number = values.pop("line", None) or _hidden_line(form)
            if number and number not in in_force:
                continue
            if removed or not values.get("product"):
                values.pop("product", None)
            found.append({**values, "line": in_force.get(number) if number else None, "is_removed": removed})
        shown = {row["line"].pk for row in found if row["line"] is not None}
        gone = [line for pk, line in in_force.items() if pk not in shown]
        return [*found, *({"line": line, "is_removed": True} for line in gone)]


def _hidden_line(form: forms.Form) -> int | None:
    """The line of a row taken out: its other fields are not validated, so nothing of it is cleaned."""
    raw = str(form.data.get(form.add_prefix("line"), ""))
    return int(raw) if raw.isdigit() else None


def sheet(data: Any, *, lines: Iterable[EquipmentLine | ChangeLine], with_cost: bool) -> _Sheet:
    """The sheet of a change: bound to `data`, else filled with these lines (those taken out left out)."""
    make = forms.formset_factory(
        ChangeLineForm, formset=_Sheet, extra=0, can_delete=True, max_num=500, absolute_max=1000
    )
    found: _Sheet = make(
        data,
        prefix=PREFIX,
        initial=[_initial(line) for line in lines if not getattr(line, "is_removed", False)],
        form_kwargs={"with_cost": with_cost},
    )  # type: ignore[assignment]
    return found


def _initial(line: EquipmentLine | ChangeLine) -> dict[str, Any]:
    number = line.line_id if isinstance(line, ChangeLine) else line.pk
    return {
        "line": number,
        "product": line.product.model if line.product else line.model,
        "description": line.description,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "unit_cost": line.unit_cost,
        "warranty_years": line.warranty_years,
    }
