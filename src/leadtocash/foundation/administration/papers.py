"""The hand-over of a person's work as a printed form."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.administration import permissions
from leadtocash.foundation.administration.handover import holdings
from leadtocash.foundation.administration.models import Handover
from leadtocash.foundation.printing import registry
from leadtocash.foundation.printing.registry import Form, Rows, Slot

registry.marks.add("administration.handover", {Handover.State.PLANNED: _("Draft"), Handover.State.CANCELLED: _("Void")})


def groups_of(row: Handover) -> list[dict[str, Any]]:
    """What went to whom, by kind of work: {label, lines, count}."""
    lines = list(row.lines.select_related("to").order_by("pk"))
    found = []
    for code, holding in sorted(holdings.items(), key=lambda pair: pair[1].order):
        mine = [line for line in lines if line.holding == code]
        if mine:
            found.append({"label": holding.label, "lines": mine, "count": len(mine)})
    return found


def _visible(person: User) -> models.QuerySet[Any]:
    rows = Handover.objects.select_related("person", "made_by")
    return rows if allowed(person, permissions.PEOPLE) else rows.none()


class HandoverFacts:
    """A hand-over with its lines."""

    def __init__(self, row: Handover, person: User) -> None:
        self.row, self.groups, self.number = row, groups_of(row), f"{row.person.name} · {row.on_day}"

    @property
    def boxes(self) -> list[dict[str, Any]]:
        titles = (_("Handed over by"), _("Taken over by"), _("Superior"))
        return [{"title": title, "name": "", "note": ""} for title in titles]


HANDOVER = registry.add(
    Form(
        code="administration.handover", kind="administration.handover", label=_("Hand-over of work"),
        template="administration/paper/handover.html", facts=HandoverFacts, visible=_visible, number="number",
        slots=(
            Slot("person", _("person"), "row.person.name"),
            Slot("on_day", _("day"), "row.on_day"),
            Slot("kind", _("What happens"), "row.get_kind_display"),
            Slot("reason", _("Reason"), "row.reason"),
            Slot("made_by", _("made by"), "row.made_by"),
            Slot("done_at", _("carried out at"), "row.done_at"),
            Rows("groups", _("What is handed over, by kind of work"), "groups", (
                Slot("label", _("kind"), "label"),
                Slot("count", _("how many"), "count"),
                Rows("lines", _("Records"), "lines", (
                    Slot("title", _("title"), "title"), Slot("to", _("to"), "to.name"),
                )),
            )),
            registry.boxes(),
        ),
    )
)  # fmt: skip
