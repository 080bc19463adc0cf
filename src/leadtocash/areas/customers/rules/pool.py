"""Who may take a customer from the public pool, and when one goes back; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, RuleError


def check_in_pool(*, is_pooled: bool) -> None:
    """Raise RuleError for a customer somebody has."""
    if not is_pooled:
        raise RuleError(_("Somebody was faster: this customer is not in the public pool any more."), code="not_in_pool")


def check_claim(*, held: int, most: int, free_on: date | None, today: date) -> None:
    """Raise RuleError for whoever holds enough, or wants back what was his before it has cooled down.

    held: customers he has, without won and invalid ones; free_on: the first day he may have this one back.
    """
    if held >= most:
        sentence = _("You hold %(held)s customers; up to %(most)s one may claim another.")
        raise RuleError(sentence % {"held": held, "most": most}, code="claim_most")
    if free_on is not None and today < free_on:
        sentence = _("This customer was yours until lately; you may claim it again from %(day)s.")
        raise RuleError(sentence % {"day": free_on.isoformat()}, code="claim_cooling")


def check_release(kept_by: Sequence[Missing]) -> None:
    """Raise RuleError while something runs that needs an account manager."""
    if kept_by:
        sentence = _("The customer cannot go to the public pool: work on it is under way.")
        raise RuleError(sentence, code="customer_kept", missing=list(kept_by))
