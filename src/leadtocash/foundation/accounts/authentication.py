"""How the API knows a person: `Authorization: Bearer <token>`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions

from leadtocash.foundation.accounts import tokens
from leadtocash.foundation.accounts.models import ApiToken, User


class TokenAuthentication(authentication.BaseAuthentication):
    """A bearer token of `POST /api/v1/tokens/`."""

    keyword = "Bearer"

    def authenticate(self, request: Any) -> tuple[User, ApiToken] | None:
        header = authentication.get_authorization_header(request).decode("latin-1").split()
        if not header or header[0].lower() != "bearer":
            return None
        token = tokens.valid(header[1], at=timezone.now()) if len(header) == 2 else None
        if token is None:
            raise exceptions.AuthenticationFailed(_("This token is unknown, expired or withdrawn."))
        return token.person, token

    def authenticate_header(self, request: Any) -> str:
        return self.keyword


class TokenScheme(OpenApiAuthenticationExtension):
    """What the API's description says of the token."""

    target_class = "leadtocash.foundation.accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
