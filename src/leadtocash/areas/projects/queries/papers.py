"""The papers of a project and the people behind it, for the cards beside its page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.projects.models import ClosingNotice, Project, SignoffSheet
from leadtocash.areas.projects.queries.signoff import REPORT
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.documents.actions import has

State = Project.State
_ORDER = [State.PREPARING, State.IN_APPROVAL, State.SET_UP, State.ARRIVED, State.SIGNED_OFF, State.CLOSED]


def papers_of(project: Project) -> list[dict[str, Any]]:
    """The papers of the policy: which are there, which are due, which come later; with where they are printed."""
    sheet = SignoffSheet.objects.filter(project=project).first()
    notice = ClosingNotice.objects.filter(project=project).first()
    reached = _ORDER.index(State(project.state)) if project.state in _ORDER else 0
    papers = [
        _paper(project, "print-setup", _("Set-up task"), project.task_number, done=reached >= 2, due=True),
        _paper(project, "print-signoff", _("Sign-off sheet"), sheet.number if sheet else "",
               done=project.signed_on is not None, due=project.state == State.ARRIVED),
        _paper(project, "print-closing" if notice else "", _("Closing notice"), notice.number if notice else "",
               done=project.closed_on is not None, due=project.state == State.SIGNED_OFF),
    ]  # fmt: skip
    if project.contract.acceptance_needed:
        papers.append(_paper(project, "", _("Acceptance report"), "", done=has(project, REPORT), due=reached >= 4))
    return papers


def _paper(project: Project, name: str, label: str, number: str, *, done: bool, due: bool) -> dict[str, Any]:
    url = reverse(f"projects:{name}", args=[project.pk]) if name else ""
    state = "ok" if done else "no" if due else "later"
    return {"name": label, "note": number, "url": url, "state": state}


def people_of(project: Project) -> list[dict[str, Any]]:
    """Who is responsible, by role, nearest to the project's department."""
    roles = [
        (_("Project administrator"), "project_admin"), (_("Commerce"), "commerce_rep"),
        (_("Technical support"), "tech_support"), (_("Finance"), "finance"),
        (_("Marketing assistant"), "marketing_assistant"),
    ]  # fmt: skip
    found = [{"label": _("Account manager"), "person": project.owner}]
    for label, role in roles:
        holders = with_role(role, department=project.department)
        if holders:
            found.append({"label": label, "person": holders[0]})
    return found
