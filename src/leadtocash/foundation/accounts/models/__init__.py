"""People and how they sign in, by noun."""

from leadtocash.foundation.accounts.models.credentials import (
    ApiCounter,
    ApiToken,
    Passkey,
    PasswordLink,
    PastPassword,
    PlatformIdentity,
    RecoveryCode,
    TotpSecret,
)
from leadtocash.foundation.accounts.models.people import Department, Position, Role, User, UserManager, username_of
from leadtocash.foundation.accounts.models.sign_in import (
    SignInCounter,
    SignInEvent,
    SignInPolicy,
    TrustedDevice,
    UserSession,
)

__all__ = [
    "ApiCounter",
    "ApiToken",
    "Department",
    "Passkey",
    "PasswordLink",
    "PastPassword",
    "PlatformIdentity",
    "Position",
    "RecoveryCode",
    "Role",
    "SignInCounter",
    "SignInEvent",
    "SignInPolicy",
    "TotpSecret",
    "TrustedDevice",
    "User",
    "UserManager",
    "UserSession",
    "username_of",
]
