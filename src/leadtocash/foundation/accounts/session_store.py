"""Sessions as Django keeps them. Of somebody signed in, one statement reads session, person and all stamps."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from leadtocash.foundation.accounts.models import User, UserSession
from leadtocash.foundation.kernel import stamps


class SessionStore(db.SessionStore):
    """person: whom the list of sessions names; whether the session is truly his, `person_of` decides."""

    person: User | None = None

    def _get_session_from_db(self) -> Any:
        living = Session.objects.filter(pk=OuterRef("session_key"), expire_date__gt=Now())
        row: Any = (
            UserSession.objects.filter(session_key=self.session_key)
            .select_related("person")
            .annotate(session_data=Subquery(living.values("session_data")), stamps=stamps.column())
            .first()
        )
        if row is None or row.session_data is None:  # not signed in, or over
            return super()._get_session_from_db()  # type: ignore[misc]
        stamps.note(row.stamps)
        self.person = row.person
        return row


def person_of(request: HttpRequest) -> Any:
    """Who is signed in, by what was read with the session; whatever is not plain is decided by Django."""
    session: Any = request.session
    signed_in = session.get(SESSION_KEY)
    person = getattr(session, "person", None)
    if person is None or not person.is_active or str(person.pk) != signed_in:
        return get_user(request)
    if not constant_time_compare(session.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()):
        return get_user(request)
    return person
