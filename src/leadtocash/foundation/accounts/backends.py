"""Sign-in with user name and password."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from leadtocash.foundation.accounts.models import User


class PasswordBackend:
    """Local accounts; an inactive person cannot sign in, and an unknown name costs as much time as a known one."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **credentials: Any
    ) -> User | None:
        person = User.objects.called(username)
        if person is None:
            User().set_password(password)
            return None
        return person if person.check_password(password) and person.is_active else None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
