"""Who has a record's form open now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.collaboration.models import Presence
from leadtocash.foundation.kernel.act import Act

#: forms renew it every 25 seconds
GONE = timedelta(seconds=70)
FORGOTTEN = timedelta(days=1)


def enter(record: Any, *, act: Act) -> None:
    """The person has the form open (still). Whoever was gone begins anew."""
    mine = {"kind": kind_of(record), "record_id": record.pk, "person": act.person}
    since = Presence.objects.filter(**mine, seen_at__gte=act.at - GONE).values_list("since", flat=True).first()
    Presence.objects.update_or_create(**mine, defaults={"since": since or act.at, "seen_at": act.at})


def leave(kind: str, record_id: int, *, act: Act) -> None:
    """The form was closed; others' that were forgotten go too."""
    Presence.objects.filter(kind=kind, record_id=record_id, person=act.person).delete()
    Presence.objects.filter(seen_at__lt=act.at - FORGOTTEN).delete()


def others(record: Any, *, act: Act) -> list[Presence]:
    """Each other person who has the form open now, the longest first."""
    rows = Presence.objects.filter(kind=kind_of(record), record_id=record.pk, seen_at__gte=act.at - GONE)
    return list(rows.exclude(person=act.person).select_related("person").order_by("since"))


def sentence(one: Presence) -> str:
    """Who is changing it since when."""
    words = _("%(name)s is changing this since %(time)s.")
    return words % {"name": one.person.name, "time": localtime(one.since).strftime("%H:%M")}
