"""What happened to a record since somebody opened it: said where two people change the same thing."""

from __future__ import annotations

from django.core.exceptions import FieldDoesNotExist
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.text import joined

NAMED = 6


def saved_since(record: Record, revision: int) -> str:
    """Who saved the record since this revision was shown, when, and which fields (no values); "" when nobody did."""
    behind = record.revision - revision
    if behind <= 0:
        return ""
    rows = Entry.objects.filter(kind=kind_of(record), record_id=record.pk).exclude(changes={})
    entries = list(rows.select_related("actor").order_by("-seq")[:behind])
    if not entries:
        return ""
    labels = dict.fromkeys(_label(record, name) for entry in reversed(entries) for name in entry.changes)
    known = [label for label in labels if label]
    shown = [*known[:NAMED], *(["\u2026"] if len(known) > NAMED else [])]
    people = dict.fromkeys(entry.actor.name if entry.actor else _("System") for entry in reversed(entries))
    time = localtime(entries[0].at).strftime("%H:%M")
    if not shown:
        return _("%(name)s saved this at %(time)s.") % {"name": joined(people), "time": time}
    values = {"name": joined(people), "time": time, "fields": joined(shown)}
    return _("%(name)s saved this at %(time)s and changed: %(fields)s.") % values


def _label(record: Record, name: str) -> str:
    if name in getattr(record, "journal_hides", ()):
        return ""
    try:
        return str(getattr(record._meta.get_field(name.partition(".")[0]), "verbose_name", name))
    except FieldDoesNotExist:
        return name
