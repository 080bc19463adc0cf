"""The working calendar: days that differ from the ordinary week, and the hours of work."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.administration import events
from leadtocash.foundation.administration.permissions import CALENDAR
from leadtocash.foundation.calendar import days
from leadtocash.foundation.calendar.events import CalendarChanged
from leadtocash.foundation.calendar.models import CalendarDay, WorkingHours
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.packs.registry import Content, Difference, Files, Item, Part, Trouble
from leadtocash.foundation.packs.writing import Table, csv_text, line_of, quoted

HOURS_FILE, HOURS = "hours.toml", "hours"
MOMENTS = ("begin", "break_begin", "break_end", "end")
FILE, COLUMNS = "calendar.csv", ("day", "kind", "name", "confirmed")
KINDS = {"free": False, "working": True}


def current() -> Content:
    """All days entered or filled in."""
    rows = CalendarDay.objects.order_by("day")
    items = {f"{r.day}": _item(r.day, working=r.working, name=r.name, confirmed=r.confirmed) for r in rows}
    hours = WorkingHours.objects.first() or WorkingHours()
    items[HOURS] = _hours({name: f"{getattr(hours, name):%H:%M}" for name in MOMENTS})
    return Content(items)


def read(files: Files) -> Content:
    """The days and hours of the files."""
    items, troubles = {}, []
    if HOURS_FILE in files:
        found = _read_hours(files[HOURS_FILE])
        if isinstance(found, Trouble):
            troubles.append(found)
        else:
            items[HOURS] = found
    if FILE in files:
        table = Table(FILE, files[FILE], COLUMNS)
        items |= _read_days(table)
        troubles += table.troubles
    return Content(items, tuple(troubles))


def _read_hours(text: str) -> Item | Trouble:
    try:
        raw = tomllib.loads(text)
        given = {name: time.fromisoformat(str(raw[name])) for name in MOMENTS}
        WorkingHours(**given).clean()
    except tomllib.TOMLDecodeError as error:
        return Trouble(file=HOURS_FILE, sentence=str(error))
    except KeyError as error:
        return Trouble(file=HOURS_FILE, sentence=_("“%(name)s” is missing or no text.") % {"name": error.args[0]})
    except ValueError as error:
        return Trouble(file=HOURS_FILE, line=line_of(text, "begin"), sentence=str(error))
    except ValidationError as error:
        return Trouble(file=HOURS_FILE, sentence=" ".join(error.messages))
    return _hours({name: f"{moment:%H:%M}" for name, moment in given.items()})


def _hours(moments: dict[str, str]) -> Item:
    words = f"{moments['begin']}-{moments['break_begin']}, {moments['break_end']}-{moments['end']}"
    return Item(key=HOURS, label=_("Hours of work"), fields={_("Hours of work"): words}, value=moments)


def _read_days(table: Table) -> dict[str, Item]:
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
    return items


def write(content: Content) -> dict[str, str]:
    """The hours, and one table in the order of the days."""
    rows = [content.items[key].value for key in sorted(content.items) if key != HOURS]
    files = {FILE: csv_text(COLUMNS, rows)} if rows else {}
    if HOURS in content.items:
        moments = content.items[HOURS].value
        files[HOURS_FILE] = "".join(f"{name} = {quoted(moments[name])}\n" for name in MOMENTS)
    return files


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Enter days and hours; days the file does not name stay."""
    entered, done = [], []
    for difference in differences:
        values = difference.item.value
        if difference.item.key == HOURS:
            done.append(_set_hours(values, act=act, reason=reason))
            continue
        row, _made = CalendarDay.objects.update_or_create(
            day=date.fromisoformat(values["day"]),
            defaults={"working": KINDS[values["kind"]], "name": values["name"],
                      "confirmed": values["confirmed"] == "yes"},
        )  # fmt: skip
        changes = {"working": [None, row.working], "day": [None, values["day"]]}
        recording.write(row, events.DAY_SET, act=act, reason=reason, changes=changes)
        entered.append(row.day)
    transaction.on_commit(days.forget)
    if entered:
        publish(CalendarChanged(act=act, days=tuple(entered)))
        done.append(_("%(n)d days entered.") % {"n": len(entered)})
    return done


def _set_hours(moments: dict[str, str], *, act: Act, reason: str) -> str:
    row = WorkingHours.objects.select_for_update().first() or WorkingHours()
    changes = {}
    for name in MOMENTS:
        was, now = getattr(row, name), time.fromisoformat(moments[name])
        if was != now:
            changes[name] = [f"{was:%H:%M}", moments[name]]
            setattr(row, name, now)
    row.save()
    recording.write(row, events.HOURS_SET, act=act, reason=reason, changes=changes)
    publish(CalendarChanged(act=act, days=()))
    return _("Hours of work: %(hours)s.") % {"hours": row}


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
    owns=lambda path: path in (FILE, HOURS_FILE),
    current=current,
    read=read,
    write=write,
    apply=apply,
)
