from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import Department, Position, User
from leadtocash.foundation.calendar.models import WorkingHours
from leadtocash.foundation.web.forms import DayField, Form, Group, LineField, ModelForm


class PersonForm(Form):
    username = LineField(
        label=_("user name"), max_length=60,
        validators=[RegexValidator(r"^[a-z0-9._-]+$", _("Small Latin letters, digits, dot, dash and underscore."))],
    )  # fmt: skip
    name = LineField(label=_("name"), max_length=60)
    email = forms.EmailField(label=_("e-mail"), required=False)
    phone = LineField(label=_("phone"), max_length=30, required=False)
    password = forms.CharField(
        label=_("new password"), required=False, max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten signs; left empty, nothing changes."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("may sign in"), required=False, initial=True)

    layout = [Group("", ["username", "name", "email", "phone", "password", "is_active"])]

    def __init__(self, *args: object, person: User | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if person is not None:
            self.fields["username"].disabled = True
            names = ("username", "name", "email", "phone", "is_active")
            self.initial = {name: getattr(person, name) for name in names}


class PositionForm(ModelForm):
    class Meta:
        model = Position
        fields = ["department", "role", "title", "superior", "is_main"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = Department.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["superior"].queryset = User.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]


class DepartmentForm(ModelForm):
    code = LineField(label=_("code"), max_length=20)
    name = LineField(label=_("name"), max_length=80)

    class Meta:
        model = Department
        fields = ["code", "name", "kind", "parent", "is_active"]


class DayForm(Form):
    day = DayField(label=_("day"))
    working = forms.TypedChoiceField(
        label=_("counts as"),
        choices=[("0", _("free day")), ("1", _("working day"))],
        coerce=lambda v: v == "1",
    )
    name = LineField(label=_("name"), max_length=60, required=False)


class HoursForm(ModelForm):
    """When work begins, breaks and ends."""

    class Meta:
        model = WorkingHours
        fields = ["begin", "break_begin", "break_end", "end"]
        widgets = {name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in fields}


class PatternForm(Form):
    pattern = LineField(
        label=_("pattern"), max_length=80,
        help_text=_("{year}, {seq} or {seq:04d} for at least four digits, {department} for its code."),
    )  # fmt: skip
    reason = LineField(label=_("Reason"), max_length=300)

    layout = [Group("", ["pattern", "reason"], wide=("reason",))]
