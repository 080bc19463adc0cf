"""Forms: text as meant (full-width folded), errors at the field, one way to hand a form to an action."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from leadtocash.foundation.kernel.money import typed
from leadtocash.foundation.kernel.text import clean_line, plain_signs

T = TypeVar("T")
#: the phone's keyboard for fields of these names
KEYBOARDS = {"phone": "tel", "mobile": "tel", "fax": "tel"}


class LineField(forms.CharField):
    """One line of text; full-width digits and Latin become ordinary ones, stray blanks go."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class NumberText(forms.TextInput):
    """A number is typed into a text field: a number field of the browser throws full-width digits away."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return plain_signs(value) if isinstance(value, str) else value


class AmountField(forms.DecimalField):
    """Yuan with two places; thousands commas, currency, units (50w) and full-width digits are understood."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", Decimal(0))
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "lc-num"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        found = typed(value) if isinstance(value, str) else None
        return super().to_python(value if found is None else f"{found:f}")


class NumberField(forms.IntegerField):
    """A whole number; full-width digits are understood."""

    widget = NumberText(attrs={"inputmode": "numeric", "class": "lc-num"})

    def to_python(self, value: Any) -> int | None:
        return super().to_python(plain_signs(value) if isinstance(value, str) else value)


class DayField(forms.DateField):
    """A calendar day, chosen or typed as 2026-11-24, 2026/11/24 or in full-width digits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"data-date": "", "autocomplete": "off"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_signs(value) if isinstance(value, str) else value)


class ClockField(forms.TimeField):
    """A time of the day such as 08:30; full-width digits and colon are understood."""

    default_error_messages = {"invalid": gettext_lazy("Write a time of the day such as 08:30.")}

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain_signs(value) if isinstance(value, str) else value)


class Group:
    """A heading and its fields, for the three-column form page; `wide` fields take a whole row. What is `folded` is
    seldom filled in: only its heading is shown until it is opened, has a value or an error."""

    def __init__(self, label: Any, names: list[str], *, wide: tuple[str, ...] = (), folded: bool = False) -> None:
        self.label, self.names, self.wide, self.folded = label, names, wide, folded


class _Layout:
    """What both bases share. `layout` groups the fields for the form page."""

    fields: dict[str, forms.Field]
    layout: list[Group] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if type(field.widget) is forms.NumberInput:
                mode = "numeric" if isinstance(field, forms.IntegerField) else "decimal"
                field.widget = NumberText(attrs=field.widget.attrs | {"inputmode": mode, "class": "lc-num"})
            _dress(field)
        for name in self.fields.keys() & KEYBOARDS.keys():
            self.fields[name].widget.attrs.setdefault("inputmode", KEYBOARDS[name])

    def add(self, name: str, field: forms.Field) -> None:
        """One more field, which only this form has."""
        self.fields[name] = field
        _dress(field)

    def groups(self) -> list[dict[str, Any]]:
        """The groups with their bound fields, everything not named in the layout at the end."""
        named = {name for group in self.layout for name in group.names}
        shown = [name for name, field in self.fields.items() if not field.widget.is_hidden]
        rest = [name for name in shown if name not in named]
        groups = [*self.layout, *([Group("", rest)] if rest else [])]
        found = []
        for group in groups:
            bound = [cast(Any, self)[name] for name in group.names if name in self.fields]
            folded = group.folded and not any(field.errors or field.value() for field in bound)
            fields = [{"field": field, "wide": field.name in group.wide} for field in bound]
            found.append({"label": group.label, "fields": fields, "foldable": group.folded, "folded": folded})
        return found


class Form(_Layout, forms.Form):
    """The base of every form."""


class ModelForm(_Layout, forms.ModelForm):
    """A form that reads a model's fields; saving is the action's business, never the form's.

    For a stored record the page carries the revision that was read; `revision` is what came back of it.
    """

    revision: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = getattr(self.instance, "revision", None)
        if self.instance.pk and seen is not None and "revision" not in self.fields:
            hidden = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=seen)
            self.fields["revision"] = hidden

    def full_clean(self) -> None:
        """Keep the revision apart from the values that are handed to the action."""
        super().full_clean()
        if hasattr(self, "cleaned_data"):
            self.revision = self.cleaned_data.pop("revision", None)

    def save(self, commit: bool = True) -> Any:
        raise NotImplementedError("an action saves; hand it form.cleaned_data")

    def _post_clean(self) -> None:
        """Do not touch or validate the instance here: the action does both, under the lock."""


def submit(form: forms.BaseForm, action: Callable[[], T]) -> T | None:
    """Run the action for a valid form; what its validation refuses is shown at the field. None when refused."""
    try:
        return action()
    except ValidationError as error:
        add_errors(form, error)
        return None


def render_form(
    request: HttpRequest, form: Any, *, title: str, back: str, under: Sequence[tuple[Any, str]],
    template: str = "web/form.html", **context: Any,
) -> HttpResponse:  # fmt: skip
    """Render a form's page, with its errors (422) once it was sent. under: label and address of each page it lies
    below; back: where one goes without saving."""
    crumbs = [*({"label": label, "url": url} for label, url in under), {"label": title}]
    page = {"form": form, "title": title, "cancel_url": back, "crumbs": crumbs, **context}
    return render(request, template, page, status=422 if form.is_bound else 200)


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put a model's validation errors at the form's fields, the others above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        field = name.replace(".", "_")  # a custom field
        form.add_error(field if field in form.fields else None, errors)


def _dress(field: forms.Field) -> None:
    widget = field.widget
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.HiddenInput | forms.FileInput):
        return
    classes = widget.attrs.get("class", "")
    extra = "lc-input lc-select" if isinstance(widget, forms.Select) else "lc-input"
    widget.attrs["class"] = f"{classes} {extra}".strip()
    if isinstance(widget, forms.Textarea):
        widget.attrs.setdefault("rows", "3")
        widget.attrs.pop("maxlength", None)  # browsers cut what is pasted without a word; the server says so
