"""Forms of people at customers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import BuyingRole, Contact, ContactTie, Customer
from leadtocash.areas.customers.queries import people as queries
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import DayField, Form, Group, LineField, ModelForm
from leadtocash.foundation.web.picking import PickField


class ContactForm(Extended, ModelForm):
    name = LineField(label=_("name"), max_length=60)
    phone = LineField(label=_("phone"), max_length=30, required=False)
    birthday = DayField(label=_("birthday"), required=False)
    roles = forms.MultipleChoiceField(
        label=_("roles in buying"), choices=BuyingRole.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    layout = [
        Group(_("About the person"), ["name", "position", "phone", "email", "birthday", "is_main"]),
        Group(_("In the company"), ["roles", "reports_to", "preferences"]),
    ]

    class Meta:
        model = Contact
        fields = [
            "name", "position", "phone", "email", "birthday", "roles", "reports_to", "preferences", "is_main",
        ]  # fmt: skip

    def __init__(self, *args: Any, person: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        rows = queries.of_customer(customer).filter(left_on=None).exclude(pk=self.instance.pk)
        self.fields["reports_to"].queryset = rows  # type: ignore[attr-defined]


class LeftForm(Form):
    on = DayField(label=_("left the company on"))
    went_to = LineField(label=_("went to"), max_length=120, required=False, help_text=_("Company, as far as known."))


class TieForm(Form):
    kind = forms.ChoiceField(label=_("relation"), choices=ContactTie.Kind.choices)
    other = PickField(Contact.objects.none(), label=_("to whom"), source="customers:contact-options")
    note = LineField(label=_("note"), max_length=200, required=False)

    def __init__(self, *args: Any, person: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = queries.pickable(person).exclude(pk=contact.pk)  # type: ignore[attr-defined]
