"""Tags and filters of the web kit: how a number, date, person, clause, state or icon is printed. No queries.

{{ contract.total|money }}  {% clause "S0 2.4.3" %}  {% icon "plus" %}  {% tag "doing" _("In review") %}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from importlib import import_module
from itertools import zip_longest
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.money import in_words
from leadtocash.foundation.kernel.terms import meant_by
from leadtocash.foundation.web import formats

register = template.Library()

CLAUSE_SIGNS = 160
STATES = ("idle", "doing", "wait", "late", "done", "virtual", "plain", "void")
_ICON = re.compile(r"^[a-z0-9-]+$")
_FILE_ICONS = {
    "pdf": "file-type-pdf",
    "doc": "file-type-doc",
    "docx": "file-type-docx",
    "xls": "file-type-xls",
    "xlsx": "file-spreadsheet",
    "csv": "file-type-csv",
    "ppt": "file-type-ppt",
    "pptx": "file-type-ppt",
    "zip": "file-zip",
    "txt": "file-text",
    "ofd": "file-invoice",
    "jpg": "photo",
    "jpeg": "photo",
    "png": "photo",
    "webp": "photo",
}


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


# ---------------------------------------------------------------- numbers and dates
@register.filter
def money(value: formats.Number) -> str:
    return formats.money(value)


@register.filter
def fixed(value: formats.Number, places: int = 2) -> str:
    return formats.fixed(value, places)


@register.filter
def wan(value: formats.Number) -> SafeString:
    """The figure with its unit in grey; the exact amount shows on hover."""
    figure, unit = formats.wan_parts(value)
    if not unit:
        return format_html("{}", figure)
    return format_html(
        '<span class="lc-nw" title="{}">{}<span class="lc-unit">{}</span></span>',
        formats.money(value),
        figure,
        unit,
    )


@register.simple_tag
def wan_unit() -> str:
    """The unit of what `in_wan` writes, as the reader prefers it."""
    return formats.unit_of("wan")


@register.filter
def in_wan(value: formats.Number) -> str:
    return formats.in_wan(value)


@register.filter
def rmb_words(value: formats.Number) -> str:
    number = formats.decimal(value)
    return formats.DASH if number is None else characters(in_words(number))


@register.filter
def characters(value: object) -> str:
    """Chinese the program brings as data, in the characters the reader reads."""
    return own_language(str(value), "")


@register.filter
def pct(value: formats.Number, places: int = 1) -> str:
    return formats.pct(value, places)


@register.filter
def share_class(value: formats.Number) -> str:
    """The class that carries a ratio as a width: 0.72 -> lc-p-72."""
    return f"lc-p-{formats.share(value)}"


@register.filter
def kind(record: Any) -> str:
    """The name of a record's kind, as addresses carry it: "contracts.contract"."""
    return str(record._meta.label_lower)


@register.filter
def short_date(value: date | datetime | None) -> str:
    day = _local(value) if isinstance(value, datetime) else value
    return formats.short_date(day, today=timezone.localdate())


@register.filter
def full_date(value: date | datetime | None) -> str:
    return formats.full_date(_local(value) if isinstance(value, datetime) else value)


@register.filter
def when(value: datetime | None) -> str:
    return formats.when(_local(value) if value else None, now=timezone.localtime())


@register.filter
def age_days(value: date | datetime | int | None) -> str:
    since = _local(value) if isinstance(value, datetime) else value
    return formats.age_days(since, today=timezone.localdate())


@register.filter
def as_days(value: int) -> str:
    return formats.days(value)


@register.filter
def as_working_days(value: int) -> str:
    return formats.working_days(value)


@register.filter
def file_size(value: int | None) -> str:
    return formats.file_size(value)


@register.filter
def iso(value: date | datetime | None) -> str:
    """For the datetime attribute of a time element."""
    return value.isoformat() if value else ""


# ---------------------------------------------------------------- small parts
@register.simple_tag
def icon(name: str, cls: str = "") -> SafeString:
    """An icon by its name in Tabler's set; frontend/src/styles/icons.css lists those we carry."""
    safe = name if _ICON.match(name or "") else "point"
    return format_html('<i class="ti ti-{}{}" aria-hidden="true"></i>', safe, f" {cls}" if cls else "")


@register.simple_tag
def standing(template_name: str) -> SafeString:
    """A part of a page that is the same for everybody who reads the language."""
    return render_to_string(template_name)


@register.simple_tag
def tag(state: str, label: object) -> SafeString:
    """A status tag; an unknown state is shown as idle."""
    return format_html('<span class="lc-tag {}">{}</span>', state if state in STATES else "idle", label)


@register.simple_tag
def clause_quote(clause: Any) -> Any:
    """The clause itself (id, title, text, short) for templates that quote it; None when unknown."""
    if not isinstance(clause, str):
        return clause
    try:
        return import_module("leadtocash.foundation.kernel.policy").clause(clause) if clause else None
    except (ImportError, LookupError, OSError):
        return None


@register.simple_tag
def clause(clause: Any) -> SafeString:
    """A link to a clause: its beginning on hover, the whole in a dialog. An unknown id is printed plainly."""
    if not clause:
        return SafeString("")
    found = clause_quote(clause)
    if found is None:
        return format_html('<span class="lc-clause">{}</span>', clause)
    return format_html(
        '<a class="lc-clause" href="/handbook/{0}/" hx-get="/handbook/{0}/" hx-target="#lc-dialog" hx-swap="innerHTML"'
        ' title="{1}">{2}</a>',
        found.slug,
        Truncator(f"{found.title}\n{found.text}").chars(CLAUSE_SIGNS),
        found.short or found.title,
    )


@register.simple_tag
def explain(label: object) -> str:
    """Beside a label that is a word of the glossary: a button with its meaning; beside any other nothing."""
    term = meant_by(str(label))
    return render_to_string("web/_term.html", {"term": term}) if term else ""


def person_facts(person: object) -> dict[str, str]:
    """Name, title and the one character on the disc, from a name, a mapping or a user."""
    if isinstance(person, Mapping):
        name, title = str(person.get("name", "")), str(person.get("title", "") or "")
    elif isinstance(person, str):
        name, title = person, ""
    else:
        full = getattr(person, "name", "") or getattr(person, "get_full_name", str)()
        name, title = str(full or person), str(getattr(person, "title", "") or "")
    return {"name": name, "title": title, "initial": name.strip()[:1].upper()}


@register.inclusion_tag("web/_person.html")
def who(person: object, title: str | None = None, on_behalf_of: object = "") -> dict[str, object]:
    """Disc, name, role small; `on_behalf_of` names whom a delegate stands for. Nothing prints a dash."""
    facts = person_facts(person) if person else {"name": "", "title": "", "initial": ""}
    if title is not None:
        facts["title"] = title
    return {"person": facts, "on_behalf_of": person_facts(on_behalf_of)["name"] if on_behalf_of else ""}


@register.inclusion_tag("web/_clock.html")
def clock(used: int, limit: int, state: str = "", text: str = "") -> dict[str, object]:
    """The clock of a limit in working days. By itself: over past the limit, soon in the last fifth or day."""
    left = limit - used
    if not state:
        state = "over" if left < 0 else "soon" if left <= 1 or left * 5 <= limit else "ok"
    return {"clock": {"used": used, "limit": limit, "state": state, "text": text}}


@register.simple_tag
def bar(ratio: formats.Number, tone: str = "", mark: formats.Number = None) -> SafeString:
    """A thin bar filled by a ratio; `mark` is where one should be by now."""
    pace = format_html('<u class="{}"></u>', share_class(mark)) if mark is not None else ""
    return format_html('<span class="lc-bar"><i class="{} {}"></i>{}</span>', share_class(ratio), tone, pace)


# ---------------------------------------------------------------- helpers of the kit's own templates
@register.filter
def clock_cells(clock: Mapping[str, Any]) -> list[bool]:
    return formats.segments(int(clock["used"]), int(clock["limit"]))


@register.filter
def align_class(align: str | None) -> str:
    return {"right": "n", "end": "n", "n": "n"}.get(align or "", "")


@register.filter
def beside(columns: Sequence[Any], values: Sequence[Any] | None) -> list[tuple[Any, Any]]:
    """Each column of a list with its value in a row; where the row is shorter, with nothing."""
    return list(zip_longest(columns, values or (), fillvalue=""))[: len(columns)]


def _is_met(item: object) -> bool:
    return bool(item.get("met") if isinstance(item, Mapping) else getattr(item, "met", False))


@register.filter
def still_missing(items: Iterable[Any] | None) -> list[Any]:
    return [item for item in items or () if not _is_met(item)]


@register.filter
def already_met(items: Iterable[Any] | None) -> list[Any]:
    return [item for item in items or () if _is_met(item)]


@register.simple_tag(takes_context=True)
def gate_items(context: Context) -> Sequence[Any]:
    """The items of the context's `gate` (a list, or a mapping that holds it), else the context's `items`."""
    gate = context.get("gate") or context.get("items") or ()
    if isinstance(gate, Mapping):
        return list(gate["items"])
    held = getattr(gate, "items", gate)
    return list(gate if callable(held) else held)


@register.filter
def day_text(value: date | datetime | str | None) -> str:
    """A day as a short date; a text stays as it is."""
    return value if isinstance(value, str) else short_date(value)


@register.filter
def file_icon(name: str) -> str:
    """The icon of a file by its ending."""
    ending = name.rpartition(".")[2].lower()
    return _FILE_ICONS.get(ending, "file")


@register.simple_tag
def upload_most() -> int:
    """The largest file that may be attached, in MB."""
    return int(settings.MAX_ATTACHMENT_BYTES) // 1024 // 1024
