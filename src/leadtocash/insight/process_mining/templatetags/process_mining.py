"""How times in working days and their change are printed."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from leadtocash.foundation.web import formats

register = template.Library()


@register.filter
def days_spent(value: Decimal | None) -> str:
    """Working days with one decimal; nothing is a dash."""
    return "–" if value is None else formats.fixed(value, 1)


@register.simple_tag
def trend(now: Decimal | None, before: Decimal | None) -> SafeString:
    """The change against the period before; slower is marked."""
    if now is None or before is None or not before or now == before:
        return SafeString("")
    change = formats.pct((now - before) / before, 0)
    if now > before:
        return format_html('<span class="lc-late">{}</span>', _("%(change)s slower") % {"change": change})
    return format_html('<span class="lc-done">{}</span>', _("%(change)s faster") % {"change": change.lstrip("-−")})
