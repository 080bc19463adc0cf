"""What an edition of the authority matrix allows. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.authority.findings import Finding
from leadtocash.foundation.authority.models import AuthorityTable
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.text import joined


def check_draft(table: AuthorityTable) -> None:
    """Raise RuleError for a published edition: what approvals were made by stays as it was."""
    if table.published_at is not None:
        raise RuleError(
            _("A published authority table is never changed. Make the next edition."), code="authority_published"
        )


def check_complete(found: Sequence[Finding]) -> None:
    """Raise RuleError with every gap, overlap and row without a role."""
    if found:
        raise RuleError(
            _("The authority table cannot be published yet."),
            code="authority_problems",
            missing=[Missing(what=finding.text) for finding in found],
        )


def check_newest(table: AuthorityTable, newest: AuthorityTable | None) -> None:
    """Raise RuleError when a later edition of the year is out: it would go on counting, unnoticed."""
    if newest is not None and newest.edition > table.edition:
        raise RuleError(
            _("Edition %(newest)s is published already, so edition %(this)s would never count. Make a new edition.")
            % {"newest": newest, "this": table},
            code="authority_outdated",
        )


def check_second_person(table: AuthorityTable, person: User, editors: Sequence[User]) -> bool:
    """May this person publish, and did he edit it last himself (then he is the only one there is)?

    Raises RuleError when he edited it last and somebody else could look at it.
    """
    if table.edited_by_id != person.pk:
        return False
    others = [one for one in editors if one.pk != person.pk]
    if others:
        names = joined(one.name for one in others)
        raise RuleError(
            _("You edited this edition last, so somebody else must look at it and publish it."),
            code="authority_second_person",
            missing=[Missing(what=_("Publication by a second person"), who=names)],
        )
    return True
