"""What the set-up data must hold before they go for approval (S0 2.3.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from leadtocash.areas.projects.models import EquipmentLine, Project
from leadtocash.areas.projects.rules.checklist import Item, unmet
from leadtocash.areas.projects.rules.states import check_is_preparing
from leadtocash.foundation.kernel.errors import RuleError

CLAUSE = "S0 2.3.2"


def items_for_submission(project: Project, lines: Sequence[EquipmentLine]) -> list[Item]:
    """Everything the set-up needs, met or missing: place and day of delivery, model and warranty of every line."""
    form = reverse("projects:setup", args=[project.pk])
    owed = partial(Item, who=project.owner.name, since=localdate(project.prepared_at), clause=CLAUSE)
    items = [
        owed(what=_("Where to deliver"), met=bool(project.delivery_place), evidence=project.delivery_place,
             href=f"{form}#id_delivery_place", do=_("Fill in")),
        owed(what=_("Delivery by"), met=bool(project.delivery_on), evidence=str(project.delivery_on or ""),
             href=f"{form}#id_delivery_on", do=_("Fill in")),
    ]  # fmt: skip
    if not lines:
        items.append(owed(what=_("Equipment lines: the contract has none"), href=form))
    for line in lines:
        items += _line_items(line, f"{form}#line-{line.position}", owed)
    return items


def _line_items(line: EquipmentLine, at: str, owed: Callable[..., Item]) -> list[Item]:
    values = {"line": line.position, "what": line.description}
    if line.is_service:
        return [owed(what=_("Line %(line)s: service") % values, met=True, evidence=line.description)]
    found = []
    if line.product_id is None:
        what = _("Line %(line)s %(what)s: category, series and model") % values
        found.append(owed(what=what, href=at, do=_("Choose")))
    if line.warranty_years is None:
        what = _("Line %(line)s %(what)s: warranty years") % values
        found.append(owed(what=what, href=at, do=_("Fill in")))
    if not found:
        what = _("Line %(line)s: model and warranty") % values
        found.append(owed(what=what, met=True, evidence=line.model))
    return found


def check_submission(project: Project, lines: Sequence[EquipmentLine]) -> None:
    """Raise RuleError with what is missing unless the set-up may go for approval (S0 2.3.2)."""
    check_is_preparing(project)
    missing = unmet(items_for_submission(project, lines))
    if missing:
        raise RuleError(
            _("The set-up cannot be submitted yet."), code="setup_incomplete", clause=CLAUSE, missing=missing
        )
