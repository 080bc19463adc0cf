"""Sign-off: serial numbers, the customer's signature, the stamped scan, and the check of the sheet (S0 2.4.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.projects import events, permissions
from leadtocash.areas.projects.models import EquipmentLine, Project, SerialNumber, SignoffSheet
from leadtocash.areas.projects.queries.projects import lines_of
from leadtocash.areas.projects.queries.signoff import SCAN, delivery_of, models_of, used_elsewhere
from leadtocash.areas.projects.queries.steps import SIGNOFF, open_steps
from leadtocash.areas.projects.rules import signoff
from leadtocash.areas.projects.rules.serials import Checked, Row, check_rows, cleaned
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.documents import actions as documents
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel import events as bus
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.workflow import actions as workflow

Sheet = SignoffSheet.State
FIELDS = ("customer_signer", "customer_unit", "signed_on", "note")


@dataclass(frozen=True)
class Entered:
    """What became of the rows: the good ones are stored, each bad one carries its reason and is not."""

    rows: list[Checked]
    count: int

    @property
    def errors(self) -> list[Checked]:
        return [row for row in self.rows if row.error]


def check_serials(
    project: Project, rows: Sequence[Row], person: User, lines: list[EquipmentLine] | None = None
) -> list[Checked]:
    """Check rows as they would be stored; changes nothing."""
    rows = cleaned(rows)
    lines = lines_of(project) if lines is None else lines
    taken = used_elsewhere([row.serial for row in rows], project, person)
    return check_rows(rows, models_of(lines), taken)


@transaction.atomic
def enter_serials(project: Project, rows: Sequence[Row], *, act: Act, revision: int | None = None) -> Entered:
    """Make the project's serial numbers what the rows say: good rows are stored, bad ones stay out with their reason.

    A number no longer in the rows is taken out. `revision` is that of the sign-off sheet: raises Stale when somebody
    else has entered numbers meanwhile. Raises RuleError before arrival and once the sheet is handed in.
    """
    project, sheet = _open_sheet(project, act=act, revision=revision)
    checked = check_serials(project, rows, act.person)
    return _store(project, sheet, checked, act=act)


@transaction.atomic
def add_serials(project: Project, rows: Sequence[Row], *, act: Act) -> Entered:
    """Add numbers to those entered so far (a scan): what is there stays, the new rows are checked against it."""
    project, sheet = _open_sheet(project, act=act)
    kept = [Row(line=s.line_id, serial=s.serial, box=s.box) for s in project.serials.order_by("pk")]
    checked = check_serials(project, [*kept, *rows], act.person)
    result = _store(project, sheet, checked, act=act)
    new = [
        Checked(row=r.row - len(kept), line=r.line, serial=r.serial, box=r.box, error=r.error)
        for r in checked[len(kept) :]
    ]
    return Entered(new, result.count)


def _store(project: Project, sheet: SignoffSheet, checked: list[Checked], *, act: Act) -> Entered:
    good = {row.serial: row for row in checked if row.is_good}
    held = {serial.serial: serial for serial in project.serials.all()}
    gone = [serial.pk for key, serial in held.items() if key not in good]
    SerialNumber.objects.filter(pk__in=gone).delete()
    moved = [
        held[key]
        for key, row in good.items()
        if key in held and (held[key].line_id, held[key].box) != (row.line, row.box)
    ]
    for serial in moved:
        serial.line_id, serial.box = good[serial.serial].line, good[serial.serial].box
    SerialNumber.objects.bulk_update(moved, ["line", "box"])
    new = [
        SerialNumber(project=project, line_id=row.line, serial=key, box=row.box, entered_at=act.at)
        for key, row in good.items()
        if key not in held
    ]
    SerialNumber.objects.bulk_create(new)
    if gone or moved or new:
        data = {"count": len(good), "added": len(new), "removed": len(gone)}
        recording.save(sheet, events.SERIALS_ENTERED, act=act, data=data)
        recording.write(project, events.SERIALS_ENTERED, act=act, data=data)
    return Entered(checked, len(good))


@transaction.atomic
def save_sheet(project: Project, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> SignoffSheet:
    """Keep what is known of the signature: customer_signer, customer_unit, signed_on, note."""
    project, sheet = _open_sheet(project, act=act, revision=revision)
    for name in FIELDS:
        if name in values:
            setattr(sheet, name, values[name])
    signoff.check_signed_on(project, sheet.signed_on, today=act.today)
    return recording.save(sheet, events.SHEET_CHANGED, act=act)


@transaction.atomic
def save_signoff(
    project: Project,
    values: Mapping[str, Any],
    rows: Sequence[Row],
    *,
    act: Act,
    scans: Sequence[File[Any]] = (),
    revision: int | None = None,
) -> Entered:
    """Keep the whole sheet as it stands on the page: signer and day, new scans, serial numbers as far as right."""
    save_sheet(project, values, act=act, revision=revision)
    for scan in scans:
        documents.attach(project, scan, act=act, category=SCAN)
    return enter_serials(project, rows, act=act)


@transaction.atomic
def hand_in(project: Project, *, act: Act) -> SignoffSheet:
    """Hand the signed, stamped sheet to the project administrator (S0 2.4.3, 2.5.1).

    The account manager does it, or the branch's marketing assistant for him. Raises RuleError with what is missing.
    """
    project, sheet = _open_sheet(project, act=act)
    signoff.check_hand_in(delivery_of(project), today=act.today)
    sheet.state, sheet.handed_in_at, sheet.handed_in_by = Sheet.CHECKING, act.at, act.person
    recording.save(sheet, events.SIGNOFF_SUBMITTED, act=act)
    recording.write(project, events.SIGNOFF_SUBMITTED, act=act, data={"number": sheet.number})
    steps = open_steps(project, SIGNOFF)
    step = "correct" if "correct" in steps else "hand_in"
    workflow.finish_step(project, step, act=act, process=SIGNOFF)
    return sheet


@transaction.atomic
def sign_and_hand_in(project: Project, values: Mapping[str, Any], *, act: Act) -> SignoffSheet:
    """Keep what is known of the signature and hand the sheet in; nothing is kept when handing in is refused."""
    if values:
        save_sheet(project, values, act=act)
    return hand_in(project, act=act)


@transaction.atomic
def return_sheet(project: Project, *, act: Act, reason: str, recalled: bool = False) -> Project:
    """The sheet came back from the check (or was taken back by who handed it in): it may be changed again."""
    project = lock(project)
    sheet = SignoffSheet.objects.select_for_update().filter(project=project).first()
    steps = open_steps(project, SIGNOFF)
    if sheet is None or sheet.state != Sheet.CHECKING or not {"hand_in", "correct"} & set(steps):
        return project
    sheet.state = Sheet.OPEN if recalled else Sheet.RETURNED
    sheet.return_reason = "" if recalled else reason
    recording.save(sheet, events.SIGNOFF_RETURNED, act=act, reason=reason)
    recording.write(project, events.SIGNOFF_RETURNED, act=act, reason=reason)
    return project


@transaction.atomic
def begin_anew(project: Project, *, act: Act) -> Project:
    """The process of the sign-off was given up: the sheet may be changed, and its process begins anew."""
    project = lock(project)
    sheet = SignoffSheet.objects.select_for_update().filter(project=project).first()
    if project.state != Project.State.ARRIVED:
        return project
    if sheet is not None and sheet.state == Sheet.CHECKING:
        sheet.state, sheet.return_reason = Sheet.OPEN, ""
        recording.save(sheet, events.SIGNOFF_RETURNED, act=act)
    workflow.start(SIGNOFF, project, act=act.as_system())
    return project


@transaction.atomic
def accept_sheet(project: Project, *, act: Act) -> Project:
    """The sheet is right: the project is signed off (S0 2.4.3). Called by its process."""
    project = lock(project)
    sheet = SignoffSheet.objects.select_for_update().get(project=project)
    sheet.state, sheet.checked_at, sheet.checked_by, sheet.return_reason = Sheet.ACCEPTED, act.at, act.by, ""
    recording.save(sheet, events.SIGNED_OFF, act=act)
    assert sheet.signed_on is not None  # noqa: S101 - handing in has asked for it, a constraint holds it
    project.state, project.signed_on = Project.State.SIGNED_OFF, sheet.signed_on
    recording.save(project, events.SIGNED_OFF, act=act)
    bus.publish(events.ProjectSignedOff(project_id=project.pk, signed_on=sheet.signed_on, act=act))
    return project


def _open_sheet(project: Project, *, act: Act, revision: int | None = None) -> tuple[Project, SignoffSheet]:
    project = lock(project)
    require(act.person, permissions.SIGN_OFF, project)
    sheet = SignoffSheet.objects.filter(project=project).first()
    signoff.check_may_enter(project, sheet)
    if sheet is None:
        raise LookupError(_("There is no sign-off sheet."))
    return project, lock(sheet, revision=revision)
