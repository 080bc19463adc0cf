"""Custom fields in a form: inputs in groups behind the form's own; what was entered is `cleaned_data["extra"]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields import seeing, values
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.kernel.extra import Changes
from leadtocash.foundation.web.forms import Group, ModelForm
from leadtocash.foundation.web.picking import PickField

Type = CustomField.Type
if TYPE_CHECKING:
    _Base = ModelForm
else:
    _Base = object


class Extended(_Base):
    """Put before ModelForm among the bases; takes `person`. Required fields are asked for whenever the form is sent."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [name for name in self.fields if name != "revision"]
        self.custom = {field.key: field for field in seeing.edited(person, self._meta.model)}
        if not self.custom:
            return
        groups: dict[str, list[str]] = {}
        for name, field in self.custom.items():
            self.add(name, _entry(field, self.instance))
            groups.setdefault(field.group or _("Custom fields"), []).append(name)
        wide = tuple(name for name, field in self.custom.items() if field.type == Type.LONG)
        more = [Group(label, names, wide=wide) for label, names in groups.items()]
        self.layout: list[Group] = [*(self.layout or [Group("", own)]), *more]

    def full_clean(self) -> None:
        """Hand the custom fields to the action as one value."""
        super().full_clean()
        if self.custom and hasattr(self, "cleaned_data"):
            given = {
                f.code: self.cleaned_data.pop(name) for name, f in self.custom.items() if name in self.cleaned_data
            }
            self.cleaned_data["extra"] = Changes(given)


def _entry(field: CustomField, record: Any) -> forms.Field:
    """The input of a field for this record."""
    new = record.pk is None
    there = None if new else record.extra.get(field.code)
    kind: type[Any] = _PersonEntry if field.type == Type.PERSON else _Entry
    entry: forms.Field = kind(
        label=field.name, help_text=field.hint, required=field.required, initial=field.default if new else there
    )
    entry.custom, entry.there = field, there  # type: ignore[attr-defined]
    if field.type != Type.PERSON:
        entry.widget = _widget(field, there)
        entry.widget.is_required = field.required
    return entry


class _Understood:
    """Cleaned by the one rule of custom fields."""

    custom: CustomField
    there: Any

    def clean(self, value: Any) -> Any:
        """The value as it is kept. Raises ValidationError."""
        found = values.clean(self.custom, value, there=self.there)
        if found is None and self.custom.required:
            raise ValidationError(_("This is needed."))
        return found


class _Entry(_Understood, forms.Field):
    """All but people."""


class _PersonEntry(_Understood, PickField):
    """A colleague."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.filter(is_active=True).order_by("name"), source="accounts.user", **kwargs)


def _widget(field: CustomField, there: Any) -> forms.Widget:
    numeric = {"inputmode": "decimal", "class": "lc-num"}
    if field.type == Type.LONG:
        return forms.Textarea(attrs={"rows": 3, "maxlength": values.LONG})
    if field.type in (Type.INTEGER, Type.DECIMAL):
        return forms.TextInput(attrs=numeric | ({"data-unit": field.unit} if field.unit else {}))
    if field.type == Type.MONEY:
        return forms.TextInput(attrs=numeric | {"data-unit": _("yuan")})
    if field.type == Type.DATE:
        return forms.DateInput(attrs={"data-date": "", "autocomplete": "off"}, format="%Y-%m-%d")
    if field.type == Type.YES_NO:
        return _YesNo(choices=[("", "\u2014"), ("true", _("yes")), ("false", _("no"))])
    if field.type in (Type.CHOICE, Type.CHOICES):
        kept = {there} if isinstance(there, str) else set(there or ())
        offered = [one for one in field.options(all_of_them=True) if one in field.options() or one[0] in kept]
        if field.type == Type.CHOICES:
            return forms.CheckboxSelectMultiple(choices=offered, attrs={"data-span": "2"})
        return forms.Select(choices=[("", "\u2014"), *offered])
    return forms.TextInput(attrs={"maxlength": values.LINE})


class _YesNo(forms.Select):
    """Three states: yes, no, nothing said."""

    def format_value(self, value: Any) -> Any:
        return [str(value).lower() if isinstance(value, bool) else str(value or "")]
