"""`{% post %}`: what every form that posts carries — the CSRF token and a key that makes posting twice harmless."""

from __future__ import annotations

import uuid
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def post(context: dict[str, Any]) -> SafeString:
    """Hidden inputs for a form with method post."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="_key" value="{}">',
        get_token(context["request"]),
        uuid.uuid4(),
    )
