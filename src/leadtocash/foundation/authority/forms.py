"""Forms of the authority table."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.authority import matrix, reading, wire
from leadtocash.foundation.authority.models import AuthorityRow
from leadtocash.foundation.kernel.text import plain_signs
from leadtocash.foundation.web.forms import AmountField, Form, Group, LineField, ModelForm

KINDS = list(wire.KINDS.items())
ANY = ("", _("any"))


class PercentField(forms.DecimalField):
    """A share typed as per cent: 15 is 0.15. Full-width digits and signs are understood, so it is a text field."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_digits=7, decimal_places=2, min_value=Decimal(-999), max_value=Decimal(999), **kwargs)

    def to_python(self, value: Any) -> Any:
        found = super().to_python(plain_signs(str(value)).replace("%", "").strip() if value else value)
        return None if found is None else found / 100

    def prepare_value(self, value: Any) -> Any:
        return f"{value * 100:f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else value

    def run_validators(self, value: Any) -> None:
        """The limits hold for what was typed, in per cent."""
        super().run_validators(None if value is None else (value * 100).normalize())


class QuestionForm(Form):
    """Who approves? The facts the authority table asks for."""

    document = forms.ChoiceField(label=_("Document"))
    department = forms.ModelChoiceField(
        Department.objects.filter(is_active=True), label=_("Unit"), required=False, empty_label=_("any")
    )
    amount = AmountField(label=_("Amount, yuan"), required=False)
    margin = PercentField(label=_("Gross margin, %"), required=False)
    contract_kind = forms.ChoiceField(label=_("Contract kind"), choices=[("", _("not known")), *KINDS], required=False)
    product_class = LineField(label=_("Product class"), required=False, max_length=20)
    credit_class = LineField(label=_("Credit class"), required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document: Any = self.fields["document"]
        document.choices = documents()

    def facts(self) -> dict[str, Any]:
        """What was filled in, as facts."""
        names = matrix.LABELS.keys() & self.cleaned_data.keys()
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name] not in (None, "")}


class RowForm(ModelForm):
    """A row of a draft of the authority table."""

    document = forms.ChoiceField(label=_("Document"))
    amount_from = AmountField(label=_("Amount from"), required=False)
    amount_to = AmountField(label=_("Amount below"), required=False)
    margin_from = PercentField(label=_("Margin from, %"), required=False)
    margin_to = PercentField(label=_("Margin below, %"), required=False)
    contract_kind = forms.ChoiceField(label=_("Contract kind"), choices=[ANY, *KINDS], required=False)
    roles = LineField(
        label=_("Who approves"),
        help_text=_("Roles by title or code in the order in which they approve, commas between."),
    )
    layout = [
        Group(_("For which documents"), ["code", "document", "department", "contract_kind", "product_class",
                                         "credit_class"]),
        Group(_("From, up to but not including"), ["amount_from", "amount_to", "margin_from", "margin_to"]),
        Group(_("Who approves"), ["roles", "clause", "note"], wide=("roles", "note")),
    ]  # fmt: skip

    class Meta:
        model = AuthorityRow
        fields = [
            "code", "document", "department", "contract_kind", "product_class", "credit_class", "amount_from",
            "amount_to", "margin_from", "margin_to", "roles", "clause", "note",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document: Any = self.fields["document"]
        document.choices = documents()
        if self.instance.roles:
            self.initial["roles"] = ", ".join(self.instance.roles)

    def clean_roles(self) -> list[str]:
        """Every word must be a role, by code or title."""
        try:
            return reading.roles(self.cleaned_data["roles"], wire.names().roles)
        except reading.Wrong as wrong:
            raise forms.ValidationError(str(wrong)) from None


class EditionForm(Form):
    """A new draft: from which edition, for which year, why."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    note = LineField(
        label=_("Reason"), max_length=200, help_text=_("Why the authority changes: the decision it rests on.")
    )

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year: Any = self.fields["year"]
        year.choices = [(this_year, str(this_year)), (this_year + 1, str(this_year + 1))]


def documents() -> Iterable[tuple[str, Any]]:
    """The documents the matrix knows."""
    return [(kind, document.label) for kind, document in matrix.shipped.items()]
