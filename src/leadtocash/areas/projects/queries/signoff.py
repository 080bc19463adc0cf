"""What was entered for a sign-off, and where a serial number is used already."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from leadtocash.areas.projects.models import EquipmentLine, Project, SerialNumber, SignoffSheet
from leadtocash.areas.projects.queries.projects import lines_of
from leadtocash.areas.projects.rules.serials import Model
from leadtocash.areas.projects.rules.signoff import Delivery
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.documents.actions import attachments_of

SCAN = "signoff_scan"
REPORT = "acceptance_report"


def sheet_of(project: Project) -> SignoffSheet | None:
    """The project's sign-off sheet; None before arrival."""
    return SignoffSheet.objects.filter(project=project).select_related("handed_in_by", "checked_by").first()


def delivery_of(project: Project, lines: list[EquipmentLine] | None = None) -> Delivery:
    """Everything the rules of sign-off and closing ask for."""
    lines = lines_of(project) if lines is None else lines
    return Delivery(
        project=project,
        sheet=sheet_of(project),
        lines=lines,
        entered={line.pk: line.entered for line in lines},  # type: ignore[attr-defined]
        scans=attachments_of(project, category=SCAN).count(),
    )


def models_of(lines: Iterable[EquipmentLine]) -> dict[int, Model]:
    """What each line asks of its serial numbers."""
    return {
        line.pk: Model(quantity=line.needed_serials, pattern=line.product.serial_pattern if line.product else "")
        for line in lines
    }


def used_elsewhere(serials: Iterable[str], project: Project, person: User) -> dict[str, str]:
    """Which of these serial numbers another project has, in words; a project one may not see is not named."""
    wanted = {serial for serial in serials if serial}
    if not wanted:
        return {}
    used = dict(
        SerialNumber.objects.filter(serial__in=wanted).exclude(project=project).values_list("serial", "project_id")
    )
    seen = dict(Project.objects.visible_to(person).filter(pk__in=set(used.values())).values_list("pk", "code"))
    return {
        serial: _("Belongs to %(code)s already.") % {"code": seen[owner]}
        if owner in seen
        else _("Belongs to another project already.")
        for serial, owner in used.items()
    }
