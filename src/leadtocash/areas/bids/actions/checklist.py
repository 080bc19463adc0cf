"""Work through the checklist of a bid; finish its parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from leadtocash.areas.bids import events, permissions, rules
from leadtocash.areas.bids.actions.registering import PROCESS
from leadtocash.areas.bids.models import Bid, BidItem, ChecklistEntry, Part
from leadtocash.foundation.access.gate import open_to, require
from leadtocash.foundation.documents import actions as documents
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.web.formats import full_date
from leadtocash.foundation.workflow import actions as process
from leadtocash.foundation.workflow.models import ProcessInstance

CATEGORY = "checklist"
#: what somebody says of a line he brings
BRINGING = frozenset({"state", "note"})
#: parts that are prepared side by side; what seals the bid comes when it is handed in
PREPARED = (Part.TECHNICAL, Part.COMMERCIAL, Part.QUALIFICATION)


@transaction.atomic
def add_item(bid: Bid, values: Mapping[str, Any], *, act: Act) -> BidItem:
    """Add to a bid's checklist what this tender asks for besides; whoever brings it sees the bid."""
    bid = _open(bid, act=act)
    last = bid.items.aggregate(last=Max("position"))["last"] or 0
    item = BidItem(bid=bid, position=last + 1, **values)
    item.text = clean_line(item.text)
    rules.check_item(state=item.state, mandatory=item.mandatory, note=item.note)
    recording.save(item, events.ITEM_ADDED, act=act, data={"item": item.text})
    open_to(bid, item.owner, why="copied", act=act)
    recording.write(bid, events.ITEM_ADDED, act=act, data={"item": item.text})
    return item


@transaction.atomic
def change_item(
    item: BidItem, values: Mapping[str, Any], *, act: Act, file: File[Any] | None = None, revision: int | None = None
) -> BidItem:
    """Say who brings it by when, whether it is there or not needed (why), with its file.

    Whoever brings it says himself whether it is there. Raises RuleError for leaving out a barrier of the tender, and
    after the bid was handed in; NotAllowed, Stale.
    """
    bid = _open(item.bid, act=act, may=item.owner_id == act.person.pk and values.keys() <= BRINGING)
    item = lock(item, revision=revision)
    before = item.state
    if "owner" in values:
        open_to(bid, values["owner"], why="copied", act=act)
    for name, value in values.items():
        setattr(item, name, value)
    item.text, item.note = clean_line(item.text), clean_line(item.note)
    rules.check_item(state=item.state, mandatory=item.mandatory, note=item.note)
    if file is not None:
        item.attachment = documents.attach(bid, file, act=act, category=CATEGORY)
    if item.state != before:
        settled = item.state != BidItem.State.TODO
        item.settled_on, item.settled_by = (act.today, act.person) if settled else (None, None)
    data = {"item": item.text, "state": str(item.get_state_display())}
    recording.save(item, events.ITEM_CHANGED, act=act, data=data)
    if item.state != before:
        recording.write(bid, events.ITEM_CHANGED, act=act, data=data)
    return item


@transaction.atomic
def finish_part(bid: Bid, part: str, *, act: Act, revision: int | None = None) -> Bid:
    """A part is ready for the check; the commercial one with our price.

    Raises RuleError with the lines that are open, and when the part does not lie with this person.
    """
    bid = _open(bid, act=act, revision=revision)
    rules.check_state(bid.state, (rules.PREPARING,), _("The parts of this bid are not being prepared now."))
    sentence = _("This part is not finished yet.")
    rules.check_ready(missing=missing_of(bid, part), sentence=sentence)
    bid.parts_done = sorted({*bid.parts_done, part})
    recording.save(bid, events.PART_DONE, act=act, data={"part": Part(part).label})
    process.finish_step(bid, part, act=act, process=PROCESS)
    return bid


def checked(record: Bid, *, act: Act, instance: ProcessInstance) -> None:
    """Legal, finance and technology have looked at it (service bids.checked): the price is put up for release."""
    recording.write(record, events.CHECKED, act=act)
    record.state = Bid.State.PRICING
    recording.save(record, events.PRICE_SET, act=act, data={"price": f"{record.price or 0:,.2f}"})


def open_parts(record: Bid, *, act: Act, instance: ProcessInstance) -> None:
    """The check or the price was refused (service bids.open_parts): the parts are prepared again."""
    record.state, record.parts_done = Bid.State.PREPARING, []
    recording.save(record, events.PARTS_OPEN, act=act)


def release_price(record: Bid, *, act: Act, instance: ProcessInstance) -> None:
    """The price is released (service bids.release_price): the bid may be sealed and handed in."""
    record.state, record.price_released_on = Bid.State.READY, act.today
    recording.save(record, events.PRICE_RELEASED, act=act, data={"price": f"{record.price or 0:,.2f}"})


@transaction.atomic
def save_entry(
    entry: ChecklistEntry, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> ChecklistEntry:
    """Write a line of the template, a new one or one there is; bids there are keep their copies. Raises Stale."""
    if entry.pk:
        entry = lock(entry, revision=revision)
    require(act.person, permissions.TEMPLATE)
    for name, value in values.items():
        setattr(entry, name, value)
    entry.text = clean_line(entry.text)
    return recording.save(entry, events.ENTRY_SAVED, act=act)


def missing_of(bid: Bid, *parts: str) -> list[Missing]:
    """What these parts still lack: open lines with who brings them, and for the commercial one our price."""
    href = f"{bid.get_absolute_url()}?tab=checklist"
    found = [
        Missing(
            what=_("%(item)s, by %(day)s") % {"item": item.text, "day": full_date(item.due_on)}, who=item.owner.name,
            clause=rules.CLAUSE, href=href, do=_("Tick it"),
        )
        for item in bid.items.all() if item.part in parts and item.state == BidItem.State.TODO
    ]  # fmt: skip
    if Part.COMMERCIAL in parts and bid.price is None:
        edit = f"{bid.get_absolute_url()}edit/"
        found.append(Missing(what=_("Our price"), who=bid.owner.name, clause=rules.CLAUSE, href=edit, do=_("Enter it")))
    return found


def _open(bid: Bid, *, act: Act, revision: int | None = None, may: bool = False) -> Bid:
    bid = lock(bid, revision=revision)
    if not may:
        require(act.person, permissions.PREPARE, bid)
    sentence = _("The bid is handed in or given up; its checklist does not change any more.")
    rules.check_state(bid.state, rules.BEFORE, sentence)
    return bid
