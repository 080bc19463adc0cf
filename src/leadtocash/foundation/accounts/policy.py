"""The company's rules for signing in: one row, made when first changed."""

from __future__ import annotations

from copy import copy

from leadtocash.foundation.accounts.models import SignInPolicy, User
from leadtocash.foundation.accounts.organisation import places_of
from leadtocash.foundation.kernel.stamps import Kept


def _load() -> SignInPolicy:
    return SignInPolicy.objects.filter(pk=1).first() or SignInPolicy(pk=1)


_kept = Kept("sign_in", _load)


def current() -> SignInPolicy:
    """The rules in force; the shipped ones where nobody has changed them."""
    return copy(_kept())


def needs_second_factor(person: User, policy: SignInPolicy | None = None) -> bool:
    """Does one of the person's roles ask for a second factor?"""
    roles = (policy or current()).mfa_roles
    return any(place.role.code in roles for place in places_of(person))
