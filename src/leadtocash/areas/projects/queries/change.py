"""Equipment changes and versions: which rows, and what lines in force already have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Count
from django.db.models.functions import Lower
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from leadtocash.areas.products.models import Product
from leadtocash.areas.projects.models import (
    ClosingNotice,
    EquipmentChange,
    EquipmentLine,
    EquipmentVersion,
    Project,
    Purchase,
    SerialNumber,
    SignoffSheet,
)
from leadtocash.areas.projects.rules.blockers import blocking
from leadtocash.areas.projects.rules.change import Taken, open_missing, paper_missing
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.errors import Missing


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the list of changes."""
    return EquipmentChange.objects.visible_to(user).select_related("project__customer", "project__owner")


def shown() -> models.QuerySet[Any]:
    """One change with everything its page prints."""
    return EquipmentChange.objects.select_related(
        "project__customer", "project__owner", "project__department", "project__contract", "created_by"
    )


def of_project(project: Project) -> models.QuerySet[Any]:
    """The project's changes, newest first."""
    return EquipmentChange.objects.filter(project=project).order_by("-pk")


def open_change(project: Project) -> EquipmentChange | None:
    """The draft or the change in approval, of which there is one at most."""
    rows = EquipmentChange.objects.filter(project=project, state__in=EquipmentChange.OPEN)
    found: EquipmentChange | None = rows.select_related("project__owner").first()
    return found


def open_change_blocks(project: Project) -> Missing | None:
    """The blocker of sign-off and closing: an open change."""
    change = open_change(project)
    return open_missing(change) if change else None


def papers_out(project: Project) -> list[Missing]:
    """What carries the present list and is with others: a sheet being checked, a closing notice, a cancellation."""
    found = []
    sheet = SignoffSheet.objects.filter(project=project, state=SignoffSheet.State.CHECKING).first()
    if sheet is not None:
        what = _("Sign-off sheet %(number)s: the check") % {"number": sheet.number}
        since = localdate(sheet.handed_in_at) if sheet.handed_in_at else None
        who, url = _("Project administrator"), f"{project.get_absolute_url()}?tab=signoff"
        found.append(paper_missing(what, who=who, since=since, clause="S0 2.4.3", url=url))
    notice = ClosingNotice.objects.filter(project=project, state=ClosingNotice.State.CIRCULATING).first()
    if notice is not None:
        what = _("Closing notice %(number)s: the departments' confirmation") % {"number": notice.number}
        since, who = localdate(notice.opened_at), _("Departments")
        found.append(paper_missing(what, who=who, since=since, clause="S0 2.5.2", url=project.get_absolute_url()))
    return [*found, *blocking(project, without="equipment_change")]


def lines_of(project: Project) -> list[EquipmentLine]:
    """The lines in force with series and category."""
    return list(project.lines.select_related("series__category", "product").order_by("position"))


def taken(lines: list[EquipmentLine]) -> dict[int, Taken]:
    """What each line in force already has, by its id: two queries."""
    ids = [line.pk for line in lines]
    serials = dict(SerialNumber.objects.filter(line__in=ids).order_by().values_list("line").annotate(n=Count("pk")))
    orders: dict[int, list[str]] = {}
    for line_id, number in Purchase.objects.filter(line__in=ids, cancelled_on=None).values_list("line", "po_number"):
        orders.setdefault(line_id, []).append(number)
    return {
        line.pk: Taken(line.arrived, serials.get(line.pk, 0), line.ordered, tuple(orders.get(line.pk, ())))
        for line in lines
    }


def base_of(change: EquipmentChange) -> EquipmentVersion | None:
    """The version a change was written against, once it is kept (from its submission on)."""
    rows = EquipmentVersion.objects.filter(project=change.project_id, number=change.base_version)
    found: EquipmentVersion | None = rows.first()
    return found


def products_by_model(models_: Iterable[str]) -> dict[str, Product]:
    """Products by their model in small letters: one query for a whole sheet. Found also when no longer on sale."""
    wanted = {model.casefold() for model in models_}
    rows = Product.objects.annotate(small=Lower("model")).filter(small__in=wanted).select_related("series__category")
    return {product.model.casefold(): product for product in rows}


def on_sale() -> list[Product]:
    """What the model column offers while one types."""
    return list(Product.objects.filter(is_active=True).order_by("model")[:300])


def versions(project: Project) -> list[EquipmentVersion]:
    """The versions kept, oldest first."""
    return list(project.equipment_versions.select_related("change").order_by("number"))
