"""What every stored record has, and the memory of posts already answered."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.errors import Stale

R = TypeVar("R", bound="Record")


class Record(models.Model):
    """A business record: when and by whom made, and a revision that grows with every change (optimistic lock)."""

    created_at = models.DateTimeField(_("created at"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("created by"),
    )
    updated_at = models.DateTimeField(_("updated at"), editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)

    _loaded: dict[str, Any]

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        """Remember what was read, so that a later save knows which fields changed."""
        record = super().from_db(db, field_names, values)
        record._loaded = dict(zip(field_names, values, strict=False))
        return record


def lock(record: R, *, revision: int | None = None) -> R:
    """Read the record again under its row lock (inside the caller's transaction).

    With `revision`: raises Stale when somebody else has changed it since that revision was shown.
    """
    fresh = type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if revision is not None and fresh.revision != revision:
        raise Stale(gettext("Somebody changed this record meanwhile. Look at the new state, then act again."))
    return fresh


class AnsweredPost(models.Model):
    """A post that was carried out, by its client key: a repeat gives the same answer and does nothing again."""

    person_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    path = models.CharField(max_length=300)
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)

    class Meta:
        verbose_name = _("answered post")
        verbose_name_plural = _("answered posts")
        constraints = [models.UniqueConstraint(fields=["person_id", "key"], name="kernel_answered_post_once")]
        indexes = [models.Index(fields=["at"], name="kernel_answered_at")]

    def __str__(self) -> str:
        return self.key
