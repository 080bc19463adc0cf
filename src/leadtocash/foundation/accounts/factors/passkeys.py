"""Passkeys (WebAuthn): a phone, a computer or a security key proves itself with a key that never leaves it.

A passkey with its owner verified (finger, face, PIN) is two factors in one: it signs in without a password.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorAssertionResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from leadtocash.foundation.accounts.models import Passkey, User

_STATE = "passkey"


def server(request: HttpRequest) -> Fido2Server:
    """The relying party is this site's host name; only its own pages may ask."""
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().startswith("[") else "localhost"
    scheme = "https" if request.is_secure() else "http"
    origin = f"{scheme}://{request.get_host()}"
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host, name="Lead-to-Cash"),
        verify_origin=lambda given: given == origin and (request.is_secure() or host in ("localhost", "127.0.0.1")),
    )


def ask_new(request: HttpRequest, person: User) -> dict[str, Any]:
    """What the browser is asked to make a new passkey; the challenge is kept in the session."""
    options, state = server(request).register_begin(
        PublicKeyCredentialUserEntity(id=str(person.pk).encode(), name=person.username, display_name=person.name),
        credentials=[_credential(row) for row in person.passkeys.all()],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    request.session[_STATE] = state
    return json.loads(json.dumps(dict(options), default=_plain))


def take_new(request: HttpRequest, person: User, answer: dict[str, Any], label: str, *, at: datetime) -> Passkey:
    """Keep the new passkey. Raises ValueError for an answer to another question, another site or a broken one."""
    state = request.session.pop(_STATE, None)
    if state is None:
        raise ValueError("no question was asked")
    auth = server(request).register_complete(state, RegistrationResponse.from_dict(answer))
    data = auth.credential_data
    if data is None:
        raise ValueError("no credential")
    return Passkey.objects.create(
        person=person, label=label[:60] or "Passkey", credential_id=websafe_encode(data.credential_id),
        data=websafe_encode(bytes(data)), sign_count=auth.counter, created_at=at,
    )  # fmt: skip


def ask(request: HttpRequest, person: User | None = None) -> dict[str, Any]:
    """What the browser is asked to prove: one of the person's passkeys, or any that is known here."""
    credentials = [_credential(row) for row in person.passkeys.all()] if person else []
    options, state = server(request).authenticate_begin(
        credentials, user_verification=UserVerificationRequirement.REQUIRED
    )
    request.session[_STATE] = state
    return json.loads(json.dumps(dict(options), default=_plain))


@transaction.atomic
def check(request: HttpRequest, answer: dict[str, Any], *, at: datetime, person: User | None = None) -> User | None:
    """The active person whose passkey answered rightly, None otherwise. An answer is good once; a counter that runs
    back betrays a copied key and is refused."""
    state = request.session.pop(_STATE, None)
    rows = Passkey.objects.select_for_update(of=("self",)).select_related("person").filter(person__is_active=True)
    row = rows.filter(credential_id=str(answer.get("id", ""))[:1400]).first()
    if state is None or row is None or (person is not None and row.person_id != person.pk):
        return None
    try:
        response = AuthenticationResponse.from_dict(answer)
        server(request).authenticate_complete(state, [_credential(row)], response)
        counter = _counter(response.response)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if (counter or row.sign_count) and counter <= row.sign_count:
        return None
    row.sign_count, row.last_used_at = counter, at
    row.save(update_fields=["sign_count", "last_used_at"])
    return row.person


def _counter(response: AuthenticatorAssertionResponse) -> int:
    return int(response.authenticator_data.counter)


def _credential(row: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(row.data))


def _plain(value: Any) -> Any:
    return websafe_encode(value) if isinstance(value, bytes) else dict(value)
