"""The recycle bin (PLT-7)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Removal(models.Model):
    """A record that was deleted: by whom, why; then restored, or after 90 days deleted for good (`ended_at`).

    `title` stays when the record is gone. `blocked`: what kept the nightly job from deleting it for good.
    """

    kind = models.CharField(_("kind"), max_length=60)
    record_id = models.BigIntegerField()
    title = models.CharField(_("record"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("owner")
    )
    at = models.DateTimeField(_("deleted at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("deleted by")
    )
    reason = models.CharField(_("reason"), max_length=300)
    restored_at = models.DateTimeField(_("restored at"), null=True, blank=True)
    restored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("restored by")
    )
    ended_at = models.DateTimeField(_("deleted for good at"), null=True, blank=True)
    blocked = models.CharField(_("what keeps it"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("deleted record")
        verbose_name_plural = _("deleted records")
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id"], condition=Q(restored_at=None), name="recycling_once")
        ]
        indexes = [
            models.Index(
                F("at").desc(), F("id").desc(), condition=Q(restored_at=None, ended_at=None), name="recycling_lying"
            )
        ]

    def __str__(self) -> str:
        return self.title
