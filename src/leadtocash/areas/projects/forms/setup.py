"""The set-up task: what the account manager completes (S0 2.3.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.products.models import Product
from leadtocash.areas.projects.models import EquipmentLine, Project
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import DayField, Group, LineField, ModelForm, NumberField

SHOWN = 50
SERVICE = "service"


@dataclass(frozen=True)
class LineRow:
    """One line of the sheet as printed: the line, and its two inputs."""

    line: EquipmentLine
    product: BoundField
    warranty: BoundField


class SetupForm(Extended, ModelForm):
    """Project data, and for each line its model and warranty years. `lines` with product and series."""

    title = LineField(label=_("project"), max_length=160, widget=forms.TextInput(attrs={"data-span": "2"}))
    delivery_place = LineField(
        label=_("place of delivery"), max_length=200, required=False,
        widget=forms.TextInput(attrs={"data-span": "2"}),
    )  # fmt: skip
    delivery_on = DayField(label=_("delivery by"), required=False)

    layout = [
        Group(_("Project"), ["title", "delivery_place", "delivery_on"]),
        Group(_("Note to those who approve"), ["remark"], wide=("remark",)),
    ]

    class Meta:
        model = Project
        fields = ["title", "delivery_place", "delivery_on", "remark"]
        widgets = {"remark": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, lines: Iterable[EquipmentLine], choices: Iterable[Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        offered = {str(product.pk): str(product) for product in list(choices)[:SHOWN]}
        posted = self._posted_products()
        for line in self.lines:
            chosen = {str(line.product_id): str(line.product)} if line.product else {}
            typed = {pk: str(posted[pk]) for pk in [self.data.get(f"product_{line.pk}", "")] if pk in posted}
            service = {} if line.product else {SERVICE: say("Service, no equipment")}
            options = [("", ""), *{**chosen, **typed, **service, **offered}.items()]
            self.fields[f"product_{line.pk}"] = _product(line, options)
            self.fields[f"warranty_{line.pk}"] = _warranty(line)
        self.found = posted

    def _posted_products(self) -> dict[str, Product]:
        """The products named by the post, read at once."""
        ids = {value for name, value in self.data.items() if name.startswith("product_") and str(value).isdigit()}
        rows = Product.objects.select_related("series").filter(pk__in=[int(pk) for pk in ids if len(pk) < 15])
        return {str(product.pk): product for product in rows} if ids else {}

    def groups(self) -> list[dict[str, Any]]:
        first, note, *more = super().groups()
        words = say("Quantity and price come from the contract and change only with it.")
        sheet = {"label": say("Equipment"), "note": words, "template": "projects/_setup_lines.html"}
        return [first, sheet, *(group for group in more if group["label"]), note]

    def rows(self) -> list[LineRow]:
        """The lines for the sheet."""
        return [LineRow(line, self[f"product_{line.pk}"], self[f"warranty_{line.pk}"]) for line in self.lines]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for line in self.lines:
            chosen = cleaned.get(f"product_{line.pk}", "")
            if chosen and chosen != SERVICE and chosen not in self.found:
                self.add_error(f"product_{line.pk}", say("This model is not in the catalogue."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The project's own fields."""
        return {name: self.cleaned_data[name] for name in (*self.Meta.fields, "extra") if name in self.cleaned_data}

    def line_values(self) -> dict[int, dict[str, Any]]:
        """By line id: product and warranty years."""
        return {
            line.pk: {
                "product": self.found.get(self.cleaned_data.get(f"product_{line.pk}", "")),
                "warranty_years": self.cleaned_data.get(f"warranty_{line.pk}"),
                "is_service": self.cleaned_data.get(f"product_{line.pk}", "") == SERVICE,
            }
            for line in self.lines
        }


def _product(line: EquipmentLine, options: list[tuple[str, str]]) -> forms.Field:
    label = say("Line %(line)s: model") % {"line": line.position}
    attrs = {
        "class": "cell", "data-search": "", "data-source": reverse("products:options"), "aria-label": label,
        "data-placeholder": say("Type a model"),
    }  # fmt: skip
    widget = forms.Select(attrs=attrs, choices=options)
    chosen = SERVICE if line.is_service else str(line.product_id or "")
    return forms.CharField(required=False, initial=chosen, label=label, widget=widget)


def _warranty(line: EquipmentLine) -> forms.Field:
    label = say("Line %(line)s: warranty years") % {"line": line.position}
    attrs = {"class": "cell", "inputmode": "numeric", "aria-label": label}
    return NumberField(
        required=False, initial=line.warranty_years, label=label, min_value=0, max_value=20,
        widget=forms.TextInput(attrs=attrs),
    )  # fmt: skip
