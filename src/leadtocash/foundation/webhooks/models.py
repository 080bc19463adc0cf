"""Addresses of other programs that are told what happens, and what was told them (Standard Webhooks)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class WebhookEndpoint(models.Model):
    """An address that hears of events, with what its person may see.

    events: codes of journal verbs, or "customers.*" for all of an area. sealed: its secret; old_sealed: the one
    before, which signs too until old_until. failing_since: first failure since the last success.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    url = models.CharField(_("address"), max_length=500)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("sees what may be seen by")
    )
    events = models.JSONField(_("events"), default=list)
    is_active = models.BooleanField(_("in use"), default=True)
    sealed = models.TextField(editable=False)
    old_sealed = models.TextField(blank=True, editable=False)
    old_until = models.DateTimeField(null=True, blank=True, editable=False)
    failing_since = models.DateTimeField(_("fails since"), null=True, blank=True, editable=False)
    failed_at = models.DateTimeField(null=True, blank=True, editable=False)
    fault = models.CharField(_("fault"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("webhooks:endpoint", args=[self.pk])


class WebhookMessage(models.Model):
    """One event for one endpoint: written with the act itself, sent by the worker until it is taken.

    body: what is sent, made at the first try and the same at every other; uid: the webhook-id the receiver knows it
    by. tries: the last ones, [{at, status, ms, error}]; answer: the beginning of the last answer.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        DROPPED = "dropped", _("Not needed")

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="messages", verbose_name=_("webhook")
    )
    event = models.CharField(_("event"), max_length=80)
    kind = models.CharField(max_length=60, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed = models.JSONField(default=list)
    at = models.DateTimeField(_("at"))
    body = models.TextField(blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(_("next try"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    tries = models.JSONField(default=list)
    answer = models.TextField(blank=True)
    last_error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook message")
        verbose_name_plural = _("webhook messages")
        indexes = [
            models.Index(fields=["endpoint", "-at", "-id"], name="webhooks_message_of"),
            models.Index(fields=["due_at"], condition=models.Q(state="waiting"), name="webhooks_message_due"),
            models.Index(fields=["at"], name="webhooks_message_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.uid}"

    def get_absolute_url(self) -> str:
        return reverse("webhooks:message", args=[self.pk])
