from __future__ import annotations

from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts import policy, scopes
from leadtocash.foundation.web.forms import Form, LineField


def _secret(label: Any, autocomplete: str, **attrs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "data-caps": "", **attrs})
    return forms.CharField(label=label, max_length=200, strip=False, widget=widget)


class SignInForm(Form):
    username = forms.CharField(
        label=_("User name"), max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none", "spellcheck": "false"}
        ),
    )  # fmt: skip
    password = _secret(_("Password"), "current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get("username"):
            del self.fields["username"].widget.attrs["autofocus"]
            self.fields["password"].widget.attrs["autofocus"] = True


class CodeForm(Form):
    code = forms.CharField(
        label=_("Six digits or recovery code"), max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "inputmode": "text", "spellcheck": "false"}
        ),
    )  # fmt: skip
    trust = forms.BooleanField(label=_("Remember this device"), required=False)

    def __init__(self, *args: Any, days: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if days:
            self.fields["trust"].label = _("Do not ask on this device for %(days)d days") % {"days": days}
        else:
            del self.fields["trust"]


class NewPasswordForm(Form):
    """A password typed twice."""

    new = _secret(_("New password"), "new-password")
    again = _secret(_("Once more"), "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = _("At least %(count)d signs, nothing common, no name.") % {
            "count": policy.current().min_length
        }

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("new") and values.get("again") and values["new"] != values["again"]:
            self.add_error("again", _("Both must be the same."))
        return values


class PasswordForm(Form):
    """One's own password, knowing the old one."""

    current = _secret(_("Current password"), "current-password")
    new = _secret(_("New password"), "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new"].help_text = _("At least %(count)d signs, nothing common, no name.") % {
            "count": policy.current().min_length
        }


class ForgottenForm(Form):
    username = LineField(label=_("User name or e-mail"), max_length=120)


class SetUpForm(Form):
    """The first six digits of an authenticator app."""

    code = forms.CharField(
        label=_("The six digits it shows"), max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )  # fmt: skip


class ProofForm(Form):
    """Password, code, or both ways open: one right proof is enough."""

    password = _secret(_("Password"), "current-password")
    code = forms.CharField(
        label=_("Code of the authenticator app"), max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip


class TokenForm(Form):
    label = LineField(label=_("What it is for"), max_length=60)
    days = forms.TypedChoiceField(
        label=_("Valid for"), coerce=int,
        choices=[
            (7, _("a week")), (30, _("a month")), (90, _("three months")), (180, _("half a year")),
            (365, _("one year")),
        ],
        initial=90,
    )  # fmt: skip
    reach = forms.ChoiceField(
        label=_("It may"), widget=forms.RadioSelect, initial="write",
        choices=[
            ("write", _("read and change everything you may")), ("read", _("read everything you may, change nothing")),
            ("chosen", _("only what is ticked below")),
        ],
    )  # fmt: skip
    chosen = forms.MultipleChoiceField(label=_("Only"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [scope for scope in scopes.all_scopes() if ":" in scope]
        field = cast(forms.MultipleChoiceField, self.fields["chosen"])
        field.choices = [(scope, scopes.label_of(scope)) for scope in parts]

    def parts(self) -> list[tuple[str, str, list[BoundWidget]]]:
        """The parts of the program, each with its boxes "read" and "write"."""
        boxes = list(self["chosen"])
        return [
            (scopes.name_of(area), area, boxes[2 * place : 2 * place + 2]) for place, area in enumerate(scopes.areas())
        ]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("reach") == "chosen" and not values.get("chosen"):
            self.add_error("chosen", _("Tick at least one."))
        return values

    def scopes(self) -> list[str]:
        """The scopes of the token to be made."""
        reach: str = self.cleaned_data["reach"]
        return list(self.cleaned_data["chosen"]) if reach == "chosen" else [reach]
