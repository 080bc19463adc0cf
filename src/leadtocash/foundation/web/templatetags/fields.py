"""What the kit's templates ask about a form's fields and the cells of an entry grid. Built in, as `lc` is."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

from django import template
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    ClearableFileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.forms.boundfield import BoundWidget
from django.forms.widgets import CheckboxSelectMultiple, Input
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def span_class(field: BoundField) -> str:
    """How many of the three columns a field takes: `data-span` on its widget, else all for a text area."""
    span = str(field.field.widget.attrs.get("data-span", "3" if isinstance(field.field.widget, Textarea) else "1"))
    return {"2": "w2", "3": "w3"}.get(span, "")


@register.filter
def is_choice_box(field: BoundField) -> bool:
    """A single box: its label stands beside it, not above."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_option_list(field: BoundField) -> bool:
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.simple_tag
def control(field: BoundField, extra: str = "") -> SafeString:
    """The field's input with the kit's classes; Django adds required, aria-invalid and aria-describedby."""
    widget = field.field.widget
    classes = [str(widget.attrs.get("class", "")), extra]
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        classes.append("lc-check")
    elif isinstance(widget, Select):
        classes.append("lc-input lc-select")
    elif isinstance(widget, Input | Textarea) and not isinstance(widget, ClearableFileInput):
        classes.append("lc-input")
    attrs: dict[str, str | bool] = {"class": " ".join(dict.fromkeys(" ".join(classes).split()))}
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


@register.simple_tag
def options(items: Iterable[tuple[Any, Any]], selected: Any = "") -> SafeString:
    """The option elements of a select from (value, label) pairs."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((v, mark_safe(" selected") if str(v) == str(selected) else "", label) for v, label in items),
    )


@register.simple_tag
def chosen(items: Iterable[tuple[Any, Any]], values: Container[Any]) -> SafeString:
    """The same where several may be selected."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((v, mark_safe(" selected") if v in values else "", label) for v, label in items),
    )


@register.filter
def as_check(box: BoundWidget) -> SafeString:
    """One radio button or box of a list, with the kit's class."""
    box.data["attrs"]["class"] = "lc-check"
    return box.tag()


@register.filter
def unit_of(field: BoundField) -> str:
    """The unit written inside the right end of an input: `data-unit` on its widget."""
    return str(field.field.widget.attrs.get("data-unit", ""))


@register.filter
def wrong_fields(form: BaseForm) -> list[BoundField]:
    return [field for field in form.visible_fields() if field.errors]


@register.filter
def cells(form: BaseForm) -> list[BoundField]:
    """The fields of a formset's form that are columns of its grid."""
    return [field for field in form.visible_fields() if field.name != "DELETE"]


@register.filter
def cell_class(field: BoundField) -> str:
    """Numbers stand right."""
    widget = field.field.widget
    return "n" if "lc-num" in str(widget.attrs.get("class", "")) else ""


@register.filter
def column_key(field: BoundField) -> str:
    return str(field.field.widget.attrs.get("data-col", field.name))


@register.filter
def sums_any(form: BaseForm) -> bool:
    """Has a grid of such rows a total at all?"""
    return any(is_summed(field) for field in cells(form))


@register.filter
def is_summed(field: BoundField) -> bool:
    return "data-sum" in field.field.widget.attrs


@register.simple_tag
def cell(field: BoundField) -> SafeString:
    """An input without a frame of its own: the cell is the frame."""
    attrs: dict[str, str | bool] = {"class": "cell", "data-col": column_key(field), "aria-label": str(field.label)}
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)
