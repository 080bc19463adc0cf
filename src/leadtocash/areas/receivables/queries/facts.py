"""What has happened to a contract and its projects, for the due dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.projects.models import EquipmentLine, Project
from leadtocash.areas.projects.models.signoff import AcceptanceReport
from leadtocash.areas.receivables import rules
from leadtocash.areas.receivables.rules import Facts


def facts_of(contract: Contract) -> Facts:
    """The facts of a contract from its own data and its living projects."""
    projects = list(Project.objects.filter(contract=contract).exclude(state=Project.State.CANCELLED))
    accepted = AcceptanceReport.objects.filter(project__in=projects).values_list("accepted_on", flat=True)
    signed = contract.signed_on
    if signed is None and contract.registered_at:
        signed = timezone.localdate(contract.registered_at)
    return Facts(
        signed_on=signed,
        delivery_on=contract.delivery_on,
        arrived_on=_first([p.arrived_on for p in projects]),
        signed_off_on=_first([p.signed_on for p in projects]),
        accepted_on=_first(list(accepted)),
        acceptance_needed=contract.acceptance_needed,
        warranty_until=_warranty(projects),
    )


def _first(days: Sequence[date | None]) -> date | None:
    return min((day for day in days if day is not None), default=None)


def _warranty(projects: list[Project]) -> date | None:
    signed = {p.pk: p.signed_on for p in projects if p.signed_on}
    years: dict[int, list[int | None]] = {}
    lines = EquipmentLine.objects.filter(project__in=signed).values_list(
        "project", "warranty_years", "product__warranty_years"
    )
    for project, own, products in lines:
        years.setdefault(project, []).append(own if own is not None else products)
    ends = [rules.warranty_end(signed[project], known) for project, known in years.items()]
    return max((end for end in ends if end is not None), default=None)
