"""What a saved view must be; pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import RuleError

MOST_VIEWS = 40


def check_count(count: int) -> None:
    """Raise RuleError when a person would keep more views of one list than anybody finds again."""
    if count >= MOST_VIEWS:
        sentence = _("You keep %(most)s views of this list already; delete one first.")
        raise RuleError(sentence % {"most": MOST_VIEWS}, code="too_many_views")


def check_default(*, shared: bool) -> None:
    """Raise RuleError when a role's list would open with a view that its people cannot open."""
    if not shared:
        raise RuleError(
            _("Share the view with everybody or with this role first; the role cannot open it now."),
            code="view_not_shared",
        )
