from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.market import queries as market
from leadtocash.areas.market.models import CloseReason, Competitor
from leadtocash.areas.opportunities import limits, queries
from leadtocash.areas.opportunities.models import Criterion, Opportunity, SalesMethod, Stage
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web.forms import (
    AmountField,
    DayField,
    Form,
    Group,
    LineField,
    ModelForm,
    NumberField,
)
from leadtocash.foundation.web.picking import PickField, PickManyField


class OpportunityForm(Extended, ModelForm):
    """An opportunity's data; a new one also says in which stage of which method it begins."""

    name = LineField(label=_("opportunity"), max_length=160)
    customer = PickField(
        Customer.objects.none(),
        label=_("customer"),
        source="customers:options",
        required=False,
        help_text=_("May stay open until you know; to be won the opportunity needs one."),
    )
    amount = AmountField(
        label=_("expected amount"),
        required=False,
        help_text=_("In yuan with tax; empty: the sum of the lines."),
    )
    expected_close_on = DayField(label=_("expected signing"), required=False)
    stage = forms.ChoiceField(label=_("stage"), required=False)
    next_step = LineField(label=_("next step"), max_length=160, required=False)
    next_step_on = DayField(label=_("next step on"), required=False)
    source = LineField(label=_("source"), max_length=60, required=False)

    layout = [
        Group(_("Opportunity"), ["name", "customer", "stage", "amount", "expected_close_on", "forecast", "source"]),
        Group(_("Next step"), ["next_step", "next_step_on"]),
        Group(_("Need"), ["need"], wide=("need",)),
    ]

    class Meta:
        model = Opportunity
        fields = [
            "name", "customer", "amount", "expected_close_on", "forecast", "source", "next_step", "next_step_on",
            "need",
        ]  # fmt: skip
        widgets = {"need": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self.fields["customer"].queryset = customers.pickable(person)  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["stage"]
        else:
            self.fields["stage"].choices = queries.stages_by_method()  # type: ignore[attr-defined]

    def clean_amount(self) -> object:
        return self.cleaned_data["amount"] or 0

    def clean_stage(self) -> object:
        wanted = self.cleaned_data["stage"]
        return queries.stage(int(wanted)) if wanted else None


class LineForm(Form):
    """One row of the sheet; a product is named by its model."""

    product = LineField(label=_("product"), max_length=80, required=False)
    description = LineField(label=_("description"), max_length=200, required=False)
    quantity = NumberField(label=_("quantity"), min_value=1, max_value=100_000, widget=forms.TextInput)
    unit_price = AmountField(label=_("unit price with tax"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, extra in (
            ("product", {"list": "lc-products", "autocomplete": "off"}),
            ("description", {}),
            ("quantity", {"inputmode": "numeric", "data-col": "qty"}),
            ("unit_price", {"inputmode": "decimal", "data-col": "price"}),
        ):
            field = self.fields[name]
            field.widget.attrs = {"class": "cell", "aria-label": field.label, **extra}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.has_changed() and not values.get("product") and not values.get("description"):
            self.add_error("product", gettext("A product or a description."))
        return values


class Lines(BaseFormSet):
    """The sheet; the products are looked up all at once."""

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        filled = [form for form in self.kept() if form.is_valid()]
        named = {form.cleaned_data["product"] for form in filled if form.cleaned_data["product"]}
        found = queries.products_by_model(named, self.person)
        for form in filled:
            name = form.cleaned_data["product"]
            form.cleaned_data["product"] = found.get(name.casefold())
            if name and name.casefold() not in found:
                form.add_error("product", gettext("No product %(model)s on sale.") % {"model": name})

    def kept(self) -> list[Any]:
        """The rows that are filled in and not deleted."""
        return [f for f in self.forms if f.has_changed() and not f.data.get(f.add_prefix("DELETE"))]

    def values(self) -> list[dict[str, Any]]:
        """The rows for the action, in order."""
        names = ("product", "description", "quantity", "unit_price")
        return [{name: form.cleaned_data[name] for name in names} for form in self.kept()]

    def is_right(self) -> bool:
        """Whether every row may be saved; a form added errors to here is not valid any more."""
        return bool(self.is_valid()) and not any(form.errors for form in self.kept())


LineSheet: Any = forms.formset_factory(LineForm, formset=Lines, extra=0, can_delete=True, max_num=200, absolute_max=210)


class StageForm(Form):
    stage = forms.ChoiceField(label=_("stage"))
    reason = LineField(
        label=_("reason"),
        max_length=300,
        required=False,
        help_text=_("Needed to go back, or over to another method."),
    )

    def __init__(self, *args: Any, own: SalesMethod | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = queries.stages_by_method(own)  # type: ignore[attr-defined]


class _ClosingForm(Form):
    """How a deal ended; the reasons offered are those for its outcome."""

    outcome = ""
    closed_on = DayField(label=_("decided on"))
    closed_for = forms.ModelChoiceField(CloseReason.objects.none(), label=_("closing reason"))
    rivals = PickManyField(
        Competitor.objects.none(), label=_("rivals in the deal"), source="market.competitor", required=False
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given: Any = self.fields
        given["closed_for"].queryset = market.reasons_for(self.outcome)
        for name in ("rivals", "lost_to"):
            if name in given:
                given[name].queryset = market.findable(person)


class WinForm(_ClosingForm):
    outcome = "won"
    amount = AmountField(label=_("final amount"), help_text=_("In yuan with tax."))
    reason = LineField(label=_("why we won"), max_length=300, required=False)

    field_order = ["closed_on", "amount", "closed_for", "reason", "rivals"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed_for"].required = False


class ConfirmationForm(Form):
    """The evidence that a criterion is met."""

    note = LineField(
        label=_("what it rests on"), max_length=400, help_text=_("Who said or showed it, where one can look it up.")
    )
    on = DayField(label=_("so since"))
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("promised by"), required=False)
    file = forms.FileField(label=_("file"), required=False)

    def __init__(self, *args: Any, criterion: Criterion, contacts: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]
        self.fields["contact"].required = criterion.evidence == Criterion.Evidence.PROMISE
        self.fields["file"].required = criterion.evidence == Criterion.Evidence.FILE
        if criterion.evidence == Criterion.Evidence.NOTE:
            del self.fields["contact"]


class WaiverForm(Form):
    """Why a deal may pass without this, and until when."""

    reason = LineField(label=_("reason"), max_length=400)
    until = DayField(label=_("until"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = gettext("At most %(n)d days ahead.") % {"n": number(limits.WAIVER)}


class BuyerForm(Form):
    """Where the buyer really is."""

    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("the buyer's step"), empty_label=None)
    since = DayField(label=_("since"))
    note = LineField(label=_("what shows it"), max_length=300, help_text=_("Who said it, which notice or paper."))

    def __init__(self, *args: Any, method: SalesMethod, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["stage"]
        field.queryset = Stage.objects.filter(method=method)
        field.label_from_instance = lambda stage: stage.buyer_step or str(stage)


class VersionForm(Form):
    """In which stage of the new version a deal stands."""

    stage = forms.ModelChoiceField(Stage.objects.none(), label=_("stage"), empty_label=None)

    def __init__(self, *args: Any, method: SalesMethod, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = Stage.objects.filter(method=method)  # type: ignore[attr-defined]


class ReasonForm(Form):
    reason = LineField(label=_("reason"), max_length=300)


class WithdrawalForm(Form):
    reason = LineField(label=_("reason"), max_length=300)


class ClosingForm(Form):
    """When the signing is expected."""

    expected_close_on = DayField(label=_("expected signing"))


class CategoryForm(Form):
    """What a deal counts to in the forecast."""

    forecast = forms.ChoiceField(
        label=_("counts in the forecast as"), required=False,
        choices=[("", _("as its stage says")), *Opportunity.Forecast.choices],
    )  # fmt: skip


class LossForm(_ClosingForm):
    outcome = "lost"
    lost_to = PickField(
        Competitor.objects.none(), label=_("lost to"), source="market.competitor", required=False,
        help_text=_("Empty where nobody got it, or it is not known."),
    )  # fmt: skip
    reason = LineField(
        label=_("why we lost"), max_length=300, required=False, help_text=_("What we learn from it, in a few words.")
    )

    field_order = ["closed_on", "closed_for", "lost_to", "rivals", "reason"]


class ReopeningForm(Form):
    reason = LineField(label=_("reason"), max_length=300)
