from typing import Any

from django.apps import AppConfig


def _unread(request: Any) -> int:
    from leadtocash.foundation.notices.models import Notice

    return Notice.objects.filter(person=request.user, read_at=None)[:100].count()


class Config(AppConfig):
    name = "leadtocash.foundation.notices"
    label = "notices"

    def ready(self) -> None:
        from leadtocash.foundation.web.context import extras

        extras.add("unread", _unread)
