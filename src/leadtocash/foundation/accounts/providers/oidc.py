"""OpenID Connect: any provider that publishes its discovery document (Keycloak, Authing, Azure AD, ADFS, Okta …)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

import jwt
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.providers.base import Claims, Failed, Provider, Round, call, plain_phone

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY = 60


@dataclass(frozen=True)
class Oidc(Provider):
    key: ClassVar[str] = "oidc"
    title: ClassVar[Promise | str] = _("Single sign-on")
    needed: ClassVar[tuple[str, ...]] = ("issuer", "client_id", "client_secret")
    optional: ClassVar[Mapping[str, str]] = {"label": "", "scope": "openid profile email phone", "trust_email": ""}

    def where_to(self, way: Round) -> str:
        query = {
            "response_type": "code", "client_id": self.settings["client_id"], "redirect_uri": way.redirect_uri,
            "scope": self.settings["scope"], "state": way.state, "nonce": way.nonce,
            "code_challenge": way.challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return f"{self._discovered()['authorization_endpoint']}?{urlencode(query)}"

    def who(self, code: str, way: Round, *, at: datetime) -> Claims:
        known = self._discovered()
        given = call(
            "POST", known["token_endpoint"],
            data={
                "grant_type": "authorization_code", "code": code, "redirect_uri": way.redirect_uri,
                "client_id": self.settings["client_id"], "code_verifier": way.verifier,
            },
            auth=(self.settings["client_id"], self.settings["client_secret"]),
        )  # fmt: skip
        claims = self._checked(str(given.get("id_token", "")), known, way, at=at)
        if "email" not in claims and known.get("userinfo_endpoint"):
            more = call("GET", known["userinfo_endpoint"], headers={"Authorization": f"Bearer {given['access_token']}"})
            if more.get("sub") == claims["sub"]:
                claims = {**more, **claims}
        return self._said(claims)

    def _said(self, claims: Mapping[str, Any]) -> Claims:
        trusts = self.settings.get("trust_email", "").lower() in ("1", "true", "yes")
        email = str(claims.get("email") or "") if claims.get("email_verified") is True or trusts else ""
        phone = str(claims.get("phone_number") or "") if claims.get("phone_number_verified") is True else ""
        name = str(claims.get("name") or claims.get("preferred_username") or "")
        strong = bool({"mfa", "otp", "hwk"} & set(claims.get("amr") or ()))
        subject = str(claims["sub"])
        return Claims(subject, name, email, plain_phone(phone), subject, strong)

    def _discovered(self) -> dict[str, Any]:
        issuer = self.settings["issuer"].rstrip("/")
        known = call("GET", f"{issuer}/.well-known/openid-configuration")
        if str(known.get("issuer", "")).rstrip("/") != issuer:
            raise Failed("another issuer in the discovery document")
        missing = [n for n in ("authorization_endpoint", "token_endpoint", "jwks_uri") if not known.get(n)]
        if missing:
            raise Failed(f"discovery document without {', '.join(missing)}")
        return known

    def _checked(self, token: str, known: Mapping[str, Any], way: Round, *, at: datetime) -> dict[str, Any]:
        """The claims of a token signed by the issuer, for us, of now, in answer to our question."""
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            keys = jwt.PyJWKSet.from_dict(call("GET", known["jwks_uri"])).keys
            fitting = [k for k in keys if k.key_id == kid] if kid else keys
            if len(fitting) != 1:
                raise Failed("no such key")
            claims: dict[str, Any] = jwt.decode(
                token, fitting[0], algorithms=ALGORITHMS, audience=self.settings["client_id"], issuer=known["issuer"],
                leeway=LEEWAY, options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise Failed(f"id_token: {type(error).__name__}") from None
        if claims.get("nonce") != way.nonce:
            raise Failed("id_token: another nonce")
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self.settings["client_id"]:
            raise Failed("id_token: another authorised party")
        return claims
