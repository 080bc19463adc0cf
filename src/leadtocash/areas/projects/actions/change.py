"""Everything that can be done to an equipment change (PRJ-6, S0 2.4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.projects import events, limits, permissions
from leadtocash.areas.projects.models import (
    ChangeLine,
    EquipmentChange,
    EquipmentLine,
    EquipmentVersion,
    Project,
    Purchase,
    SignoffSheet,
)
from leadtocash.areas.projects.queries import change as queries
from leadtocash.areas.projects.queries.steps import SIGNOFF
from leadtocash.areas.projects.rules import change as rules
from leadtocash.areas.projects.rules.states import check_not_frozen
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.calendar import days
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.notices.sending import notify, topic
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.workflow import actions as processes
from leadtocash.foundation.workflow.actions import start
from leadtocash.foundation.workflow.actions.ending import end_running
from leadtocash.foundation.workflow.events import ProcessEnded
from leadtocash.foundation.workflow.models import ProcessInstance

SERIES = declare("equipment_change", gettext_lazy("Equipment change"), "SBBG-{year}-{seq:04d}")
PROCESS = "equipment_change"

DRAFTED = verb("projects.change_drafted", gettext_lazy("Equipment change drafted"), icon="plus")
EDITED = verb("projects.change_edited", gettext_lazy("Lines of the change entered"), icon="pencil")
DROPPED = verb("projects.change_dropped", gettext_lazy("Change dropped"), tone="wait", icon="x")
TOLD_IN_FORCE = topic(
    "projects.change_in_force",
    gettext_lazy("%(number)s is in force: version %(version)s of the equipment of %(project)s."),
    label=gettext_lazy("Equipment change in force"),
)
TOLD_REFUSED = topic(
    "projects.change_refused",
    gettext_lazy("%(number)s did not pass; %(project)s stays as it is."),
    tone="late",
    label=gettext_lazy("Equipment change refused"),
)
TAKEN_BACK = verb("projects.change_taken_back", gettext_lazy("Change taken back"), tone="wait", icon="arrow-back-up")

State = EquipmentChange.State
Lines = Sequence[Mapping[str, Any]]


@transaction.atomic
def draft_change(project: Project, reason: str, lines: Lines, *, act: Act) -> EquipmentChange:
    """Write a change of the equipment list as a draft. Nothing of the project changes.

    lines: mappings with `line` (a line in force, None for an added one), `is_removed` and the fields of a line;
    lines in force that are not named stay as they are. Raises RuleError when the project takes no change now.
    """
    project = lock(project)
    require(act.person, permissions.CHANGE, project)
    rules.check_can_ask(project, queries.open_change(project), queries.papers_out(project))
    change = EquipmentChange(project=project, reason=reason.strip(), base_version=project.equipment_version)
    _before(change, project)
    change.number = next_number(SERIES, act=act, department_code=project.department.code)
    made = _lines_for(change, project, lines)
    _after(change, project, made)
    recording.save(change, DRAFTED, act=act)
    ChangeLine.objects.bulk_create(made)
    return change


@transaction.atomic
def edit_change(
    change: EquipmentChange, reason: str, lines: Lines, *, act: Act, revision: int | None = None
) -> EquipmentChange:
    """Enter reason and lines anew: of a draft, or where its approval begins again by it.

    Raises RuleError otherwise once it is submitted; Stale.
    """
    change = lock(change, revision=revision)
    require(act.person, permissions.CHANGE, change)
    restarts = check_edit(change, act=act)
    project = lock(change.project)
    change.reason, change.base_version = reason.strip(), project.equipment_version
    _before(change, project)
    made = _lines_for(change, project, lines)
    _after(change, project, made)
    change.lines.all().delete()
    ChangeLine.objects.bulk_create(made)
    if restarts:
        _check_lines(change, project)
    recording.save(change, EDITED, act=act)
    if not restarts:
        return change
    processes.restart(change, act=act)
    return lock(change)


def check_edit(change: EquipmentChange, *, act: Act) -> bool:
    """May its lines be changed now? Give whether the approval begins again by it. Raises RuleError."""
    restarts = processes.restarts_on_edit(change, process=PROCESS)
    if not restarts:
        rules.check_is_draft(change)
    processes.check_editable(change, act=act)
    return restarts


@transaction.atomic
def submit_change(change: EquipmentChange, *, act: Act, revision: int | None = None) -> EquipmentChange:
    """Send the draft to commerce and finance, then upwards by the authority matrix.

    Raises RuleError with what is there already (arrived, serial numbers, orders) or missing in a line.
    """
    change = lock(change, revision=revision)
    require(act.person, permissions.CHANGE, change)
    rules.check_is_draft(change)
    project = lock(change.project)
    rules.check_can_ask(project, None, queries.papers_out(project))
    _check_lines(change, project)
    change.base_version = project.equipment_version
    _before(change, project)
    _after(change, project, change.lines.all())
    change.state, change.submitted_at = State.IN_APPROVAL, act.at
    _keep_version(project, act=act)
    recording.save(change, events.CHANGE_ASKED, act=act, reason=change.reason)
    recording.write(project, events.CHANGE_ASKED, act=act, reason=change.reason, data={"number": change.number})
    start(PROCESS, change, act=act)
    return change


@transaction.atomic
def drop_change(change: EquipmentChange, *, act: Act) -> EquipmentChange:
    """Give a draft up; its number is not given again."""
    change = lock(change)
    require(act.person, permissions.CHANGE, change)
    rules.check_is_draft(change)
    change.state = State.WITHDRAWN
    return recording.save(change, DROPPED, act=act)


def put_in_force(record: EquipmentChange, *, act: Act, instance: ProcessInstance) -> None:
    """The change passed (service projects.change_in_force): lines, amounts, version and state of the project.

    Raises RuleError when since its submission something arrived that it takes away: it is then refused, or waits.
    The project's state follows `rules.change.state_after`; the contract stays as it was signed.
    """
    project = lock(record.project)
    check_not_frozen(project)
    _check_lines(record, project)
    _keep_version(project, act=act)
    before = rules.snapshot(queries.lines_of(project))
    net_share = rules.net_share_of(project)
    _apply(record, project)
    lines = queries.lines_of(project)
    rows = rules.compare(before, rules.snapshot(lines))
    found = rules.sums(lines, net_share=net_share)
    project.amount, project.net_amount, project.cost_amount = found.amount, found.net, found.cost
    project.equipment_version += 1
    moved = _move(project, lines, sheet_touched=rules.touches_the_sheet(rows), act=act)
    data = {"version": project.equipment_version, "number": record.number}
    recording.save(project, events.CHANGE_IN_FORCE, act=act, reason=record.reason, data=data)
    _keep_version(project, act=act, change=record)
    if moved:
        _restart_signoff(project, act=act)
    record.state, record.new_version, record.decided_at = State.IN_FORCE, project.equipment_version, act.at
    recording.save(record, events.CHANGE_IN_FORCE, act=act, data=data)
    buyers = with_role("commerce_rep", department=project.department)
    _tell(record, TOLD_IN_FORCE, [project.owner, *buyers], act=act, version=project.equipment_version)
    publish(events.EquipmentChanged(project_id=project.pk, act=act))


def refuse(record: EquipmentChange, *, act: Act, instance: ProcessInstance) -> None:
    """The change did not pass (service projects.change_refused): nothing of the project changes."""
    record.state, record.decided_at = State.REFUSED, act.at
    recording.save(record, events.CHANGE_REFUSED, act=act)
    recording.write(record.project, events.CHANGE_REFUSED, act=act, data={"number": record.number})
    _tell(record, TOLD_REFUSED, [record.project.owner], act=act)


def taken_back(event: ProcessEnded) -> None:
    """The account manager took it back before anybody decided: it is a draft again."""
    if event.process != PROCESS or not event.is_taken_back:
        return
    change = lock(EquipmentChange.objects.get(pk=event.record_id))
    if change.state == State.IN_APPROVAL:
        change.state, change.submitted_at = State.DRAFT, None
        recording.save(change, TAKEN_BACK, act=event.act)


def give_up(change: EquipmentChange, *, act: Act) -> None:
    """Drop a locked open change because its project is cancelled. Called where its process has ended."""
    change.state, change.decided_at = State.WITHDRAWN, act.at
    recording.save(change, DROPPED, act=act)


def _tell(change: EquipmentChange, what: str, whom: Sequence[User], *, act: Act, **data: int) -> None:
    words: dict[str, Any] = {"number": change.number, "project": str(change.project), **data}
    notify(
        whom,
        what,
        act=act,
        url=change.get_absolute_url(),
        key=f"change-{change.pk}-{change.state}",
        about=change,
        **words,
    )


# ---------------------------------------------------------------- amounts and lines of the paper
def _before(change: EquipmentChange, project: Project) -> None:
    change.amount_before = project.amount
    change.net_before, change.cost_before = project.net_amount, project.cost_amount


def _after(change: EquipmentChange, project: Project, lines: Iterable[ChangeLine]) -> None:
    found = rules.sums(lines, net_share=rules.net_share_of(project))
    change.amount_after, change.net_after, change.cost_after = found.amount, found.net, found.cost


def _lines_for(change: EquipmentChange, project: Project, lines: Lines) -> list[ChangeLine]:
    """The lines of the paper, checked and not yet stored."""
    in_force = {line.pk: line for line in queries.lines_of(project)}
    named = {values["line"].pk: values for values in lines if values.get("line") is not None}
    if unknown := named.keys() - in_force.keys():
        raise ValidationError({"lines": _("A line is not of this project: %(ids)s") % {"ids": sorted(unknown)}})
    made = [_from_line(change, line, named.get(pk, {})) for pk, line in in_force.items()]
    position = max((line.position for line in in_force.values()), default=0)
    for values in lines:
        if values.get("line") is None and not values.get("is_removed"):
            position += 1
            added = ChangeLine(change=change, position=position, is_added=True)
            made.append(_filled(added, values))
    for line in made:
        line.full_clean(exclude=["change"])
    return made


def _from_line(change: EquipmentChange, line: EquipmentLine, values: Mapping[str, Any]) -> ChangeLine:
    made = ChangeLine(change=change, position=line.position, line=line)
    for name in rules.FIELDS:
        setattr(made, name, getattr(line, name))
    made.is_removed = bool(values.get("is_removed"))
    return made if made.is_removed else _filled(made, values)


def _filled(made: ChangeLine, values: Mapping[str, Any]) -> ChangeLine:
    for name in rules.FIELDS:
        if values.get(name) not in (None, ""):
            setattr(made, name, values[name])
    product = made.product
    if product is not None and values.get("product") is not None:
        made.series, made.model, made.unit = product.series, product.model, product.unit
        made.needs_serial = product.needs_serial
        if not values.get("unit_cost"):
            made.unit_cost = product.cost
        if made.warranty_years is None:
            made.warranty_years = product.warranty_years
        made.description = made.description or product.name or product.model
    made.description = clean_line(made.description)
    made.is_service = product is None and (made.is_service or made.is_added)
    if made.is_service:
        made.needs_serial, made.warranty_years = False, None
    return made


# ---------------------------------------------------------------- in force
def _check_lines(change: EquipmentChange, project: Project) -> None:
    in_force = queries.lines_of(project)
    wanted = list(change.lines.select_related("series__category", "line"))
    rules.check_lines(change, wanted, {line.pk: line for line in in_force}, queries.taken(in_force))


def _apply(change: EquipmentChange, project: Project) -> None:
    for wanted in change.lines.select_related("line"):
        line = wanted.line or EquipmentLine(project=project, position=wanted.position)
        if wanted.is_removed:
            Purchase.objects.filter(line=line).delete()
            line.delete()
            continue
        for name in rules.FIELDS:
            setattr(line, name, getattr(wanted, name))
        line.full_clean(exclude=["project"])
        line.save()
        if wanted.line_id is None:
            ChangeLine.objects.filter(pk=wanted.pk).update(line=line)


def _move(project: Project, lines: Sequence[EquipmentLine], *, sheet_touched: bool, act: Act) -> bool:
    """Set the project's state and clock; say whether it has moved."""
    was = project.state
    all_arrived = all(line.is_service or line.arrived >= line.quantity for line in lines)
    project.state = rules.state_after(was, all_arrived=all_arrived, sheet_touched=sheet_touched)
    if project.state == was:
        return False
    if was == Project.State.SIGNED_OFF:
        project.signed_on = None
    if project.state == Project.State.SET_UP:
        project.arrived_on = project.signoff_due_on = None
    else:
        project.signoff_due_on = days.add(act.today, number(limits.SIGNOFF))
    return True


def _restart_signoff(project: Project, *, act: Act) -> None:
    """The project has moved back: what was handed in or accepted is open again, the clock stops or starts anew."""
    end_running(project, act=act, reason=_("Equipment changed"), process=SIGNOFF)
    sheet = SignoffSheet.objects.select_for_update().filter(project=project).first()
    if sheet is not None and sheet.is_fixed:
        reason = _("The equipment list was changed; the customer signs the new one.")
        sheet.state, sheet.return_reason = SignoffSheet.State.RETURNED, reason
        recording.save(sheet, events.SIGNOFF_RETURNED, act=act, reason=reason)
    if project.state == Project.State.ARRIVED:
        start(SIGNOFF, project, act=act)


def _keep_version(project: Project, *, act: Act, change: EquipmentChange | None = None) -> None:
    """Keep the list in force as the version it is; once kept it is never written again."""
    EquipmentVersion.objects.get_or_create(
        project=project,
        number=project.equipment_version,
        defaults={
            "at": act.at if change else project.set_up_at or act.at,
            "change": change,
            "lines": rules.snapshot(queries.lines_of(project)),
            "amount": project.amount,
            "net_amount": project.net_amount,
            "cost_amount": project.cost_amount,
        },
    )
