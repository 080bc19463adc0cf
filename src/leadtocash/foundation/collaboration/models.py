"""People around a record: what they say about it, who wants to hear of it, who is changing it now (PLT-7)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class Comment(models.Model):
    """What somebody said about a record. Taken back: the text is gone, the mark stays."""

    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"))
    text = models.TextField(_("text"), max_length=4000)
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("mentioned"))
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("comment on a record")
        verbose_name_plural = _("comments on records")
        indexes = [models.Index(F("kind"), F("record_id"), F("id").desc(), name="collaboration_comments_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} · {self.by_id}"


class Follow(models.Model):
    """A person wants to hear of a record. It opens nothing: without sight of the record it sleeps."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("followed record")
        verbose_name_plural = _("followed records")
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id", "person"], name="collaboration_follow_once")
        ]
        indexes = [models.Index(F("person"), F("since").desc(), name="collaboration_follows_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} · {self.person_id}"


class Presence(models.Model):
    """A person has the form of a record open. Whoever has not been heard of for a minute is gone."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    since = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last heard of"))

    class Meta:
        verbose_name = _("person changing a record")
        verbose_name_plural = _("people changing records")
        constraints = [
            models.UniqueConstraint(fields=["kind", "record_id", "person"], name="collaboration_presence_once")
        ]
        indexes = [models.Index(fields=["seen_at"], name="collaboration_presence_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} · {self.person_id}"
