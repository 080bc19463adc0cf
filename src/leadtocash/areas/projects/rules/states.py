"""What a project takes in which state; closed means closed (S0 2.5.3)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.projects.models import Project
from leadtocash.foundation.kernel.errors import Missing, Offer, RuleError

State = Project.State


def check_not_frozen(project: Project) -> None:
    """Raise RuleError where nothing may change any more: closed (S0 2.5.3) or cancelled (S0 2.7)."""
    if project.state == State.CLOSED:
        raise RuleError(
            _("%(code)s was closed on %(day)s; it takes no more changes. It can be set up anew, linked to this one.")
            % {"code": project.code, "day": project.closed_on},
            code="project_closed",
            clause="S0 2.5.3",
            offer=Offer(label=_("Set up anew"), href=project.get_absolute_url()),
        )
    if project.state == State.CANCELLED:
        raise RuleError(
            _("%(code)s was cancelled on %(day)s.") % {"code": project.code, "day": project.cancelled_on},
            code="project_cancelled",
            clause="S0 2.7",
        )


def check_is_preparing(project: Project) -> None:
    """Raise RuleError unless set-up data may be entered: only before they are submitted (S0 2.3.2)."""
    check_not_frozen(project)
    if project.state == State.IN_APPROVAL:
        raise RuleError(
            _("The set-up is in approval. Take it back, or wait for the decision."),
            code="setup_in_approval",
            clause="S0 2.3.2",
        )
    if project.state != State.PREPARING:
        raise RuleError(
            _("%(code)s is set up already. A changed list goes by an equipment change.") % {"code": project.code},
            code="setup_done",
            clause="S0 2.4.4",
        )


def check_is_set_up(project: Project) -> None:
    """Raise RuleError unless commerce may buy: set up, and not everything has arrived yet (S0 2.4.2)."""
    check_not_frozen(project)
    if project.state in (State.PREPARING, State.IN_APPROVAL):
        raise RuleError(
            _("Commerce buys by the set-up data, and %(code)s is not set up yet.") % {"code": project.code},
            code="not_set_up",
            clause="S0 2.4.2",
            missing=[_set_up_first(project)],
        )
    if project.state != State.SET_UP:
        raise RuleError(
            _("All equipment of %(code)s has arrived on %(day)s; nothing more is bought for it.")
            % {"code": project.code, "day": project.arrived_on},
            code="arrived_already",
            clause="S0 2.4.2",
        )


def _set_up_first(project: Project) -> Missing:
    if project.state == State.PREPARING:
        return Missing(
            what=_("Set-up data, submitted"),
            who=project.owner.name,
            clause="S0 2.3.2",
            href=reverse("projects:setup", args=[project.pk]),
        )
    return Missing(what=_("Approval of the set-up"), clause="S0 2.3.2", href=project.get_absolute_url())
