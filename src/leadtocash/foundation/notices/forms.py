"""A channel's form, made of the fields its kind asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.forms import DeclarativeFieldsMetaclass
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.notices.channels.base import Field, Kind
from leadtocash.foundation.notices.models import Channel
from leadtocash.foundation.notices.topics import group_label, group_names, label_of, topics
from leadtocash.foundation.web.forms import Form, LineField


class ChannelForm(Form):
    name = LineField(label=gettext_lazy("name"), max_length=60)
    is_active = forms.BooleanField(label=gettext_lazy("in use"), required=False, initial=True)


def channel_form(kind: Kind, data: Any, *, channel: Channel | None, kept: set[str]) -> ChannelForm:
    """The form of a kind's channel; `kept`: names of the secrets that are there and may stay."""
    made: dict[str, Any] = {field.name: _made(field, field.name in kept) for field in kind.fields}
    start: dict[str, Any] = {"name": str(kind.label), **{f.name: f.default for f in kind.fields if f.default}}
    if channel is not None:
        start = {"name": channel.name, "is_active": channel.is_active, **channel.settings}
    form_class: Any = DeclarativeFieldsMetaclass("KindForm", (ChannelForm,), made)
    made_form: ChannelForm = form_class(data, initial=start)
    return made_form


def _made(field: Field, kept: bool) -> forms.Field:
    common: dict[str, Any] = {
        "label": field.label, "help_text": field.help, "required": field.required and not kept,
    }  # fmt: skip
    if field.choices:
        return forms.ChoiceField(choices=field.choices, **common)
    if not field.secret:
        return LineField(max_length=200, **common)
    if kept:
        common["help_text"] = _("Kept encrypted; leave it empty to keep it.")
    return forms.CharField(max_length=500, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), **common)


class RouteForm(Form):
    topic = forms.ChoiceField(label=gettext_lazy("Topic"), required=False)
    department = forms.ModelChoiceField(
        Department.objects.none(), label=gettext_lazy("of which department"), required=False,
        empty_label=gettext_lazy("Whole company"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: list[Any] = [("", _("Everything"))]
        for name in group_names():
            inside = [(one.code, label_of(one)) for one in topics.values() if one.group == name]
            found.append((group_label(name), inside))
        self.fields["topic"].choices = found  # type: ignore[attr-defined]
        self.fields["department"].queryset = Department.objects.filter(is_active=True)  # type: ignore[attr-defined]
