from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.leads import permissions, queries, rules
from leadtocash.areas.leads.actions import To
from leadtocash.areas.leads.models import Answer, Lead, LeadSource
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import AmountField, DayField, Form, Group, LineField, ModelForm, NumberField
from leadtocash.foundation.web.picking import PickField

DETAILS = ["company", "contact", "position", "phone", "email", "region", "industry", "source", "source_detail", "need"]


class LeadForm(Extended, ModelForm):
    """A lead's data; of a new one also who gets it, and, where it may be there already, that it is another one."""

    company = LineField(label=_("company"), max_length=120)
    contact = LineField(label=_("contact"), max_length=60, required=False)
    phone = LineField(label=_("phone"), max_length=30, required=False)
    source = forms.ModelChoiceField(LeadSource.objects.none(), label=_("source"))
    source_detail = LineField(
        label=_("which one"), max_length=120, required=False, help_text=_("The exhibition, the campaign, who told us.")
    )

    layout = [
        Group(_("Who asks"), ["company", "contact", "position", "phone", "email", "region", "industry"]),
        Group(_("Where it comes from"), ["source", "source_detail", "to"]),
        Group(_("Need"), ["need"], wide=("need",)),
    ]

    class Meta:
        model = Lead
        fields = DETAILS
        widgets = {"need": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, person: Any, alike: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        offered = queries.sources(active=True)
        if self.instance.pk:
            offered = offered | LeadSource.objects.filter(pk=self.instance.source_id)
        else:
            mine = allowed(person, permissions.TAKE)
            options = [one for one in To.choices if mine or one[0] != To.ME]
            first = To.ME if mine else To.RULE
            self.add("to", forms.ChoiceField(label=_("Who works on it"), choices=options, initial=first))
        self.fields["source"].queryset = offered  # type: ignore[attr-defined]
        if alike:
            self.add("sure", forms.BooleanField(label=_("I have looked: it is another one"), required=False))


class CardForm(Form):
    """What stands on a business card or in a message, pasted."""

    card = forms.CharField(
        label=_("Business card or message"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class ManForm(ModelForm):
    """Money, authority and need: what is known of each, and what that rests on (S2 MAN)."""

    layout = [
        Group(rules.ASKED["money"], ["money", "money_note"]),
        Group(rules.ASKED["authority"], ["authority", "authority_note"]),
        Group(rules.ASKED["real_need"], ["real_need", "real_need_note"]),
    ]

    class Meta:
        model = Lead
        fields = ["money", "money_note", "authority", "authority_note", "real_need", "real_need_note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in rules.ASKED:
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, choices=Answer.choices,
                widget=forms.Select(attrs={"class": "lc-input lc-select"}),
            )  # fmt: skip


class DropForm(Form):
    """Why a lead is given up."""

    reason = forms.ChoiceField(label=_("why"), choices=Lead.Reason.choices)
    note = LineField(label=_("note"), max_length=300, required=False)


class ReasonForm(Form):
    reason = LineField(label=_("reason"), max_length=300)


class ConversionForm(Form):
    """The opportunity a lead becomes; customer and contact are made of the lead where they are not there yet."""

    customer = PickField(
        Customer.objects.none(),
        label=_("customer"),
        source="customers:options",
        required=False,
        help_text=_("Empty: the company is registered as a new customer."),
    )
    name = LineField(label=_("opportunity"), max_length=160)
    amount = AmountField(label=_("expected amount"), required=False, help_text=_("In yuan with tax."))
    expected_close_on = DayField(label=_("expected signing"), required=False)

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"].queryset = customers.pickable(person)  # type: ignore[attr-defined]

    def clean_amount(self) -> object:
        return self.cleaned_data["amount"] or 0


class SourceForm(ModelForm):
    name = LineField(label=_("name"), max_length=40)
    name_en = LineField(label=_("English name"), max_length=60, required=False)
    position = NumberField(label=_("order"), min_value=0, max_value=9999, initial=100)

    class Meta:
        model = LeadSource
        fields = ["code", "name", "name_en", "position", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]
