"""Custom fields in templates: {% load custom_fields %}{% custom_fields record person as values %}."""

from __future__ import annotations

from typing import Any

from django import template

from leadtocash.foundation.custom_fields.seeing import shown_values

register = template.Library()


@register.simple_tag
def custom_fields(record: Any, person: Any) -> list[tuple[str, str]]:
    """(label, text) of the record's filled custom fields this person reads; none without a person."""
    return shown_values(person, record) if person is not None else []
