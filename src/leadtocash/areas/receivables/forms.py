from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import Customer
from leadtocash.areas.receivables.models import Receivable
from leadtocash.foundation.web.forms import AmountField, DayField, Form, Group, LineField
from leadtocash.foundation.web.picking import PickField


class ReceiptForm(Form):
    customer = PickField(Customer.objects.none(), source="customers:options", label=_("customer"))
    received_on = DayField(label=_("received on"))
    amount = AmountField(label=_("amount received"), min_value=Decimal("0.01"))
    bank_reference = LineField(
        label=_("bank reference"), max_length=60, help_text=_("As on the bank statement; counted once a day.")
    )
    remark = LineField(label=_("remark"), max_length=300, required=False)

    layout = [
        Group(
            _("What the bank shows"),
            ["customer", "received_on", "amount", "bank_reference", "remark"],
            wide=("remark",),
        )
    ]

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].widget.attrs["data-unit"] = str(_("yuan"))
        self.fields["customer"].queryset = Customer.objects.visible_to(person).order_by("name")  # type: ignore[attr-defined]


class AllocationForm(Form):
    """One amount for each open receivable of the customer; what is offered can be changed or emptied."""

    def __init__(self, *args: Any, owed: Iterable[Receivable], offered: Iterable[Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owed = list(owed)
        for receivable, amount in zip(self.owed, offered, strict=True):
            field = AmountField(label=str(receivable), required=False, initial=amount or None)
            field.widget.attrs = {"class": "cell", "data-col": "share", "inputmode": "decimal"}
            self.fields[f"owed-{receivable.pk}"] = field

    def rows(self) -> list[tuple[Receivable, forms.BoundField]]:
        """Each receivable with its input."""
        return [(receivable, self[f"owed-{receivable.pk}"]) for receivable in self.owed]

    def groups(self) -> list[dict[str, Any]]:
        """One card: the sheet, which prints the fields itself."""
        return [{"label": _("Match to what is owed"), "template": "receivables/_sheet.html"}]

    def lines(self) -> list[tuple[int, Decimal]]:
        """Receivable ids and yuan for the action; empty and zero inputs are left out."""
        values = ((r.pk, self.cleaned_data.get(f"owed-{r.pk}")) for r in self.owed)
        return [(pk, amount) for pk, amount in values if amount]


class ReasonForm(Form):
    reason = LineField(
        label=_("reason"), max_length=200, help_text=_("Stays in the books and in the history of both records.")
    )

    layout = [Group("", ["reason"], wide=("reason",))]


class ConfirmationForm(Form):
    recognised_on = DayField(label=_("recognised on"))
