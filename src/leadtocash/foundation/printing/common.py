"""What stands on every paper, whatever the form: company, number, address as QR code, who printed it when."""

from __future__ import annotations

import base64
from datetime import datetime
from functools import lru_cache
from typing import Any

import segno
from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.printing.models import Letterhead
from leadtocash.foundation.printing.registry import Slot

COMMON = (
    Slot("company", _("company name on papers"), ""),
    Slot("company_line", _("line below the name"), ""),
    Slot("logo", _("logo"), ""),
    Slot("form", _("name of the form"), ""),
    Slot("number", _("number of the record"), ""),
    Slot("watermark", _("words across the paper, by the record's state"), ""),
    Slot("qr", _("QR code with the record's address"), ""),
    Slot("address", _("address of the record"), ""),
    Slot("printed_at", _("printed at"), ""),
    Slot("printed_by", _("printed by"), ""),
)


def letterhead() -> Letterhead:
    """The company's letterhead, an empty one where none is kept."""
    return Letterhead.objects.order_by("pk").first() or Letterhead()


def company_name(head: Letterhead | None = None) -> str:
    """The company as its papers name it: as the letterhead says, else the headquarters."""
    head = head or letterhead()
    if head.name:
        return head.name
    top = Department.objects.filter(parent=None, is_active=True).order_by("pk").first()
    return top.name if top else ""


def address_of(record: Any) -> str:
    """The record's address as it is opened from outside."""
    return f"{settings.SITE_URL}{record.get_absolute_url()}"


@lru_cache(maxsize=256)
def qr_svg(address: str) -> Markup:
    """The code as a picture within the page."""
    return Markup(segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True))  # noqa: S704


def head_values(head: Letterhead) -> dict[str, Any]:
    """Name, line, logo."""
    data = bytes(head.logo or b"")
    logo = f"data:{head.logo_type};base64,{base64.b64encode(data).decode()}" if data else ""
    return {"company": company_name(head), "company_line": head.line, "logo": logo}


def common(
    record: Any, person: User, *, head: Letterhead, form: str, number: str, watermark: str, now: datetime
) -> dict[str, Any]:
    """The values of `COMMON`."""
    address = address_of(record)
    return {
        **head_values(head), "form": form, "number": number, "watermark": watermark, "address": address,
        "qr": qr_svg(address), "printed_at": localtime(now), "printed_by": person.name,
    }  # fmt: skip
