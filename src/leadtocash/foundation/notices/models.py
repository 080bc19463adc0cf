"""Messages to a person inside the product (WFL-7, core)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One sentence for one person, with the page it leads to. `data` fills the holes of the topic's sentence."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    topic = models.CharField(_("topic"), max_length=60)
    data = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    key = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notices_once")]
        indexes = [
            models.Index(fields=["person", "-at"], name="notices_of"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notices_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} · {self.person_id}"
