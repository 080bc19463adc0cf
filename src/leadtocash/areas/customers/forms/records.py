"""The form of a customer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import queries
from leadtocash.areas.customers.models import Customer
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import Group, LineField, ModelForm
from leadtocash.foundation.web.picking import PickField


class CustomerForm(Extended, ModelForm):
    name = LineField(label=_("customer name"), max_length=120)
    credit_code = LineField(label=_("unified social credit code"), max_length=40, required=False)
    parent = PickField(Customer.objects.none(), label=_("parent company"), source="customers:options", required=False)

    layout = [
        Group(_("Company"), ["name", "short_name", "credit_code", "kind", "industry", "region"]),
        Group(_("More"), ["founded_year", "employees", "website", "address", "source", "parent"]),
        Group(_("Background"), ["background"], wide=("background",)),
    ]

    class Meta:
        model = Customer
        fields = [
            "name", "short_name", "credit_code", "kind", "industry", "region", "founded_year", "employees",
            "website", "address", "source", "background", "parent",
        ]  # fmt: skip
        widgets = {"background": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        rows = queries.pickable(person)
        self.fields["parent"].queryset = rows.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
