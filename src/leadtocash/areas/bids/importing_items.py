"""Lines of bid checklists from tables: what the tender asks for, drawn up in Excel (xlsx, csv)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.bids import actions, permissions
from leadtocash.areas.bids.models import Bid, BidItem, Part
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.exchange.importable import Column, Given, Importable, choosing
from leadtocash.foundation.exchange.people import put_people
from leadtocash.foundation.kernel.act import Act


class BidItems(Importable):
    """Each row one line of a bid's checklist; several bids in one table."""

    kind, model, label = "bids.biditem", BidItem, gettext_lazy("Lines of bid checklists")
    list_name, list_url, order = "bid_items", "bids:items", 49
    updates = False
    note = gettext_lazy("Into bids that are not handed in. Who is left empty lies with you.")
    columns = (
        Column(key="bid", label=gettext_lazy("bid number"), required=True,
               names=gettext_lazy("bid|number|tender number"), example="ZBJC-2026-0001",
               help=gettext_lazy("ours, or that of the tender")),
        choosing("part", gettext_lazy("part"), Part.choices, required=True),
        Column(key="text", label=gettext_lazy("what is needed"), required=True,
               names=gettext_lazy("line|requirement")),
        Column(key="mandatory", label=gettext_lazy("void without it"), parse=cells.flag),
        Column(key="owner", label=gettext_lazy("who brings it"), names=gettext_lazy("who|responsible|owner"),
               help=gettext_lazy("name or sign-in name")),
        Column(key="due_on", label=gettext_lazy("needed by"), parse=cells.day,
               help=gettext_lazy("Empty: the day of the deadline.")),
        Column(key="note", label=gettext_lazy("note"), names=gettext_lazy("remarks")),
    )  # fmt: skip

    def may(self, person: User) -> bool:
        return allowed(person, permissions.PREPARE)

    def keys(self, row: Given) -> list[tuple[str, str]]:
        told = (row.values.get(name, "") for name in ("bid", "part", "text"))
        return [("text", " ".join(str(one) for one in told).casefold())]

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        said = {str(row.values["bid"]).upper() for row in rows if row.values.get("bid")}
        known = _bids(act.person, said)
        lines = BidItem.objects.filter(bid__in={one.pk for found in known.values() for one in found})
        there = {(one.bid_id, one.part, one.text): one for one in lines}
        put_people(rows, "owner", default=act.person)
        for row in rows:
            found = known.get(str(row.values.get("bid", "")).upper(), [])
            if len(found) != 1:
                several = _("Several bids have this tender number; write our own number.")
                row.refuse("bid", several if found else _("There is no such bid, or you may not see it."))
                continue
            bid = row.values["bid"] = found[0]
            row.values.setdefault("due_on", timezone.localdate(bid.deadline))
            row.twin = there.get((bid.pk, row.values.get("part", ""), row.values.get("text", "")))

    def make(self, row: Given, *, act: Act) -> models.Model:
        values = {name: value for name, value in row.values.items() if name != "bid"}
        return actions.add_item(row.values["bid"], values, act=act)


def _bids(person: User, said: set[str]) -> dict[str, list[Bid]]:
    """The bids this person may see by our number, else by that of the tender."""
    rows = Bid.objects.visible_to(person)
    found = {one.number: [one] for one in rows.filter(number__in=said)}
    for one in rows.filter(tender_number__in=said - found.keys()):
        found.setdefault(one.tender_number, []).append(one)
    return found
