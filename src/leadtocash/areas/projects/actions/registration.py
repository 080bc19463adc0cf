"""What happens to projects when contracts are registered, replaced or cancelled."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy

from leadtocash.areas.contracts.models import Contract, ContractLine
from leadtocash.areas.projects import events
from leadtocash.areas.projects.models import EquipmentLine, Project, Successor
from leadtocash.areas.projects.queries.steps import SETUP
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.numbering.numbers import declare, next_number
from leadtocash.foundation.workflow import actions as workflow

TASKS = declare("project_setup_task", gettext_lazy("Set-up task"), "LXRW-{year}-{seq:04d}")
State = Project.State


@transaction.atomic
def register_project(contract_id: int, code: str, *, act: Act) -> Project | None:
    """Prepare the set-up of a registered contract: the project with its code, the contract's lines as equipment list,
    the set-up task to the account manager (S0 2.3.2). A formal contract that replaces a virtual one gets no project
    of its own: None.
    """
    contract = Contract.objects.select_related("owner", "department", "customer").get(pk=contract_id)
    if contract.replaces_id or Project.objects.filter(code=code).exists():
        return None
    anew = Successor.objects.filter(contract=contract).select_related("follows").first()
    project = Project(
        code=code,
        title=contract.title,
        contract=contract,
        is_virtual=contract.is_virtual,
        customer=contract.customer,
        owner=contract.owner,
        department=contract.department,
        follows=anew.follows if anew else None,
        amount=contract.amount,
        net_amount=contract.net_amount,
        cost_amount=contract.cost_amount,
        delivery_place=contract.delivery_place,
        delivery_on=contract.delivery_on,
        prepared_at=act.at,
        task_number=next_number(TASKS, act=act),
    )
    recording.save(project, events.CREATED, act=act)
    if project.follows is not None:
        recording.write(project, events.FOLLOWS, act=act, data={"code": project.follows.code})
    _copy_lines(contract, project)
    workflow.start(SETUP, project, act=act.as_system())
    return project


@transaction.atomic
def continue_under(virtual_id: int, formal_id: int, *, act: Act) -> Project | None:
    """Let the project of a virtual contract go on under the formal one (CON-5). None when it has no project.

    While the set-up is still being prepared the lines follow the formal contract; later they change only by an
    equipment change. Of a closed project only the contract changes.
    """
    found = Project.objects.filter(contract_id=virtual_id).exclude(state=State.CANCELLED).first()
    if found is None:
        return None
    project, formal = lock(found), Contract.objects.get(pk=formal_id)
    project.contract, project.is_virtual = formal, False
    if project.state != State.CLOSED:
        project.amount, project.net_amount = formal.amount, formal.net_amount
        project.cost_amount = formal.cost_amount
    if project.state == State.PREPARING:
        project.lines.all().delete()
        _copy_lines(formal, project)
    return recording.save(project, events.CONTRACT_REPLACED, act=act, data={"number": formal.shown_number})


def _copy_lines(contract: Contract, project: Project) -> None:
    rows = contract.lines.select_related("product__series").order_by("position")
    EquipmentLine.objects.bulk_create([_line(row, project) for row in rows])


def _line(row: ContractLine, project: Project) -> EquipmentLine:
    product = row.product
    return EquipmentLine(
        project=project,
        position=row.position,
        product=product,
        series=product.series if product else None,
        description=row.description,
        model=product.model if product else "",
        quantity=row.quantity,
        unit=row.unit,
        unit_price=row.unit_price,
        unit_cost=row.unit_cost,
        warranty_years=product.warranty_years if product else None,
        needs_serial=product.needs_serial if product else True,
    )
