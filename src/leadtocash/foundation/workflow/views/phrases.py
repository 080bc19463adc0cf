"""The sentences one writes again and again: the usual ones, and those this person often wrote."""

from __future__ import annotations

from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.workflow import overviews


def of(user: User, choice: str = "") -> list[str]:
    """Phrases for a comment; `choice` (approve, reject, return, hand) puts the fitting ones first."""
    yes = [_("Agreed"), _("Agreed, carry it out as submitted")]
    no = [_("Please add the supporting papers"), _("The price needs another look"), _("Please check the terms again")]
    hand = [_("Please have a look, this is your field"), _("I am away, please take over")]
    said = {"approve": ("approved",), "hand": ()}.get(choice, ("rejected", "returned"))
    own = overviews.own_phrases(user, said) if said else []
    usual = {"approve": yes, "reject": no, "return": no, "hand": hand}.get(choice, [*yes[:1], *no[:2]])
    return list(dict.fromkeys([*own, *usual]))[:6]
