"""The working calendar: days that differ from the ordinary week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.administration import events
from leadtocash.foundation.administration.permissions import CALENDAR
from leadtocash.foundation.calendar import days
from leadtocash.foundation.calendar.models import CalendarDay
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.packs.registry import Content, Difference, Files, Item, Part
from leadtocash.foundation.packs.writing import Table, csv_text

FILE, COLUMNS = "calendar.csv", ("day", "kind", "name", "confirmed")
KINDS = {"free": False, "working": True}


def current() -> Content:
    """All days entered or filled in."""
    rows = CalendarDay.objects.order_by("day")
    return Content({f"{r.day}": _item(r.day, working=r.working, name=r.name, confirmed=r.confirmed) for r in rows})


def read(files: Files) -> Content:
    """The days of the file."""
    table = Table(FILE, files[FILE], COLUMNS)
    items: dict[str, Item] = {}
    for line, row in table.rows():
        try:
            day = date.fromisoformat(row["day"])
        except ValueError:
            table.trouble(line, _("“%(text)s” is no day") % {"text": row["day"]})
            continue
        if row["kind"] not in KINDS or row["confirmed"] not in ("yes", "no") or len(row["name"]) > 60:
            table.trouble(line, _("kind is free or working, confirmed yes or no, a name has at most 60 signs"))
            continue
        if f"{day}" in items:
            table.trouble(line, _("“%(name)s” is in it twice") % {"name": day})
            continue
        items[f"{day}"] = _item(day, working=KINDS[row["kind"]], name=row["name"], confirmed=row["confirmed"] == "yes")
    return Content(items, tuple(table.troubles))


def write(content: Content) -> dict[str, str]:
    """One table in the order of the days."""
    rows = [content.items[key].value for key in sorted(content.items)]
    return {FILE: csv_text(COLUMNS, rows)} if rows else {}


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Enter the days; days the file does not name stay."""
    for difference in differences:
        values = difference.item.value
        row, _made = CalendarDay.objects.update_or_create(
            day=date.fromisoformat(values["day"]),
            defaults={"working": KINDS[values["kind"]], "name": values["name"],
                      "confirmed": values["confirmed"] == "yes"},
        )  # fmt: skip
        changes = {"working": [None, row.working], "day": [None, values["day"]]}
        recording.write(row, events.DAY_SET, act=act, reason=reason, changes=changes)
    transaction.on_commit(days.forget)
    return [_("%(n)d days entered.") % {"n": len(differences)}]


def _item(day: date, *, working: bool, name: str, confirmed: bool) -> Item:
    words = _("working day") if working else _("free day")
    fields = {_("Counts as"): words, _("Name"): name, _("Confirmed"): _("yes") if confirmed else _("no")}
    kind = "working" if working else "free"
    value = {"day": f"{day}", "kind": kind, "name": name, "confirmed": "yes" if confirmed else "no"}
    return Item(key=f"{day}", label=f"{day}", fields=fields, value=value)


PART = Part(
    name="calendar",
    label=gettext_lazy("Working calendar"),
    order=15,
    text=gettext_lazy("Days are entered; every limit in working days counts on them from then on."),
    permission=CALENDAR,
    owns=lambda path: path == FILE,
    current=current,
    read=read,
    write=write,
    apply=apply,
)
