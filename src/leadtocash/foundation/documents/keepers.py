"""Who looks after the file storage, and what they are told."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.urls import reverse

from leadtocash.foundation.access.models import RolePermission
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.documents import events, permissions
from leadtocash.foundation.documents.models import Attachment, StoredFile
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify


def keepers() -> list[User]:
    """The people whose role keeps the file storage."""
    roles = RolePermission.objects.filter(permission=permissions.MANAGE).values("role")
    return list(User.objects.filter(is_active=True, positions__role__in=roles).distinct())


def tell_of_virus(record: Any, name: str, finding: str, *, verb: str, key: str, act: Act) -> None:
    """Journal it on the record and tell who looks after the storage."""
    recording.write(record, verb, act=act, data={"name": name, "finding": finding})
    url = reverse("documents:storage")
    notify(keepers(), events.VIRUS, act=act, url=url, key=f"virus {key}", finding=finding, name=name, title=str(record))


def tell_of_infected(stored: StoredFile, *, act: Act) -> None:
    """A stored file turned out to be infected: on every record that has it."""
    for one in Attachment.objects.filter(stored=stored):
        record = apps.get_model(one.kind)._base_manager.filter(pk=one.record_id).first()
        if record is not None:
            key = f"{stored.digest[:16]} {one.pk}"
            tell_of_virus(record, one.name, stored.finding, verb=events.INFECTED, key=key, act=act)
