"""Devices handed over to maintenance; the only module that writes them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.after_sales import events
from leadtocash.areas.after_sales.models import InstalledUnit
from leadtocash.areas.projects.models import Project, SerialNumber
from leadtocash.areas.receivables.rules import add_years
from leadtocash.foundation.access.gate import open_to
from leadtocash.foundation.access.models import Participation
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify, topic

HANDED_OVER = topic(
    "after_sales.handed_over",
    _("%(project)s is closed: %(count)s devices come into maintenance. The signed sheet is with the project."),
    tone="doing",
    label=_("Devices handed over to maintenance"),
)


@transaction.atomic
def take_over(project: Project, *, act: Act) -> int:
    """Put a closed project's devices into the installed base, warranty from the customer's signature (S0 2.6.1).

    IT service is told and may read the project with its signed sheet. Gives how many devices are new; a second time
    none is. Lines without serial numbers have no devices.
    """
    known = set(InstalledUnit.objects.filter(project=project).values_list("serial", flat=True))
    rows = SerialNumber.objects.filter(project=project).select_related("line__product").order_by("line__position", "pk")
    units = [_unit(project, row, act=act) for row in rows if row.serial not in known]
    stored = InstalledUnit.objects.bulk_create(units, batch_size=500)
    Entry.objects.bulk_create(
        [
            recording.entry(unit, events.INSTALLED, act=act.as_system(), changes={"serial": [None, unit.serial]})
            for unit in stored
        ],
        batch_size=500,
    )
    if stored:
        _tell_it_service(project, len(stored), act=act)
    return len(stored)


def _unit(project: Project, row: SerialNumber, *, act: Act) -> InstalledUnit:
    line = row.line
    years = line.warranty_years
    if years is None and line.product is not None:
        years = line.product.warranty_years
    start = project.signed_on or project.closed_on or act.today
    return InstalledUnit(
        serial=row.serial,
        project=project,
        customer_id=project.customer_id,
        product_id=line.product_id,
        model=line.model or line.description,
        box=row.box,
        place=project.contract.delivery_place,
        warranty_years=years,
        warranty_from=start,
        warranty_until=add_years(start, years) if years is not None else None,
        created_at=act.at,
        updated_at=act.at,
    )


def _tell_it_service(project: Project, count: int, *, act: Act) -> None:
    people = with_role("it_service")
    for person in people:
        open_to(project, person, why=Participation.Why.COPIED, act=act)
    url = f"{project.get_absolute_url()}?tab=project-units"
    notify(
        people, HANDED_OVER, act=act, url=url, key=f"handed-over-{project.pk}", about=project, project=str(project),
        count=count,
    )  # fmt: skip
