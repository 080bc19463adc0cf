"""Forms of task coordination orders."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects.models import CoordinationOrder
from leadtocash.areas.projects.models.coordination import DAY_HOURS
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.forms import AmountField, DayField, Form, Group, LineField, ModelForm


class HoursField(AmountField):
    """Hours of one day: half an hour to eight, in half hours."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "data-unit": _("h")}))
        super().__init__(max_digits=3, decimal_places=1, min_value=Decimal("0.5"), max_value=DAY_HOURS, **kwargs)

    def clean(self, value: Any) -> Any:
        hours = super().clean(value)
        if hours is not None and (hours * 2) % 1:
            raise forms.ValidationError(_("In half hours: 0.5, 1, 1.5, up to 8."))
        return hours


class PeopleField(forms.ModelChoiceField):
    """One of the technicians, by name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), **kwargs)

    def offer(self, people: Iterable[User]) -> None:
        self.queryset = User.objects.filter(pk__in=[person.pk for person in people]).order_by("username")

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class CoordinationForm(ModelForm):
    subject = LineField(label=_("Matter"), max_length=120)
    place = LineField(label=_("Place of work"), max_length=200)
    wanted_from = DayField(label=_("wanted from"))
    wanted_to = DayField(label=_("wanted until"))
    contact_name = LineField(label=_("contact at the customer"), max_length=60)
    contact_phone = LineField(label=_("contact's phone"), max_length=30)

    layout = [
        Group(_("What is needed"), ["subject", "kind", "needs"], wide=("needs",)),
        Group(_("Where and when"), ["place", "wanted_from", "wanted_to"]),
        Group(_("Whom to call there"), ["contact_name", "contact_phone"]),
    ]

    class Meta:
        model = CoordinationOrder
        fields = [
            "subject", "kind", "needs", "place", "wanted_from", "wanted_to", "contact_name", "contact_phone",
        ]  # fmt: skip
        widgets = {"needs": forms.Textarea(attrs={"rows": 4})}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("wanted_from"), values.get("wanted_to")
        if first and last and last < first:
            self.add_error("wanted_to", _("The last day lies before the first."))
        return values


class AcceptForm(Form):
    """The person and his days: the same hours on every working day from first to last."""

    technician = PeopleField(label=_("technician"))
    first = DayField(label=_("first day"))
    last = DayField(label=_("last day"))
    hours = HoursField(label=_("hours a day"), initial="8")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first."))
        if first and last and (last - first).days > 92:
            self.add_error("last", _("Three months at most at a time."))
        return values


class BookingForm(Form):
    """One more day, on one of the project's scheduled orders."""

    order = forms.ModelChoiceField(label=_("task coordination order"), queryset=CoordinationOrder.objects.none())
    technician = PeopleField(label=_("technician"))
    day = DayField(label=_("day"))
    hours = HoursField(label=_("hours"), initial="8")
    note = forms.CharField(label=_("note"), max_length=100, required=False)

    def offer(self, orders: Iterable[CoordinationOrder], people: Iterable[User]) -> None:
        self.fields["order"].queryset = CoordinationOrder.objects.filter(  # type: ignore[attr-defined]
            pk__in=[order.pk for order in orders]
        ).order_by("-pk")
        self.fields["technician"].offer(people)  # type: ignore[attr-defined]


class DeclineForm(Form):
    reason = forms.CharField(label=_("why declined"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ReportForm(Form):
    result = forms.CharField(
        label=_("result"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What was done, what came of it, what is still open."),
    )  # fmt: skip
    done_on = DayField(label=_("done on"))


class RatingForm(Form):
    rating = forms.TypedChoiceField(
        label=_("rating"), coerce=int, widget=forms.RadioSelect,
        choices=[
            (5, _("5 very good")), (4, _("4 good")), (3, _("3 fair")), (2, _("2 poor")), (1, _("1 very poor")),
        ],
    )  # fmt: skip
    note = forms.CharField(
        label=_("words on the rating"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("With three or less, say what was not right."),
    )  # fmt: skip
