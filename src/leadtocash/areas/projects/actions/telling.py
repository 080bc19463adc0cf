"""What people are told of projects: sentences and to whom they go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.projects import limits
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.queries.signoff import delivery_of
from leadtocash.areas.projects.rules.clock import clock_of
from leadtocash.areas.projects.rules.signoff import items_for_signoff
from leadtocash.foundation.accounts import people
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify, topic
from leadtocash.foundation.packs.limits import number

SET_UP = topic("projects.set_up", _("%(project)s is set up; purchasing may start."), label=_("Project set up"))
ARRIVED = topic(
    "projects.arrived",
    _("All equipment of %(project)s has arrived. Signed sheet due by %(due)s."),
    label=_("All equipment has arrived"),
)
REMINDED = topic(
    "projects.signoff_reminder",
    _("Sign-off of %(project)s: %(left)s working days left, %(missing)s things missing."),
    tone="wait",
    label=_("Reminder of the sign-off"),
)
ESCALATED = topic(
    "projects.signoff_escalation",
    _("Sign-off of %(project)s (%(owner)s): working day %(used)s of %(limit)s, %(missing)s things missing."),
    tone="late",
    label=_("Overdue sign-off reported upwards"),
)
SIGNED_OFF = topic(
    "projects.signed_off", _("%(project)s is signed off; it can be closed."), label=_("Project signed off")
)
CLOSED = topic(
    "projects.closed",
    _("%(project)s is closed. The signed sheet is the basis of maintenance."),
    label=_("A project is closed"),
)
ACCEPTED = topic(
    "projects.accepted",
    _("The customer accepted %(project)s; the report is there."),
    label=_("Customer accepted a project"),
    weight="copy",
)


def tell(project: Project, whom: Iterable[User], what: str, *, act: Act, key: str, **data: Any) -> None:
    """Send one notice about a project, once per key."""
    url = project.get_absolute_url()
    notify(whom, what, act=act, url=url, key=f"project-{project.pk}-{key}", about=project, project=str(project), **data)


def tell_set_up(project: Project, *, act: Act) -> None:
    """Commerce and the account manager hear that purchasing may start."""
    buyers = people.with_role("commerce_rep", department=project.department)
    tell(project, [project.owner, *buyers], SET_UP, act=act, key="set-up")


def tell_arrived(project: Project, *, act: Act) -> None:
    """The account manager hears that his ten working days have begun (S0 2.1.5)."""
    tell(project, [project.owner], ARRIVED, act=act, key="arrived", due=str(project.signoff_due_on))


def remind(project: Project, whom: Sequence[User], *, act: Act) -> None:
    """Remind those who owe the signed sheet of what is still missing."""
    clock = clock_of(project, act.today, number(limits.SIGNOFF))
    if clock is not None:
        left = max(clock.limit - clock.used, 0)
        data = {"left": left, "missing": _missing(project)}
        tell(project, whom, REMINDED, act=act, key=f"remind-{act.today}", **data)


def escalate(project: Project, whom: Sequence[User], *, act: Act) -> None:
    """Report an overdue sign-off upwards."""
    clock = clock_of(project, act.today, number(limits.SIGNOFF))
    if clock is not None:
        data = {"used": clock.used, "limit": clock.limit, "missing": _missing(project), "owner": project.owner.name}
        tell(project, whom, ESCALATED, act=act, key=f"escalate-{act.today}", **data)


def tell_signed_off(project: Project, *, act: Act) -> None:
    """The project administrator and the account manager hear that closing may begin."""
    admins = people.with_role("project_admin", department=project.department)
    tell(project, [project.owner, *admins], SIGNED_OFF, act=act, key="signed-off")


def tell_closed(project: Project, *, act: Act) -> None:
    """Finance and the account manager hear of it (S0 2.5.1); IT service hears from the installed base (S0 2.6.1)."""
    finance = people.with_role("finance", department=project.department)
    tell(project, [project.owner, *finance], CLOSED, act=act, key="closed")


def tell_accepted(project: Project, *, act: Act) -> None:
    """The report goes to the project administrator, a copy to IT service, the original to the archive (S0 2.5.4)."""
    roles = ("project_admin", "it_service", "archivist")
    whom = [person for role in roles for person in people.with_role(role, department=project.department)]
    tell(project, whom, ACCEPTED, act=act, key="accepted")


def _missing(project: Project) -> int:
    return sum(not item.met for item in items_for_signoff(delivery_of(project)))
