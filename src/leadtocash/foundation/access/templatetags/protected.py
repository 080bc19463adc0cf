"""Protected fields on pages and papers: {% load protected %}{% shown contact "phone" %}."""

from __future__ import annotations

from typing import Any

from django import template
from django.db import models

from leadtocash.foundation.access import fields

register = template.Library()


@register.simple_tag(takes_context=True)
def shown(context: dict[str, Any], record: models.Model, name: str) -> Any:
    """The field as the reader may see it, "" for nothing. The reader is `person`, on a paper, else who asks."""
    person = context.get("person") or context["request"].user
    return fields.shown(person, record, name, getattr(record, name)) or ""
