"""The buttons of a project's page: what can be done now and by whom; held where something is missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.models import ClosingNotice, Project, SignoffSheet
from leadtocash.areas.projects.queries.steps import SETUP
from leadtocash.areas.projects.rules.checklist import unmet
from leadtocash.areas.projects.rules.purchasing import items_for_arrival
from leadtocash.areas.projects.rules.setup import items_for_submission
from leadtocash.areas.projects.rules.signoff import Delivery, items_before_closing, items_for_signoff
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.web.details import Verb
from leadtocash.foundation.workflow.actions import restarts_on_edit

State = Project.State
#: further buttons, by those who bring them: (person, project) -> verbs, those of the menu
more_verbs: Registry[Callable[[Any, Project], tuple[list[Verb], list[Verb]]]] = Registry("verbs of a project's page")


def verbs_of(person: Any, delivery: Delivery, notice: ClosingNotice | None, *, archiving: bool) -> list[Verb]:
    """The buttons for this person in this state, the main one last."""
    project = delivery.project
    found = [verb for _name, ask in more_verbs.items() for verb in ask(person, project)[0]]
    if allowed(person, permissions.PREPARE, project):
        found += _of_account_manager(delivery)
    if allowed(person, permissions.BUY, project):
        found += _of_commerce(delivery)
    if allowed(person, permissions.SIGN_OFF, project):
        found += _of_signoff(delivery)
    found += _acceptance(person, project)
    if allowed(person, permissions.CLOSE, project):
        found += _closing(delivery, notice)
    if archiving and allowed(person, permissions.ARCHIVE, project):
        url = reverse("projects:archive", args=[project.pk])
        found.append(Verb(label=_("Archive and close"), url=url, icon="archive", primary=True))
    return found


def menu_of(person: Any, delivery: Delivery, notice: ClosingNotice | None) -> list[Verb]:
    """The papers to print, and what is seldom needed."""
    project = delivery.project
    found = [Verb(label=_("Print the set-up task"), url=_url("print-setup", project), icon="printer")]
    if delivery.lines:
        found.append(Verb(label=_("Print the sign-off sheet"), url=_url("print-signoff", project), icon="printer"))
    if notice is not None:
        found.append(Verb(label=_("Print the closing notice"), url=_url("print-closing", project), icon="printer"))
    return found + [verb for _name, ask in more_verbs.items() for verb in ask(person, project)[1]]


def _of_account_manager(delivery: Delivery) -> list[Verb]:
    project = delivery.project
    if project.state == State.PREPARING:
        missing = len(unmet(items_for_submission(project, delivery.lines)))
        return [
            Verb(label=_("Complete the set-up task"), url=_url("setup", project), icon="pencil", primary=bool(missing)),
            Verb(label=_("Submit for approval"), url=_url("submission", project), post=True, icon="send",
                 missing=missing, primary=not missing),
        ]  # fmt: skip
    if project.state == State.IN_APPROVAL and restarts_on_edit(project, process=SETUP):
        return [Verb(label=_("Change the set-up task"), url=_url("setup", project), icon="pencil")]
    if project.state == State.CLOSED:
        question = _("Set %(code)s up anew? A contract is drafted from its lines; it must pass review.")
        return [
            Verb(label=_("Set up anew"), url=_url("successor", project), post=True, icon="copy",
                 confirm=question % {"code": project.code}),
        ]  # fmt: skip
    return []


def _of_commerce(delivery: Delivery) -> list[Verb]:
    project = delivery.project
    if project.state != State.SET_UP:
        return []
    missing = len(unmet(items_for_arrival(project, delivery.lines)))
    to_order = any(line.ordered < line.quantity and not line.is_service for line in delivery.lines)
    found = [
        Verb(label=_("All arrived"), url=_url("arrival", project), post=True, icon="truck", missing=missing,
             primary=not missing, confirm=_("Set %(code)s to “Arrived”? The ten working days begin today.")
             % {"code": project.code}),
    ]  # fmt: skip
    if to_order:
        order = Verb(label=_("Order"), url=_url("purchase", project), icon="shopping-cart", primary=True)
        found.insert(0, order)
    return found


def _of_signoff(delivery: Delivery) -> list[Verb]:
    project, sheet = delivery.project, delivery.sheet
    if project.state != State.ARRIVED or sheet is None or sheet.state == SignoffSheet.State.CHECKING:
        return []
    missing = len(unmet(items_for_signoff(delivery)))
    return [
        Verb(label=_("Enter serial numbers"), url=_url("signoff", project), icon="barcode", primary=bool(missing)),
        Verb(label=_("Hand in the sign-off"), url=_url("hand-in", project), post=True, icon="send", missing=missing,
             primary=not missing),
    ]  # fmt: skip


def _acceptance(person: Any, project: Project) -> list[Verb]:
    if not project.contract.acceptance_needed or project.state not in (State.SIGNED_OFF, State.CLOSED):
        return []
    if hasattr(project, "acceptance") or not allowed(person, permissions.RECORD_ACCEPTANCE, project):
        return []
    return [Verb(label=_("Record acceptance"), url=_url("acceptance", project), icon="certificate")]


def _closing(delivery: Delivery, notice: ClosingNotice | None) -> list[Verb]:
    project = delivery.project
    circulating = notice is not None and notice.state == ClosingNotice.State.CIRCULATING
    if project.state in (State.CLOSED, State.CANCELLED) or circulating:
        return []
    missing = len(unmet(items_before_closing(delivery)))
    label = _("Close again") if notice is not None else _("Close the project")
    url = _url("closing", project)
    return [Verb(label=label, url=url, icon="lock-check", missing=missing, primary=not missing)]


def _url(name: str, project: Project) -> str:
    return reverse(f"projects:{name}", args=[project.pk])
