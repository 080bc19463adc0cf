"""Which files a project takes when: what was handed in and what was closed stays (S0 2.5.3)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from leadtocash.areas.projects.models import Project, SignoffSheet
from leadtocash.areas.projects.rules.states import check_not_frozen
from leadtocash.foundation.kernel.errors import RuleError

AFTER_CLOSING = ("acceptance_report", "closing")


def check_files(project: Project, sheet: SignoffSheet | None, category: str) -> None:
    """Raise RuleError when files of this category may not be added or taken away now."""
    if project.state == Project.State.CLOSED and category in AFTER_CLOSING:
        return
    check_not_frozen(project)
    if category == "signoff_scan" and sheet is not None and sheet.is_fixed:
        raise RuleError(
            _("The signed sheet is handed in; its scan stays as it is. It can be changed when the sheet is sent back."),
            code="scan_fixed", clause="S0 2.4.3",
        )  # fmt: skip
