"""The company's rules for signing in: one row, made when first asked for."""

from __future__ import annotations

from leadtocash.foundation.accounts.models import Position, SignInPolicy, User


def current() -> SignInPolicy:
    """The rules in force; the shipped ones where nobody has changed them."""
    return SignInPolicy.objects.filter(pk=1).first() or SignInPolicy(pk=1)


def needs_second_factor(person: User, policy: SignInPolicy | None = None) -> bool:
    """Does one of the person's roles ask for a second factor?"""
    roles = (policy or current()).mfa_roles
    return bool(roles) and Position.objects.filter(person=person, role__code__in=roles).exists()
