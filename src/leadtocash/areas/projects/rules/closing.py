"""Closing only on the accepted signed sheet; archiving; acceptance where the contract asks (S0 2.5)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.projects.models import ClosingNotice, Project
from leadtocash.areas.projects.rules.checklist import unmet
from leadtocash.areas.projects.rules.signoff import Delivery, items_before_closing
from leadtocash.areas.projects.rules.states import check_not_frozen
from leadtocash.foundation.kernel.errors import Missing, RuleError

State, Notice = Project.State, ClosingNotice.State


def check_opening(delivery: Delivery, notice: ClosingNotice | None) -> None:
    """Raise RuleError unless the closing may be opened: only on the customer's signed sheet (S0 2.5.3)."""
    project = delivery.project
    check_not_frozen(project)
    missing = unmet(items_before_closing(delivery))
    if project.state != State.SIGNED_OFF or missing:
        raise RuleError(
            _("%(code)s cannot be closed yet: the customer's signed sheet is the only basis of closing.")
            % {"code": project.code},
            code="closing_without_sheet", clause="S0 2.5.3", missing=missing,
        )  # fmt: skip
    if notice is not None and notice.state == Notice.CIRCULATING:
        raise RuleError(
            _("The closing notice %(number)s is with the departments already.") % {"number": notice.number},
            code="closing_under_way", clause="S0 2.5.2",
        )  # fmt: skip


def check_archiving(project: Project, notice: ClosingNotice | None, *, confirmed: bool) -> None:
    """Raise RuleError unless every department has confirmed and the papers can go to the archive (S0 2.5.2)."""
    check_not_frozen(project)
    if notice is None or notice.state != Notice.CIRCULATING:
        raise RuleError(
            _("No closing notice of %(code)s is under way.") % {"code": project.code},
            code="no_closing", clause="S0 2.5.2",
        )  # fmt: skip
    if not confirmed:
        raise RuleError(
            _("The papers cannot be archived yet: departments have still to confirm the closing notice."),
            code="closing_not_confirmed", clause="S0 2.5.2",
            missing=[Missing(what=_("All confirmations"), clause="S0 2.5.2", href=project.get_absolute_url())],
        )  # fmt: skip


def check_acceptance(project: Project, *, needed: bool, recorded: bool) -> None:
    """Raise RuleError unless an acceptance report may be recorded: asked by the contract, after sign-off (S0 2.5.4)."""
    if project.state == State.CANCELLED:
        check_not_frozen(project)
    if not needed:
        raise RuleError(_("The contract asks for no acceptance."), code="acceptance_not_asked", clause="S0 2.5.4")
    if recorded:
        raise RuleError(_("The acceptance report is recorded already."), code="acceptance_recorded", clause="S0 2.5.4")
    if project.state not in (State.SIGNED_OFF, State.CLOSED):
        raise RuleError(
            _("The customer can accept only what he has signed for."),
            code="acceptance_before_signoff", clause="S0 2.5.4",
            missing=[Missing(what=_("Signed sheet, accepted"), who=project.owner.name, clause="S0 2.4.3",
                             href=reverse("projects:signoff", args=[project.pk]))],
        )  # fmt: skip


def check_acceptance_facts(project: Project, accepted_on: date, *, has_report: bool, today: date) -> None:
    """Raise RuleError when the report file is missing or the day cannot be right."""
    if not has_report:
        raise RuleError(
            _("The acceptance report itself is missing."), code="acceptance_without_report", clause="S0 2.5.4",
            missing=[Missing(what=_("Signed acceptance report, scanned"), who=project.owner.name, clause="S0 2.5.4")],
        )  # fmt: skip
    if accepted_on > today:
        raise RuleError(_("The day of acceptance lies in the future."), code="accepted_in_future", clause="S0 2.5.4")
    if project.signed_on and accepted_on < project.signed_on:
        raise RuleError(
            _("The customer signed for the delivery on %(day)s; acceptance cannot be before.")
            % {"day": project.signed_on},
            code="accepted_before_signoff", clause="S0 2.5.4",
        )  # fmt: skip


def check_successor(project: Project) -> None:
    """Raise RuleError unless the project is closed: only then a new one is set up in its place (S0 2.5.3)."""
    if project.state != State.CLOSED:
        raise RuleError(
            _("%(code)s is not closed; changes go by an equipment change.") % {"code": project.code},
            code="not_closed", clause="S0 2.4.4",
        )  # fmt: skip
