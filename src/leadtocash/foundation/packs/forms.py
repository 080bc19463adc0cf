"""Forms of packs, limits and the first start."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.packs.shipped import ORDER
from leadtocash.foundation.web.forms import Form, Group, LineField


class UserNameField(LineField):
    """User names are small letters, however they are typed."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).lower()


class UploadForm(Form):
    """A pack as a zip file."""

    file = forms.FileField(label=_("Zip file"), widget=forms.FileInput(attrs={"accept": ".zip"}))


class LimitForm(Form):
    """The new value of a limit, and why."""

    value = LineField(label=_("Value"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    reason = LineField(label=_("Reason"), max_length=300)
    layout = [Group("", ["value", "reason"], wide=("reason",))]


class WelcomeForm(Form):
    """Company, administrator, pack."""

    company = LineField(label=_("Company name"), max_length=80)
    name = LineField(label=_("Your name"), max_length=60)
    username = UserNameField(
        label=_("user name"), max_length=60,
        validators=[RegexValidator(r"^[a-z0-9._-]+$", _("Small Latin letters, digits, dot, dash and underscore."))],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten signs, not only digits, nothing common."),
    )  # fmt: skip
    again = forms.CharField(
        label=_("Password once more"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    pack = forms.ChoiceField(choices=[(name, name) for name in ORDER], initial=ORDER[0])

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("password") and values.get("again") is not None and values["password"] != values["again"]:
            self.add_error("again", _("The two passwords differ."))
        return values
