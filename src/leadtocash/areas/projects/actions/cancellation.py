"""Cancel a project and its contract by the approved form (CON-8, S0 2.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.contracts.actions.cancellation import end_contract
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.projects import events, permissions
from leadtocash.areas.projects.actions import change as changes
from leadtocash.areas.projects.actions import coordination
from leadtocash.areas.projects.models import Cancellation, CoordinationOrder, EquipmentChange, Project, SignoffSheet
from leadtocash.areas.projects.queries import cancellation as queries
from leadtocash.areas.projects.rules import cancellation as rules
from leadtocash.areas.projects.rules.coordination import STILL_OPEN
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.notices.sending import notify, topic
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.workflow.actions import finish_step, start
from leadtocash.foundation.workflow.actions.ending import end_running
from leadtocash.foundation.workflow.events import ProcessEnded
from leadtocash.foundation.workflow.models import ProcessInstance

SERIES = declare("cancellation", gettext_lazy("Cancellation form"), "CXSP-{year}-{seq:04d}")
PROCESS = "cancellation"

APPROVED = verb("projects.cancellation_approved", gettext_lazy("Cancellation approved"), tone="done", icon="check")
GOODS_SETTLED = verb("projects.goods_settled", gettext_lazy("Purchases settled"), tone="done", icon="truck-return")
MONEY_SETTLED = verb("projects.money_settled", gettext_lazy("Money settled"), tone="done", icon="coins")
CARRIED_OUT = verb("projects.cancellation_carried_out", gettext_lazy("Cancellation carried out"), tone="done")
SERIALS_RETURNED = verb(
    "projects.serials_returned", gettext_lazy("Serial numbers given back: %(count)s"), icon="barcode"
)
TOLD_REFUSED = topic(
    "projects.cancellation_refused",
    gettext_lazy("%(number)s was refused; %(project)s goes on."),
    tone="late",
    label=gettext_lazy("Cancellation refused"),
)
TOLD_CANCELLED = topic(
    "projects.cancelled",
    gettext_lazy("%(project)s is cancelled (%(number)s)."),
    tone="late",
    label=gettext_lazy("Project cancelled"),
)
TAKEN_BACK = verb(
    "projects.cancellation_withdrawn", gettext_lazy("Cancellation withdrawn"), tone="wait", icon="arrow-back-up"
)

State = Cancellation.State


@transaction.atomic
def ask_cancellation(project: Project, values: Mapping[str, Any], *, act: Act) -> Cancellation:
    """Fill in the cancellation form (CXSP) and send it to the business-unit general manager.

    values: cause, twin (the other project, where it was set up twice), explanation, goods, money; goods and money are
    filled from what is on record when left out. Raises RuleError for a closed project; ValidationError at the field.
    """
    project = lock(project)
    require(act.person, permissions.CANCEL, project)
    rules.check_can_ask(project, queries.running(project))
    form = Cancellation(project=project, **values)
    form.explanation = (form.explanation or "").strip()
    form.goods = (form.goods or "").strip() or goods_of(project)
    form.money = (form.money or "").strip() or money_of(project)
    _check_twin(form, project)
    form.number = next_number(SERIES, act=act, department_code=project.department.code)
    recording.save(form, events.CANCELLATION_ASKED, act=act, reason=form.explanation)
    recording.write(project, events.CANCELLATION_ASKED, act=act, reason=form.explanation, data={"number": form.number})
    start(PROCESS, form, act=act)
    return form


def goods_of(project: Project) -> str:
    """What the form says of the goods when it is first filled."""
    lines = list(project.lines.order_by("position"))
    return rules.goods_words(lines, queries.serial_count(project))


def money_of(project: Project) -> str:
    """What the form says of the money when it is first filled."""
    return rules.money_words(queries.facts_on_money(project))


def approve(record: Cancellation, *, act: Act, instance: ProcessInstance) -> None:
    """Approved (service projects.cancellation_approved): commerce and finance settle what is open."""
    record.state, record.decided_at = State.SETTLING, act.at
    recording.save(record, APPROVED, act=act)
    recording.write(record.project, APPROVED, act=act, data={"number": record.number})


def refuse(record: Cancellation, *, act: Act, instance: ProcessInstance) -> None:
    """Refused (service projects.cancellation_refused): the project goes on."""
    record.state, record.decided_at = State.REFUSED, act.at
    recording.save(record, events.CANCELLATION_REFUSED, act=act)
    recording.write(record.project, events.CANCELLATION_REFUSED, act=act, data={"number": record.number})
    _tell(record, TOLD_REFUSED, [record.project.owner], act=act)


@transaction.atomic
def settle_goods(form: Cancellation, note: str, *, act: Act) -> Cancellation:
    """Commerce says what becomes of goods and orders. Raises RuleError while orders are open at suppliers."""
    form = lock(form)
    require(act.person, permissions.BUY, form)
    rules.check_goods_can_be_settled(form, queries.open_orders(form.project))
    form.goods_settled = _needed(note)
    recording.save(form, GOODS_SETTLED, act=act, reason=form.goods_settled)
    finish_step(form, "goods", act=act, comment=form.goods_settled, process=PROCESS)
    return form


@transaction.atomic
def settle_money(form: Cancellation, note: str, *, act: Act) -> Cancellation:
    """Finance says what becomes of invoices and money received."""
    form = lock(form)
    require(act.person, permissions.SETTLE_MONEY, form)
    rules.check_settling(form)
    form.money_settled = _needed(note)
    recording.save(form, MONEY_SETTLED, act=act, reason=form.money_settled)
    finish_step(form, "money", act=act, comment=form.money_settled, process=PROCESS)
    return form


@transaction.atomic
def carry_out(form: Cancellation, *, act: Act) -> Project:
    """The project administrator carries the approved form out: project and contract are cancelled, for good.

    What was running on the project ends, its serial numbers are free again, its code is never given anew. Raises
    RuleError with what is not settled.
    """
    form = lock(form)
    require(act.person, permissions.CARRY_OUT_CANCEL, form)
    rules.check_can_carry_out(form, queries.open_orders(form.project))
    _end_what_runs(form, act=act)
    project = lock(form.project)
    _give_serials_back(project, act=act)
    project.state, project.cancelled_on = Project.State.CANCELLED, act.today
    recording.save(project, events.CANCELLED, act=act, reason=form.explanation, data={"number": form.number})
    form.state = State.CARRIED_OUT
    recording.save(form, CARRIED_OUT, act=act)
    _cancel_contract(form, project, act=act)
    concerned = [one for role in ("commerce_rep", "finance") for one in with_role(role, department=project.department)]
    _tell(form, TOLD_CANCELLED, [project.owner, *concerned], act=act)
    publish(events.ProjectCancelled(project_id=project.pk, act=act))
    finish_step(form, "carry_out", act=act, process=PROCESS)
    return project


def taken_back(event: ProcessEnded) -> None:
    """The account manager took the form back before anybody decided."""
    if event.process != PROCESS or not event.is_taken_back:
        return
    form = lock(Cancellation.objects.get(pk=event.record_id))
    if form.state in Cancellation.OPEN:
        form.state = State.WITHDRAWN
        recording.save(form, TAKEN_BACK, act=event.act)


def _tell(form: Cancellation, what: str, whom: Sequence[User], *, act: Act) -> None:
    words = {"number": form.number, "project": str(form.project)}
    notify(
        whom,
        what,
        act=act,
        url=form.get_absolute_url(),
        key=f"cancellation-{form.pk}-{form.state}",
        about=form,
        **words,
    )


def _end_what_runs(form: Cancellation, *, act: Act) -> None:
    reason = _("Project cancelled by %(number)s") % {"number": form.number}
    project = form.project
    for change in EquipmentChange.objects.filter(project=project, state__in=EquipmentChange.OPEN):
        end_running(change, act=act, reason=reason)
        changes.give_up(lock(change), act=act)
    for order in CoordinationOrder.objects.filter(project=project, state__in=STILL_OPEN):
        end_running(order, act=act, reason=reason)
        coordination.give_up(lock(order), act=act)
    sheet = SignoffSheet.objects.filter(project=project).first()
    notice = getattr(project, "closing", None)
    for record in (sheet, notice, project):
        if record is not None:
            end_running(record, act=act, reason=reason)


def _give_serials_back(project: Project, *, act: Act) -> None:
    serials = list(project.serials.order_by("serial").values_list("serial", flat=True))
    if serials:
        project.serials.all().delete()
        recording.write(project, SERIALS_RETURNED, act=act, data={"count": len(serials), "serials": serials})


def _cancel_contract(form: Cancellation, project: Project, *, act: Act) -> None:
    """The contract goes with its last project; one that still carries another project stays."""
    contract = lock(project.contract)
    if contract.state == Contract.State.CANCELLED or queries.others_on_contract(project):
        return
    end_running(contract, act=act, reason=form.explanation)
    end_contract(lock(contract), act=act, reason=f"{form.number} {form.explanation}")


def _check_twin(form: Cancellation, project: Project) -> None:
    if form.cause != Cancellation.Cause.SET_UP_TWICE:
        form.twin = None
    elif form.twin is None or form.twin.pk == project.pk:
        raise ValidationError({"twin": _("Name the other project that stays.")})
    if not project.is_virtual and form.cause == Cancellation.Cause.VIRTUAL_DROPPED:
        raise ValidationError({"cause": _("This project stands on a formal contract.")})


def _needed(note: str) -> str:
    if not note.strip():
        raise ValidationError({"note": _("Say what was settled, and how.")})
    return note.strip()
